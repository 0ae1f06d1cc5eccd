/** What is measured on: made once from our own streams, written to a folder that all peers read. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { normalStream } from '../../src/sampling/stream.js';
import { axisValues } from '../../src/study/axis.js';
import { parseStudy } from '../../src/study/study-file.js';
import type { GridStudy } from '../../src/study/kinds/grid/definition.js';

export const P_NORM = 3;
export const C_NORM = 0.75;
/** T, half a decade. */
export const THRESHOLD = 0.5;

export interface Data {
  cells: number;
  draws: number;
  workers: number;
  /** Shape (cell, draw, worker), dex. */
  regrets: Float64Array;
  /** Shape (epsilon), dex. */
  epsilons: Float64Array;
}

export interface Cell {
  /** Of the distribution that the regrets are drawn from, dex. */
  mean: number;
  std: number;
}

/** Regrets as a study of seed 1 draws them; up to 1,024 draws a cell. */
export function drawData(
  cells: readonly Cell[],
  draws: number,
  workers: number,
  epsilons: readonly number[],
): Data {
  const regrets = new Float64Array(cells.length * draws * workers);
  cells.forEach(({ mean, std }, cell) => {
    const normal = normalStream({ seed: 1, cell, block: 0 });
    const start = cell * draws * workers;
    for (let i = start; i < start + draws * workers; i++) regrets[i] = mean + std * normal();
  });
  return { cells: cells.length, draws, workers, regrets, epsilons: Float64Array.from(epsilons) };
}

/** Every mean with every std. */
export function cellsOf(means: readonly number[], stds: readonly number[]): Cell[] {
  return means.flatMap((mean) => stds.map((std) => ({ mean, std })));
}

/** As many draws a cell as the fine study of the forum has, and a twentieth of its cells. */
export function gridData(quick: boolean): Data {
  const side = quick ? 3 : 20;
  const means = axisValues({ linspace: [-3, 1, side] });
  return drawData(cellsOf(means, stds(side)), quick ? 100 : 400, 10, epsilons());
}

/** Cells of constant mean / std, from workers that all lose clearly to such that win by one standard deviation. */
export function solverData(quick: boolean): Data {
  const side = quick ? 3 : 10;
  const ratios = axisValues({ linspace: [-5, 1, side] });
  const cells = ratios.flatMap((ratio) => stds(side).map((std) => ({ mean: ratio * std, std })));
  return drawData(cells, quick ? 100 : 200, 10, epsilons());
}

/** The study that these fields describe. */
export function gridStudy(fields: object): GridStudy {
  const { study, problems } = parseStudy({
    kind: 'grid',
    schemes: 'whitepaper',
    pNorm: P_NORM,
    cNorm: C_NORM,
    seeds: 1,
    ...fields,
  });
  if (problems) throw new Error(problems.map(({ message }) => message).join('; '));
  return study as GridStudy;
}

function stds(count: number): number[] {
  return axisValues({ logspace: [-1, Math.log10(3), count] });
}

function epsilons(): number[] {
  return axisValues({ logspace: [-4, 3, 100] });
}

/** Numbers as the machine keeps them, and a text file of their shape. */
export async function writeData(
  folder: string,
  { cells, draws, workers, regrets, epsilons }: Data,
): Promise<void> {
  const shape = {
    cells,
    draws,
    workers,
    epsilons: epsilons.length,
    p: P_NORM,
    c: C_NORM,
    threshold: THRESHOLD,
  };
  const lines = Object.entries(shape).map(([name, value]) => `${name} ${value}\n`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'shape.txt'), lines.join(''));
  await writeFile(join(folder, 'regrets.f64'), regrets);
  await writeFile(join(folder, 'epsilons.f64'), epsilons);
}

/** Every so many-th cell. */
export function someCells(data: Data, every: number): Data {
  const size = data.draws * data.workers;
  const cells = Math.ceil(data.cells / every);
  const regrets = Float64Array.from(
    { length: cells * size },
    (_, i) => data.regrets[Math.floor(i / size) * every * size + (i % size)]!,
  );
  return { ...data, cells, regrets };
}
