/** Texts about the data of a sheet: its line in the subtitle, and the name of its files. */

import { count, short } from '../text/numbers.js';
import type { EpsilonScaling } from '../weights/schemes.js';

/**
 * The data of a sheet in one line: the given texts, then the formula. Texts that are undefined are left out.
 * `scaling` null: not mentioned.
 */
export function dataLine(
  study: { pNorm: number; cNorm: number },
  scaling: EpsilonScaling | null,
  texts: readonly (string | undefined)[],
): string {
  return [
    ...texts.filter((text) => text !== undefined),
    `slope p ${study.pNorm}`,
    `offset c ${study.cNorm}`,
    ...(scaling === null || scaling === 'none' ? [] : [`epsilon times |${scaling}|`]),
  ].join(', ');
}

export function drawsPerCell(draws: number): string {
  return `${count(draws, 'draw')} per cell`;
}

/** The definitions of the spread S, and with a factor of the threshold T. */
export function symbolsText(factor?: number): string {
  const threshold =
    factor === undefined ? '' : `, threshold T = log₁₀ ${short(factor)} = ${short(Math.log10(factor))}`;
  return `Spread S = std of the log₁₀ weights${threshold}.`;
}

/** The definition of a factor between weights. */
export function factorText(factor: number): string {
  return `Factor ${short(factor)}: the std of the log₁₀ weights is log₁₀ ${short(factor)} = ${short(Math.log10(factor))}.`;
}

/** The values that one sheet shows, of fields with several values in the study. */
export interface SheetKey {
  readonly scheme?: string | undefined;
  readonly workers?: number | undefined;
  readonly seed?: number | undefined;
}

/** Name of the files of a sheet: its kind, then each part of the key of which the study has several. */
export function sheetName(
  kind: string,
  study: { schemes: readonly string[]; workers: readonly number[]; seeds: readonly number[] },
  { scheme, workers, seed }: SheetKey,
  factor?: string,
): string {
  return [
    kind,
    ...(scheme !== undefined && study.schemes.length > 1 ? [scheme] : []),
    ...(workers !== undefined && study.workers.length > 1 ? [`n${workers}`] : []),
    ...(factor !== undefined ? [`factor-${factor}`] : []),
    ...(seed !== undefined && study.seeds.length > 1 ? [`seed-${seed}`] : []),
  ].join('-');
}
