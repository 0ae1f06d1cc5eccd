/** Later findings about the limit of the slope p, and about the inputs that decide epsilon. */

import type { SlopeRow } from '../../../src/study/kinds/slope/definition.js';
import type { SensitivityRow } from '../../../src/study/kinds/sensitivity/definition.js';
import { DEFAULT_OPTIONS } from '../../../src/weights/defaults.js';
import { verdictOf, type Claim, type Measured } from './claim.js';
import { entry, measured, within } from './measurements.js';

/** The limit for 95 % of epochs, factor 3.16 and mean 0. */
function limitOf(cells: readonly SlopeRow[], workers: number): SlopeRow | undefined {
  return cells.find(
    (row) =>
      row.workers === workers &&
      row.ratio === 0 &&
      row.confidence === DEFAULT_OPTIONS.confidence &&
      Math.abs(row.factor - DEFAULT_OPTIONS.factor) < 1e-9,
  );
}

function limitText(cells: readonly SlopeRow[], workers: number): Measured {
  return measured(`smallest p, ${workers} workers`, '', entry(limitOf(cells, workers), 'slope'));
}

const sensitivity = {
  study: 'sensitivity',
  scope:
    'p 1 to 10, c 0 to 2, 3 to 50 workers, mean / std -3 to 1, normal to t with 3 degrees of freedom, two clusters up to 4 std apart; 1,000 epochs per setting, formula of 2026, gradient.',
} as const;

/** An index of one input, with its bootstrap interval over the rows of the design. */
function indexOf(
  indices: readonly SensitivityRow[],
  input: string,
  index: 'first' | 'total',
  rows: number,
): Measured {
  const row = indices.find((each) => each.input === input);
  const name = `${index === 'first' ? 'first-order' : 'total'} index of ${input}`;
  return { ...measured(name, '%', entry(row && { ...row, draws: rows }, index)), counted: 'settings' };
}

const SENSITIVITY_ROWS = 4000;

export const SLOPES: readonly Claim[] = [
  {
    id: 'slope-limit',
    study: 'slope-limits',
    words:
      'Below a certain slope p no epsilon at all separates the weights in 95 % of epochs at mean 0: about 2.3 with ten workers. With fewer workers that limit is larger, and with three it is above the usual p of 3.',
    where: 'cells.csv: factor 3.16, mean 0, 95 % of epochs; 3, 5, 10 and 100 workers',
    holds:
      'the limit is 2.2 to 2.4 with ten workers, above 3 with five and with three, below 2 with a hundred, and falls from each number to the next, intervals included',
    limited: 'the limit is above 2 with ten workers, and larger with three',
    scope: 'Normal regrets, 40,000 draws, formula of 2026, gradient.',
    assess({ 'slope-limits': { cells } }) {
      const numbers = [3, 5, 10, 100].map((workers) => limitText(cells, workers));
      const [three, five, ten, many] = numbers as [Measured, Measured, Measured, Measured];
      const falls = numbers.every(({ low }, i) => i === 3 || low! > numbers[i + 1]!.high!);
      return {
        numbers,
        verdict: verdictOf(
          within([ten], 2.2, 2.4) && within([three, five], 3, 100) && within([many], 1, 2) && falls,
          within([ten], 2, 100) && three.low! > ten.high!,
        ),
      };
    },
  },
  {
    ...sensitivity,
    id: 'sensitivity-slope',
    words: 'The slope p decides the recommended epsilon (over the std) more than everything else together.',
    where: 'indices.csv',
    holds: "the first-order Sobol' index of p is above 50 %, interval included",
    limited: 'its total index is the largest, and the intervals do not overlap',
    assess({ sensitivity: { indices } }) {
      const alone = indexOf(indices, 'pNorm', 'first', SENSITIVITY_ROWS);
      const totals = ['pNorm', 'workers', 'cNorm', 'ratio', 'distance'].map((input) =>
        indexOf(indices, input, 'total', SENSITIVITY_ROWS),
      );
      const [own, ...others] = totals;
      return {
        numbers: [alone, ...totals],
        verdict: verdictOf(
          within([alone], 0.5, 1),
          others.every(({ high }) => own!.low! > high!),
        ),
      };
    },
  },
  {
    ...sensitivity,
    id: 'sensitivity-tails',
    words:
      'The heaviness of the tails of the regrets decides least: compared with p and the number of workers, it can be ignored.',
    where: 'indices.csv',
    holds: "the total Sobol' index of the tails is below 2 %, interval included",
    limited: 'it is below 10 %',
    assess({ sensitivity: { indices } }) {
      const numbers = [indexOf(indices, 'tails', 'total', SENSITIVITY_ROWS)];
      return { numbers, verdict: verdictOf(within(numbers, 0, 0.02), within(numbers, 0, 0.1)) };
    },
  },
];
