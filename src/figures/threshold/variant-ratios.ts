/** Quantiles of variants over those of a reference variant. */

import { max } from 'd3-array';
import { range, short } from '../../text/numbers.js';
import { factorText } from '../data-line.js';
import { axisFromZero } from '../lines/axis.js';
import { COLORS, rule } from '../lines/marks.js';
import { px } from '../lines/panel.js';
import { sheet } from '../sheet.js';
import type { Figure } from '../sheet.js';
import type { ThresholdCell } from './cells.js';
import { sheetName } from './sheet-keys.js';
import type { SheetKey } from './sheet-keys.js';
import { linesPart, variantPanels } from './variant-panels.js';
import type { VariantCells, VariantStudy } from './variant-panels.js';
import { dataLine } from './words.js';

/** Upper end of the axis. Longer axes make lines near 1 hard to read. */
const HIGHEST_RATIO = 3;

/** @param group the fields that the variants change, as part of the name */
export function ratioFigure(
  { study, layout }: VariantStudy,
  key: SheetKey,
  group: string,
  quantile: 'q05' | 'q50',
  reference: VariantCells,
  others: readonly VariantCells[],
): Figure {
  const name = `epsilon_${quantile}` as const;
  const keyOf = (cell: ThresholdCell) => [cell.scheme, cell.mapping, cell.ratio, cell.std].join();
  const base = new Map(reference.cells.map((cell) => [keyOf(cell), cell[name]]));
  const ratio = (cell: ThresholdCell) => {
    const divisor = base.get(keyOf(cell))!;
    // Too wide: the two share their draws, so that the interval of their quotient is narrower than this one.
    return {
      y: cell[name] / divisor,
      low: cell[`${name}_low`] / divisor,
      high: cell[`${name}_high`] / divisor,
    };
  };
  // The reference is removed after the colours are assigned, so that no variant gets its colour.
  const panels = variantPanels(study, [{ ...reference, cells: [] }, ...others], ratio).map((panel) => ({
    ...panel,
    lines: panel.lines.slice(1),
  }));
  const all = panels.flatMap(({ lines }) =>
    lines.flatMap(({ estimates }) => estimates.filter(({ y }) => Number.isFinite(y))),
  );
  const words = quantile === 'q50' ? 'median' : '5 % quantile';
  const most = max(all.filter(({ x }) => x <= 0).map(({ y }) => y)) ?? -Infinity;
  const top = Math.min(HIGHEST_RATIO, most * 1.1);
  const isCut = all.some(({ y }) => y > top);
  return {
    name: sheetName(`variants-${group}-ratio-${quantile}`, study, key),
    spec: sheet(
      ratioTitle(others, ratio, words, reference.name),
      [
        dataLine(study, key),
        factorText(key.factor),
        `Ratio of the ${words} of the largest epsilon to that of ${reference.name}. Bars: 95 % intervals.${isCut ? ` Lines are cut off above ${short(top)}.` : ''}`,
      ],
      [
        linesPart(
          panels,
          axisFromZero(top, `ratio to ${reference.name}`),
          [rule({ y: 1 }, { color: COLORS.grey, width: 1 })],
          layout,
        ),
      ],
      px,
      layout,
    ),
    caption:
      `The ratio of the ${words} of the largest epsilon to that of ${reference.name}, against the mean of the regrets divided by their standard deviation, for each scheme and mapping: ${others.map((each) => each.name).join('; ')}. ` +
      'The distance of a ratio from 1 is the relative error of an epsilon that was chosen for the reference, and where the ratio is below 1 that epsilon is too large.',
  };
}

/**
 * Names the variants whose quantile is smaller, or larger, than the reference at every mean that is not
 * positive, with their whole interval; and the least and the largest of their ratios there.
 */
function ratioTitle(
  variants: readonly VariantCells[],
  ratio: (cell: ThresholdCell) => { y: number; low: number; high: number },
  words: string,
  reference: string,
): string {
  const statementOf = (holds: (ends: { low: number; high: number }) => boolean) => {
    const found = variants
      .map(({ name, cells }) => ({ name, ratios: cells.filter((cell) => cell.ratio <= 0).map(ratio) }))
      .filter(({ ratios }) => ratios.length > 0 && ratios.every(holds));
    const values = found.flatMap(({ ratios }) => ratios.map(({ y }) => y));
    const names = found.map(({ name }) => name).join(' and ');
    return found.length === 0 ? [] : [{ times: range(Math.min(...values), Math.max(...values), 2), names }];
  };
  const statements = [...statementOf(({ high }) => high < 1), ...statementOf(({ low }) => low > 1)];
  if (statements.length === 0) return `Ratio of the ${words} to that of ${reference}`;
  const texts = statements.map(
    ({ times, names }, i) => `${times} times ${i === 0 ? `that of ${reference} ` : ''}with ${names}`,
  );
  return `At means up to 0, the ${words} is ${texts.join(', and ')}`;
}
