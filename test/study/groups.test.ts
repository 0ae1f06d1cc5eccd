/** Groups of workers in study files. */

import { describe, expect, it } from 'vitest';
import { together } from '../../src/sampling/groups.js';
import { parseStudy } from '../../src/study/study-file.js';
import { maxEpsilon } from '../../src/weights/max-epsilon.js';
import { drawRegrets } from '../../src/sampling/regrets.js';
import { runStudy, type GridResult, type RelativeResult } from '../../src/index.js';
import { runThreshold } from '../studies.js';

const groups = [
  { name: 'inferers', workers: 5, mean: -0.19, std: 0.045 },
  { name: 'forecasters', workers: 3, mean: 0.027, std: 0.008 },
];
const all = together(groups);
const KINDS = [{ kind: 'threshold' }, { kind: 'relative' }, { kind: 'grid', epsilon: [0.01, 1] }];

const problems = (study: object) =>
  (parseStudy({ name: 'tiny', kind: 'threshold', ...study }).problems ?? []).map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe('groups in a study', () => {
  it.each(KINDS)('give number, mean and std of all workers: $kind', (kind) => {
    const { study } = parseStudy({ name: 'tiny', ...kind, groups });
    expect(study).toMatchObject({ workers: [8], mean: [all.mean], std: [all.std], groups });
    expect(parseStudy(study).study).toEqual(study);
  });

  it('give the ratio of mean and std on an axis of ratios', () => {
    const { study } = parseStudy({ name: 'tiny', kind: 'threshold', axis: 'ratio', groups });
    expect(study).toMatchObject({ mean: [all.mean / all.std], std: [all.std] });
  });

  it('state the rule and the value of each mistake', () => {
    const [one, other] = groups;
    const rest = { mean: 0, std: 1 };
    expect(problems({ groups: [one] })).toEqual([
      `groups: expected at least two groups, got ${JSON.stringify([one])}`,
    ]);
    expect(problems({ groups: 3 })).toEqual(['groups: expected a list of groups, got 3']);
    expect(problems({ groups: [one, { ...other, std: 0 }] })).toEqual([
      'groups[1].std: expected a number from 1e-50 to 1e+50, got 0',
    ]);
    expect(problems({ groups: [one, { ...other, workers: 2.5 }] })).toEqual([
      'groups[1].workers: expected a whole number from 1 to 10000, got 2.5',
    ]);
    expect(problems({ groups: [one, { ...other, count: 3 }] })).toEqual(['groups[1].count: unknown key']);
    expect(problems({ groups: [one, { ...other, nmae: 'x' }] })).toEqual([
      'groups[1].nmae: unknown key; did you mean "name"?',
    ]);
    expect(problems({ groups, workers: 10, ...rest })).toEqual([
      'groups: expected groups of 10 workers together, as in "workers", got 8',
    ]);
    expect(problems({ groups, distribution: 'laplace' })).toEqual([
      'distribution: expected "groups" or "distribution", got both',
    ]);
    expect(problems({ workers: 9, ...rest, variants: [{ name: 'a' }, { name: 'b', groups }] })).toEqual([
      'variants[1].groups: expected groups of 9 workers together, as in "workers", got 8',
    ]);
    expect(problems({}).map((text) => text.split(':')[0])).toEqual(['mean', 'std']);
  });

  it('of a kind that draws no regrets are an unknown key', () => {
    expect(problems({ kind: 'topic', epsilon: [0.1, 1], groups })).toEqual(['groups: unknown key']);
  });
});

describe('results of groups', () => {
  it('are those of their regrets, in dex', async () => {
    const { cells } = await runThreshold({ name: 'tiny', groups, draws: 200, mappings: 'gradient' });
    const [regrets] = drawRegrets({ ...all, seed: 1, stream: 0 }, 0, 200, groups);
    const epsilons = Array.from({ length: 200 }, (_, i) => {
      const { epsilon } = maxEpsilon(regrets!.slice(8 * i, 8 * i + 8));
      return epsilon ?? -Infinity;
    }).sort((a, b) => a - b);
    expect(cells).toHaveLength(1);
    expect(cells[0]!.epsilon_q50).toBeCloseTo(epsilons[99]!, 12);
    expect(cells[0]!.epsilon_q05).toBeCloseTo(epsilons[9]!, 12);
  });

  it('of a variant are those of a study of its groups; a variant may be one normal distribution', async () => {
    const fields = { name: 'tiny', draws: 100, workers: 8, mean: [-1, 0], std: 1, mappings: 'gradient' };
    const alone = await runThreshold({ ...fields, groups });
    const normal = await runThreshold(fields);
    const both = await runThreshold({
      ...fields,
      groups,
      variants: [{ name: 'groups' }, { name: 'one normal', distribution: 'normal' }],
    });
    const epsilonsOf = (variant: string) =>
      both.cells.filter((row) => row.variant === variant).map((row) => row.epsilon_q50);
    expect(epsilonsOf('groups')).toEqual(alone.cells.map((row) => row.epsilon_q50));
    expect(epsilonsOf('one normal')).toEqual(normal.cells.map((row) => row.epsilon_q50));
    expect(epsilonsOf('groups')).not.toEqual(epsilonsOf('one normal'));
  });

  it('differ from those of one normal distribution in the other kinds too', async () => {
    const grid = { name: 'tiny', kind: 'grid', draws: 20, epsilon: [0.01, 0.1], blanks: true };
    const relative = { name: 'tiny', kind: 'relative', draws: 20, epsilon: [0.01] };
    for (const study of [grid, relative]) {
      const expected = { ...study, workers: 8, mean: all.mean, std: all.std };
      const [grouped, normal] = (await Promise.all(
        [{ ...study, groups }, expected].map((each) => runStudy(each, { threads: 0 })),
      )) as (GridResult | RelativeResult)[];
      expect([...grouped!.cells]).not.toEqual([...normal!.cells]);
      expect([...grouped!.spread!]).not.toEqual([...normal!.spread!]);
    }
  });
});
