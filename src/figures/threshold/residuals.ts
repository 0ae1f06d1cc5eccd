/** Residuals of the fit: the distance of the simulated medians from the fitted ones. */

import { max } from 'd3-array';
import { plainLabel } from '../labels.js';
import type { PanelAxis } from '../lines/axis.js';
import { COLORS, points, rule } from '../lines/marks.js';
import { px } from '../lines/panel.js';
import { sheet } from '../sheet.js';
import type { Figure } from '../sheet.js';
import { linearTicks } from '../ticks.js';
import { factorText } from '../data-line.js';
import type { ThresholdTables } from './cells.js';
import { panelsOf, ratioPanels } from './ratio-panels.js';
import { sheetKeys, sheetName } from './sheet-keys.js';
import { dataLine } from './words.js';

/** One sheet for each number of workers, seed and factor; none without a fit. */
export function residualFigures(tables: ThresholdTables): Figure[] {
  const { study, layout } = tables;
  return sheetKeys(study, false).flatMap((key) => {
    const panels = panelsOf(tables, key);
    const all = panels
      .flatMap(({ curve }) => curve?.residuals ?? [])
      .filter(({ residual }) => Number.isFinite(residual));
    if (all.length === 0) return [];
    const ends = all.flatMap(({ residual, low, high }) => [residual, low, high].filter(Number.isFinite));
    const largest = max(all, ({ residual }) => Math.abs(residual))!;
    // 1 for a perfect fit, because an axis needs two different ends.
    const end = 105 * max(ends, Math.abs)! || 1;
    const domain = [-end, end] as const;
    const y: PanelAxis = {
      type: 'linear',
      domain,
      ticks: linearTicks(domain, 5),
      label: (tick) => plainLabel(tick),
      title: 'median / fit − 1 (%)',
    };
    // Rounded up, so that the statement is true.
    const most = Math.ceil(largest * 1000) / 10;
    return [
      {
        name: sheetName('residuals', study, key),
        spec: sheet(
          `The medians used in the fit differ from the formula by at most ${most} %`,
          [
            dataLine(study, key),
            factorText(key.factor),
            'Points: medians of the largest epsilon over draws, with their 95 % intervals.',
          ],
          [
            ratioPanels(
              panels,
              y,
              (frame, { curve }) => [
                rule({ y: 0 }, { color: COLORS.grey }),
                ...points(
                  frame,
                  (curve?.residuals ?? []).map(({ ratio, residual, low, high }) => ({
                    x: ratio,
                    y: 100 * residual,
                    low: 100 * low,
                    high: 100 * high,
                    about: { draws: study.draws },
                  })),
                  COLORS.blue,
                ),
              ],
              layout,
            ),
          ],
          px,
          layout,
        ),
        caption:
          'The simulated median of the largest epsilon divided by the fitted median, minus 1, in per cent, against the mean of the regrets divided by their standard deviation, for each scheme and mapping. ' +
          'The residuals of a correct fit scatter around zero without a trend, within about the length of the bars.',
      },
    ];
  });
}
