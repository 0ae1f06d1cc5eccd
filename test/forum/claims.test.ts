/** The claims hold for correct tables, and each fails for some table with a mistake. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withChoices } from '../../scripts/forum/claims/choices-table.js';
import { assess } from '../../scripts/forum/claims/claim.js';
import type { Tables } from '../../scripts/forum/claims/tables.js';
import { MEASURE_NAMES } from '../../src/topic/measures.js';
import { RUNS_ALL, some } from '../effort.js';
import { CLAIMS, mapRows, relabelled, rightTables, run, tablesWith, type Row } from './tables.js';

const right = await rightTables();

/** Those of the claims that do not hold. */
const failing = (tables: Tables, ids: readonly string[]): string[] =>
  CLAIMS.filter(({ id }) => ids.includes(id))
    .filter((claim) => assess(claim, tables).verdict === 'does not hold')
    .map(({ id }) => id);

const swapped = (a: string, b: string) => ({ [a]: b, [b]: a });

/** The regrets of the study `regimes` with the opposite sign, in increasing order. */
const OPPOSITE = Object.entries({
  negative: [1, 4],
  'negative-narrow': [2, 2.004],
  positive: [-6, -3],
  'positive-high': [-60, -30],
  'positive-narrow': [-6, -5.7],
  'near-zero': [-0.4, 0.1],
  'zero-to-one': [-1, 0],
  'zero-to-two': [-2, 0],
}).map(([name, ends]) => ({ name, values: { linspace: [...ends, 5] } }));

/** Claims about a formula or published numbers: no table can make them fail. */
const OF_FORMULAS = [
  'topic-one-in-share',
  'topic-one-out-score',
  'topic-forecast-weights',
  'topic-small-rewards',
];

/** Measures of topics in cells.csv. */
const CELL_MEASURES: readonly string[] = MEASURE_NAMES;

function mapNumbers(row: Row, change: (value: number, name: string) => number): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' ? change(value, name) : value,
    ]),
  );
}

interface Mistake {
  tables: () => Promise<Tables> | Tables;
  /** Ids of claims that must not hold with this mistake. */
  fail: string[];
}

