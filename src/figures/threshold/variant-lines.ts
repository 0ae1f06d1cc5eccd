/** The medians of variants, a line each. */

import { max, minIndex } from 'd3-array';
import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import { short, supported } from '../../text/numbers.js';
import { factorText } from '../data-line.js';
import { meanLabel } from '../labels.js';
import { axisFromZero } from '../lines/axis.js';
import { px } from '../lines/panel.js';
import { sheet } from '../sheet.js';
import type { Figure } from '../sheet.js';
import { firstFinite } from '../values.js';
import { sheetName } from './sheet-keys.js';
import type { SheetKey } from './sheet-keys.js';
import { linesPart, variantPanels } from './variant-panels.js';
import type { VariantCells, VariantPanel, VariantStudy } from './variant-panels.js';
import { dataLine } from './words.js';

/**
 * @param group the fields that the variants change, as part of the name
 * @param size number of variants of the group, which may exceed the variants that are drawn
 */
export function linesFigure(
  { study, layout }: VariantStudy,
  key: SheetKey,
  group: string,
  variants: readonly VariantCells[],
  size: number,
): Figure {
  const drawn = variants.length - 1;
  const rest = drawn < size ? ` ${drawn} of ${size} variants are drawn; the table has all.` : '';
  const panels = variantPanels(study, variants, ({ std, ...cell }) => ({
    y: cell.epsilon_q50 / std,
    low: cell.epsilon_q50_low / std,
    high: cell.epsilon_q50_high / std,
  }));
  const highest = max(panels, ({ lines }) =>
    max(lines, ({ estimates }) => max(estimates, ({ y, high }) => firstFinite(high, y))),
  )!;
  return {
    name: sheetName(`variants-${group}`, study, key),
    spec: sheet(
      linesTitle(panels, variants[0]!.name),
      [
        linesSubtitle(study, key, group),
        factorText(key.factor),
        'Points: median of the largest epsilon with its 95 % interval, where most draws have an epsilon.' +
          rest,
      ],
      [linesPart(panels, axisFromZero(highest, 'largest epsilon / std'), [], layout)],
      px,
      layout,
    ),
    caption:
      `The median over draws of the largest epsilon divided by the standard deviation of the regrets, against their mean divided by the same standard deviation, for each scheme and mapping: ${variants.map(({ name }) => name).join('; ')}. ` +
      'All variants use the same random numbers, so differences between lines are not due to chance.' +
      rest,
  };
}

/**
 * States the smallest and the largest median of the first panel at the mean nearest to zero, if their
 * intervals are disjoint, and that of the reference between them.
 */
function linesTitle(panels: readonly VariantPanel[], reference: string): string {
  const { scheme, mapping, lines } = panels[0]!;
  const ratios = lines[0]!.estimates.map(({ x }) => x);
  const nearest = ratios[minIndex(ratios, Math.abs)]!;
  const medians = lines
    .flatMap(({ name, estimates }) =>
      estimates.filter(({ x, y }) => x === nearest && Number.isFinite(y)).map((each) => ({ ...each, name })),
    )
    .sort((a, b) => a.y - b.y);
  const least = medians[0];
  const most = medians.at(-1);
  if (!least || !most || !(least.high < most.low))
    return 'The largest epsilon divided by the std of the regrets';
  const formulas = scheme === panels.at(-1)!.scheme ? mapping : `${scheme}, ${mapping}`;
  const between = medians.filter(
    ({ name }) => name === reference && name !== least.name && name !== most.name,
  );
  const texts = [least, ...between, most].map(
    ({ name, y, low, high }, i) =>
      `${short(Number(supported(y, low, high).value))}${i === 0 ? ' std' : ''} with ${name}`,
  );
  const list = `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)!}`;
  return `At ${meanLabel(nearest)} the median of the largest epsilon is ${list} (${formulas})`;
}

/**
 * The data of the sheet. The values of p, c and the scaling hold for the lines that do not name their own.
 */
function linesSubtitle(study: ThresholdStudy, key: SheetKey, group: string): string {
  return `${dataLine(study, key)}${/norm|scaling/.test(group) ? ' unless stated' : ''}`;
}
