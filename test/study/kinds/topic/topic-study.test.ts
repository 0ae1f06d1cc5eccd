import { readFileSync } from 'node:fs';
import { group } from 'd3-array';
import { describe, expect, it } from 'vitest';
import { parseStudy, runStudy } from '../../../../src/index.js';
import { MEASURE_NAMES } from '../../../../src/topic/measures.js';
import {
  lastCrossing,
  limitsOf,
  meanOf,
  type TopicNumbers,
} from '../../../../src/study/kinds/topic/effects.js';
import type { TopicResult } from '../../../../src/run/computation.js';

const SMALL = {
  name: 'small',
  kind: 'topic',
  seeds: { from: 1, count: 3 },
  epsilon: [0.001, 0.1, 10],
  topic: { epochs: 40, burnIn: 20, inferers: 4, forecasters: 2, reputers: 2 },
};

const problemsOf = (changes: object) =>
  parseStudy({ ...SMALL, ...changes }).problems?.map(({ path, message }) => `${path}: ${message}`);

async function run(changes: object = {}): Promise<TopicResult> {
  return (await runStudy({ ...SMALL, ...changes }, { threads: 0 })) as TopicResult;
}

describe('a topic study', () => {
  it('has defaults, seeds by a rule, and shown epsilons within 1 % of the axis', () => {
    const { study } = parseStudy({ ...SMALL, epsilon: { logspace: [-3, 0.9, 40] }, shown: [0.01, 7.94] });
    expect(study).toMatchObject({
      rules: ['network-2026'],
      seeds: [1, 2, 3],
      epsilonUnit: 'std',
      scores: true,
      alpha: 0.1,
      topic: { skillRange: 0.5, inferers: 4 },
    });
    expect(parseStudy(study).study).toEqual(study);
    expect((study as TopicResult['study']).shown[1]).toBeCloseTo(10 ** 0.9, 10);
  });

  it.each([
    [{ topic: { inferers: 0 } }, 'topic.inferers: expected a whole number from 1 to 32, got 0'],
    [{ alpha: 0 }, 'alpha: expected a number > 0 and <= 1, got 0'],
    [{ epsilon: [0.1, -1] }, 'epsilon: expected values from 1e-50 to 1e+50, got -1'],
    [{ epsilon: [1, 101] }, 'epsilon: expected at most 100 std, got 101: all weights are equal there; is it'],
    [{ epsilon: 1e4, epsilonUnit: 'dex' }, 'epsilon: expected at most 1000 dex, got 10000: all weights'],
    [{ epsilonUnit: 'sigma' }, 'epsilonUnit: expected one of std, dex, got "sigma"'],
    [{ shown: [0.5] }, 'shown: expected epsilons of the study within 1 %, got 0.5'],
    [{ topic: { stakeRange: -1 } }, 'topic.stakeRange: expected a number from 0 to 4, got -1'],
    [
      { topic: { epochs: 100_000, burnIn: 1 } },
      'topic: expected at most 100000 epochs with the burn-in, got 100001',
    ],
    [{ rules: 'network-2030' }, 'rules: expected one of network-2024-07, network-2024-10'],
    [{ draws: 5 }, 'draws: unknown key'],
    [{ topic: { infferers: 5 } }, 'topic.infferers: unknown key; did you mean "inferers"?'],
    [
      { seeds: { from: 1, cuont: 2 } },
      'or { "from": 1, "count": 100 } with at most 100,000 seeds, got {"from":1,"cuont":2}',
    ],
    [
      { topic: { inferers: 1 } },
      'topic.inferers: expected at least 2, got 1: the epsilons are in std of the regrets',
    ],
  ])('refuses %j', (changes, message) => {
    expect(problemsOf(changes)?.join('\n')).toContain(message.slice(0, 40));
  });

  it('has a row for each topic and epsilon, and paired differences of their means', async () => {
    const { cells, effects } = await run();
    const rows = [...cells];
    expect(rows).toHaveLength(9);
    for (const measure of ['network_loss', 'effective_workers'] as const) {
      const at = (epsilon: number) =>
        rows.filter((row) => row.epsilon === epsilon).map((row) => row[measure]);
      const differences = at(10).map((value, i) => value - at(0.001)[i]!);
      const row = effects.find((each) => each.measure === measure && each.epsilon === 10)!;
      expect(row.difference).toBeCloseTo(differences.reduce((sum, each) => sum + each, 0) / 3, 12);
      expect(row.difference_low).toBeLessThan(row.difference);
      expect(row.difference_high).toBeGreaterThan(row.difference);
    }
    expect(new Set(effects.map(({ measure }) => measure))).toEqual(new Set(MEASURE_NAMES));
  });

  it('takes epsilons in dex, or in std of the regrets of each topic', async () => {
    const std = await run();
    const [first, second] = [...std.topics];
    const rows = [...std.cells];
    expect(rows[0]!.epsilon_dex / rows[0]!.epsilon).toBeCloseTo(first!.std_regrets, 2);
    expect(first!.std_regrets).not.toBe(second!.std_regrets);
    const dex = await run({ epsilonUnit: 'dex' });
    expect([...dex.cells].every((row) => row.epsilon === row.epsilon_dex)).toBe(true);
  });

  it('runs a topic of a study alone with the same numbers', async () => {
    const all = [...(await run()).cells].filter(({ seed }) => seed === 2);
    const alone = [...(await run({ seeds: 2 })).cells];
    expect(alone).toEqual(all);
  });

  it('leaves out scores and rewards without one-outs', async () => {
    const { cells, effects, rewards } = await run({ scores: false, shown: [0.1] });
    expect([...cells][0]).not.toHaveProperty('gini_rewards');
    expect(effects.some(({ measure }) => measure === 'equal_pay')).toBe(false);
    expect([...rewards].every(({ share }) => Number.isNaN(share))).toBe(true);
  });

  it('has blank rows for a topic whose regrets have no std', async () => {
    const rare = { epochs: 10, burnIn: 20, inferers: 2, forecasters: 0, absence: 0.9, absenceLength: 20 };
    const { cells, effects, limits } = await run({ topic: rare, seeds: { from: 1, count: 8 } });
    const rows = [...cells];
    expect(rows).toHaveLength(24);
    const blank = rows.filter(({ epsilon_dex: dex }) => Number.isNaN(dex));
    expect(blank.length).toBeGreaterThan(0);
    for (const row of blank) expect(row.network_loss).toBeNaN();
    expect(effects).toHaveLength(MEASURE_NAMES.length * 3);
    expect(limits).toHaveLength(6);
  });

  it('has blank rows for a topic whose std makes an epsilon smaller than any number', async () => {
    const epsilon = [1e-50, 0.1, 1];
    const { cells } = await run({ alpha: 1e-300, epsilon, topic: { epochs: 20, burnIn: 10 } });
    const rows = [...cells];
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect([row.epsilon_dex, row.network_loss]).toEqual([NaN, NaN]);
  });

  it('compares variants and rules on the same errors', async () => {
    const { cells } = await run({
      rules: ['network-2024-10', 'network-2026'],
      variants: [
        { name: 'a', topic: {} },
        { name: 'b', topic: { skillRange: 1 } },
      ],
    });
    const rows = [...cells].filter(({ variant }) => variant === 'a');
    const means = (rules: string) =>
      rows.filter((row) => row.rules === rules).map(({ mean_loss }) => mean_loss);
    expect(means('network-2026')).toEqual(means('network-2024-10'));
    expect([...cells]).toHaveLength(2 * 2 * 9);
  });
});