const MISTAKES: Record<string, Mistake> = {
  'p is 1 instead of 3': {
    tables: () => tablesWith(right, { pNorm: 1 }),
    fail: [
      'negative-flat',
      'negative-equal',
      'positive-equal',
      'positive-peak',
      'near-zero-potential',
      'near-zero-worst',
      'coarse-no-mean',
      'coarse-slope',
      'blank-low',
      'blank-seeds',
      'largest-spread',
      'relative-negative',
      'fine-slope',
      'fine-no-mean',
      'fine-mapping',
      'fine-expected-spread',
      'fine-positive',
      'fine-bound',
      'blank-separable',
      'blank-cause',
      'formula-blanks',
      'formula-epsilon',
      'median-scaling',
      'workers',
      'linear-spread',
    ],
  },
  'the sign of the regrets is wrong': {
    tables: async () => ({
      ...mapRows(right, (row) => ('mean' in row ? { ...row, mean: -(row.mean as number) } : row)),
      regimes: await run('regimes', { regrets: OPPOSITE }),
    }),
    fail: [
      'negative-flat',
      'negative-equal',
      'narrow-knee',
      'positive-peak',
      'near-zero-gradient',
      'blank-positive',
      'largest-spread',
      'relative-without-factor',
      'fine-positive',
      'blank-separable',
      'blank-real',
    ],
  },
  'gradient and potential are exchanged': {
    tables: () => relabelled(right, 'mapping', swapped('gradient', 'potential')),
    fail: [
      'positive-equal',
      'near-zero-gradient',
      'near-zero-potential',
      'fine-positive',
      'heavy-tails-zero',
    ],
  },
  'there are no bounds': {
    tables: async () =>
      relabelled(await tablesWith(right, { schemes: 'whitepaper' }), 'scheme', {
        whitepaper: 'forum-2024',
      }),
    fail: [
      'positive-equal',
      'positive-equal-again',
      'blank-low',
      'blank-seeds',
      'blank-separable',
      'blank-cause',
      'formula-blanks',
    ],
  },
  'formulas are exchanged': {
    tables: () => relabelled(right, 'scheme', swapped('forum-2024', 'chain-2026')),
    fail: ['formula-blanks', 'formula-epsilon', 'groups', 'groups-leader', 'heavy-tails-zero'],
  },
  'scaled and unscaled epsilons are exchanged': {
    tables: () =>
      relabelled(
        relabelled(right, 'epsilon_scaling', swapped('none', 'median')),
        'variant',
        swapped('not scaled', 'scaled by the median'),
      ),
    fail: ['negative-knee', 'positive-peak', 'scaled-knee', 'fine-bound', 'median-scaling'],
  },
  'both seeds give the same cells': {
    tables: () => ({
      ...right,
      'forum-coarse': {
        cells: right['forum-coarse'].cells.flatMap((cell) =>
          cell.seed === 1 ? [cell, { ...cell, seed: 2 }] : [],
        ),
      },
    }),
    fail: ['blank-seeds'],
  },
  'variants are exchanged': {
    tables: () =>
      relabelled(right, 'variant', {
        ...swapped('normal', 'student t3'),
        ...swapped('laplace', 'one outlier'),
        ...swapped('c 0', 'p 4.5'),
        ...swapped('c 1.5', 'p 2.5'),
      }),
    fail: ['heavy-tails', 'heavy-tails-zero', 'slope-p', 'offset-far', 'offset-zero'],
  },
  'normal regrets and the outlier are exchanged': {
    tables: () => relabelled(right, 'variant', swapped('normal', 'one outlier')),
    fail: ['outlier'],
  },
  'numbers of workers are exchanged': {
    tables: () =>
      mapRows(right, (row, study) =>
        study === 'workers' || study === 'slope-limits'
          ? { ...row, workers: ({ 3: 100, 100: 3 } as Row)[String(row.workers)] ?? row.workers }
          : row,
      ),
    fail: ['workers', 'slope-limit'],
  },
  'inputs are exchanged': {
    tables: () => relabelled(right, 'input', swapped('pNorm', 'tails')),
    fail: ['sensitivity-slope', 'sensitivity-tails'],
  },
  'epsilon is proportional to the square root of the std': {
    tables: () =>
      mapRows(right, (row) => {
        const factor = 'std' in row ? 1 / Math.sqrt(row.std as number) : 1;
        const isEpsilon = (column: string, value: unknown): value is number =>
          column.includes('epsilon') && typeof value === 'number';
        return Object.fromEntries(
          Object.entries(row).map(([column, value]) => [
            column,
            isEpsilon(column, value) ? value * factor : value,
          ]),
        );
      }),
    fail: [
      'coarse-slope',
      'relative-negative',
      'relative-positive',
      'fine-slope',
      'fine-no-mean',
      'fine-mapping',
      'fine-expected-spread',
    ],
  },
  'relative thresholds also require the absolute threshold': {
    tables: () =>
      mapRows(right, (row, study) =>
        study === 'relative-plane' && (row.max_std_log10_weights_q50 as number) < 0.5
          ? { ...row, epsilon_q50: NaN, epsilon_q50_low: NaN, epsilon_q50_high: NaN }
          : row,
      ),
    fail: ['relative-everywhere', 'relative-without-factor'],
  },
  'topics do not depend on epsilon, variant or forecasts': {
    tables: () =>
      mapRows(right, (row, study) =>
        study.startsWith('topic')
          ? mapNumbers(row, (value, name) => (CELL_MEASURES.includes(name) ? 0.4 : value))
          : row,
      ),
    fail: [
      'topic-recommended-harms',
      'topic-recommended-pay',
      'topic-unharmed',
      'topic-before-after',
      'topic-equal-weights',
      'topic-pay-blind',
      'topic-beats-naive',
      'topic-beats-best',
      'topic-forecasters-see',
      'topic-one-out',
      'topic-reputers-near',
      'topic-stake-cap',
    ],
  },
  'topics have the limits, regrets and losses of others': {
    tables: () =>
      mapRows(right, (row, study) => {
        if (!study.startsWith('topic')) return row;
        const factor = row.variant === 'student-t3 errors' ? 2 : row.limit === 'own-regrets' ? 3 : 1;
        return mapNumbers(row, (value, name) => {
          if (name.startsWith('difference')) return value - 0.1;
          if (name === 'network_loss' && row.rules === 'network-2026') return value + 0.2;
          if (name === 'ratio') return -value;
          if (row.limit === 'equal-pay' && study === 'topic-workers') return name === 'epsilon' ? 1 : value;
          return name.startsWith('epsilon') ? factor * value : value;
        });
      }),
    fail: ['topic-no-gain', 'topic-normal-model', 'topic-regrets', 'topic-rules', 'topic-tails'],
  },
  'topics of any size are paid alike from the same epsilon': {
    tables: () =>
      mapRows(right, (row) =>
        row.limit === 'equal-pay' ? { ...row, epsilon: 0.15, epsilon_low: 0.14, epsilon_high: 0.16 } : row,
      ),
    fail: ['topic-many-inferers'],
  },
  'own regrets of topics allow a tenth of the epsilon': {
    tables: () =>
      mapRows(right, (row) =>
        row.limit === 'own-regrets'
          ? mapNumbers(row, (value, name) => (name.startsWith('epsilon') ? value / 10 : value))
          : row,
      ),
    fail: ['topic-own-regrets', 'topic-normal-model'],
  },
  'tables are empty': {
    tables: () =>
      Object.fromEntries(
        Object.entries(right).map(([study, tables]) => [
          study,
          Object.fromEntries(Object.keys(tables as Row).map((table) => [table, []])),
        ]),
      ) as unknown as Tables,
    fail: CLAIMS.map(({ id }) => id).filter((id) => !OF_FORMULAS.includes(id)),
  },
};

