/**
 * Data of the benchmarks, drawn once from this project's streams and written to a folder for external
 * programs.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { normalStream } from '../../src/sampling/stream.js';
import { axisValues } from '../../src/study/axis.js';
import { parseStudy } from '../../src/study/study-file.js';
import type { GridStudy } from '../../src/study/kinds/grid/definition.js';

export const P_NORM = 3;
export const C_NORM = 0.75;
/** T = log10 of the factor, half a decade. */
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
  /** Mean and std of the distribution of the regrets, dex. */
  mean: number;
  std: number;
}

/** Draws regrets in the same way as a study of seed 1. At most 1,024 draws per cell: one block. */
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

/** As many draws per cell as the fine study of the forum, and a twentieth of its cells. */
export function gridData(quick: boolean): Data {
  const side = quick ? 3 : 20;
  const means = axisValues({ linspace: [-3, 1, side] });
  return drawData(cellsOf(means, stds(side)), quick ? 100 : 400, 10, epsilons());
}

/** Cells of mean / std from -5 (all regrets clearly negative) to 1 (most regrets positive). */
export function solverData(quick: boolean): Data {
  const side = quick ? 3 : 10;
  const ratios = axisValues({ linspace: [-5, 1, side] });
  const cells = ratios.flatMap((ratio) => stds(side).map((std) => ({ mean: ratio * std, std })));
  return drawData(cells, quick ? 100 : 200, 10, epsilons());
}

/** The definition of a grid study, as in a study file. */
export function gridDefinition(fields: object): object {
  return { kind: 'grid', schemes: 'whitepaper', pNorm: P_NORM, cNorm: C_NORM, seeds: 1, ...fields };
}

export function parsedGridStudy(definition: object): GridStudy {
  const { study, problems } = parseStudy(definition);
  if (problems) throw new Error(problems.map(({ message }) => message).join('; '));
  return study as GridStudy;
}

function stds(count: number): number[] {
  return axisValues({ logspace: [-1, Math.log10(3), count] });
}

function epsilons(): number[] {
  return axisValues({ logspace: [-4, 3, 100] });
}

/**
 * Writes regrets and epsilons as 64-bit numbers in the byte order of the machine, and their shape as text.
 */
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

/** The data of every n-th cell. */
export function everyNthCell(data: Data, every: number): Data {
  const size = data.draws * data.workers;
  const cells = Math.ceil(data.cells / every);
  const regrets = Float64Array.from(
    { length: cells * size },
    (_, i) => data.regrets[Math.floor(i / size) * every * size + (i % size)]!,
  );
  return { ...data, cells, regrets };
}