describe('means over topics', () => {
  it('have intervals of Student, open with a single topic', () => {
    const { value, se, low, high } = meanOf([1, 2, 3]);
    expect(value).toBe(2);
    expect(se).toBeCloseTo(1 / Math.sqrt(3), 14);
    // The 97.5 % quantile of Student's t with two degrees of freedom is 4.302652729696142.
    expect(high - value).toBeCloseTo(4.302652729696142 / Math.sqrt(3), 9);
    expect(value - low).toBeCloseTo(high - value, 12);
    expect(meanOf([5])).toEqual({ value: 5, se: NaN, low: NaN, high: NaN });
    expect(meanOf([1, NaN, 3]).value).toBe(2);
    expect(meanOf([NaN]).value).toBeNaN();
  });
});

describe('limits of topics', () => {
  const epsilons = [0.01, 0.1, 1];
  const numbers = (shift: number): TopicNumbers => ({
    losses: Float64Array.of(0, 0.005 + shift, 0.1),
    equalPay: Float64Array.of(0, 0.04 + shift, 0.9),
    recommended: 0.8 + shift,
    own: 0.7 + shift,
    closedForm: 1.4,
  });

  it('lie where a straight line in log epsilon reaches the level', () => {
    const { harm, 'equal-pay': pay, best } = limitsOf([numbers(0)], epsilons, 0);
    expect(harm.value).toBeCloseTo(0.1 * 10 ** ((0.01 - 0.005) / (0.1 - 0.005)), 12);
    expect(pay.value).toBeCloseTo(0.1 * 10 ** ((0.05 - 0.04) / (0.9 - 0.04)), 12);
    expect(best.value).toBe(0.01);
    expect(harm.low).toBeNaN();
  });

  it('of one topic lie where the loss stays harmed, because it is harmed by chance before', () => {
    const one = { ...numbers(0), losses: Float64Array.of(0, 0.02, 0.005, 0.1) };
    const axis = [0.01, 0.02, 0.1, 1];
    const expected = 0.1 * 10 ** ((0.01 - 0.005) / (0.1 - 0.005));
    const pay = Float64Array.of(0, 0, 0, 0);
    expect(limitsOf([{ ...one, equalPay: pay }], axis, 0).harm.value).toBeCloseTo(expected, 12);
    expect(lastCrossing([1, 2, 3], [0, 1, 0], 1)).toBeNaN();
    expect(lastCrossing([1, 2, 3], [1, 2, 3], 1)).toBe(1);
  });

  it('of one topic are within a factor of 3 of those of many in two topics of three', () => {
    const file = new URL('../../../../results/topic/cells.csv', import.meta.url);
    const [header, ...rows] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const [seed, epsilon, loss] = ['seed', 'epsilon', 'network_loss'].map((name) => header!.indexOf(name));
    const topics = group(rows, (row) => row[seed!]!);
    const axis = [...topics.values()][0]!.map((row) => Number(row[epsilon!]));
    const numbersOf = (of: string[][]): TopicNumbers => ({
      ...numbers(0),
      losses: Float64Array.from(of, (row) => Number(row[loss!])),
      equalPay: new Float64Array(axis.length),
    });
    const all = [...topics.values()].map(numbersOf);
    const many = limitsOf(all, axis, 0).harm.value;
    const near = all.filter((topic) => {
      const one = limitsOf([topic], axis, 0).harm.value;
      return one >= many / 3 && one <= many * 3;
    });
    expect(near.length / all.length).toBeGreaterThan(2 / 3);
  });

  it('have intervals over topics, and none beyond the axis', () => {
    const topics = [-0.002, -0.001, 0, 0.001, 0.002].map(numbers);
    const found = limitsOf(topics, epsilons, 0);
    for (const limit of ['recommended', 'own-regrets', 'harm', 'equal-pay'] as const) {
      const { value, low, high } = found[limit];
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
    expect(limitsOf(topics, epsilons, 0)).toEqual(found);
    expect(limitsOf(topics, epsilons.slice(0, 2), 0).harm.value).toBeNaN();
  });
});