describe('claims', () => {
  it('have unique ids, and number at least twenty', () => {
    expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
    expect(CLAIMS.length).toBeGreaterThanOrEqual(20);
  });

  it('hold for correct tables, with an interval around every number that is based on draws', () => {
    for (const claim of CLAIMS) {
      const { numbers, verdict } = assess(claim, right);
      expect(verdict, claim.id).not.toBe('does not hold');
      expect(numbers.length, claim.id).toBeGreaterThan(0);
      if (verdict === 'holds with limits') expect(claim.limited, claim.id).toBeTruthy();
      for (const { name, value, low, high, level, draws } of numbers) {
        const [smallest, largest] = typeof value === 'number' ? [value, value] : value;
        if (Number.isNaN(smallest)) continue;
        expect(low!, name).toBeLessThanOrEqual(smallest);
        expect(high!, name).toBeGreaterThanOrEqual(largest);
        if (level === null) expect([low, high, draws], name).toEqual([smallest, largest, null]);
        else expect(draws!, name).toBeGreaterThan(0);
      }
    }
  });

  /** They run all studies again, which takes seconds. Other mistakes change only the tables. */
  const LONG = ['p is 1 instead of 3', 'there are no bounds'];
  const mistakes = some(
    Object.entries(MISTAKES).filter(([name]) => RUNS_ALL || !LONG.includes(name)),
    2,
  );
  it.each(mistakes)('fail if %s', async (_, { tables, fail }) => {
    expect(failing(await tables(), fail).sort()).toEqual(fail.toSorted());
  });

  it('each fail for some mistake other than empty tables', () => {
    const detecting = new Set(
      Object.entries(MISTAKES).flatMap(([name, { fail }]) => (name === 'tables are empty' ? [] : fail)),
    );
    expect(CLAIMS.map(({ id }) => id).filter((id) => !detecting.has(id))).toEqual(OF_FORMULAS);
  });
});

it('docs/topics.md has the table of choices (npm run committed)', () => {
  const page = readFileSync(new URL('../../docs/topics.md', import.meta.url), 'utf8');
  expect(withChoices(page, right)).toBe(page);
});
