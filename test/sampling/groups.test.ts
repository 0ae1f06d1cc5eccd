import { describe, expect, it } from 'vitest';
import { deviateStream } from '../../src/sampling/distributions.js';
import { together, type Group } from '../../src/sampling/groups.js';
import { createSharedRegrets, drawRegrets } from '../../src/sampling/regrets.js';
import { normalStream } from '../../src/sampling/stream.js';

/** Inferers and forecasters of an official table of the chain. */
const GROUPS: Group[] = [
  { name: 'inferers', workers: 5, mean: -0.19, std: 0.045 },
  { name: 'forecasters', workers: 3, mean: 0.027, std: 0.008 },
];
const key = { seed: 3, cell: 4, block: 0 };

describe('together', () => {
  it('has the moments of a worker who is chosen at random', () => {
    const { workers, mean, std } = together(GROUPS);
    expect(workers).toBe(8);
    expect(mean).toBeCloseTo((5 * -0.19 + 3 * 0.027) / 8, 15);
    const second = (5 * (0.045 ** 2 + 0.19 ** 2) + 3 * (0.008 ** 2 + 0.027 ** 2)) / 8;
    expect(std).toBeCloseTo(Math.sqrt(second - mean * mean), 14);
  });

  it.each([1e-200, 1e200])('keeps its digits where squares leave double precision: %s', (unit) => {
    const scaled = GROUPS.map(({ workers, mean, std }) => ({ workers, mean: mean * unit, std: std * unit }));
    expect(together(scaled).std / unit).toBeCloseTo(together(GROUPS).std, 14);
  });

  it('shifts with its groups', () => {
    const shifted = GROUPS.map((group) => ({ ...group, mean: group.mean + 5 }));
    expect(together(shifted).mean).toBeCloseTo(together(GROUPS).mean + 5, 14);
    expect(together(shifted).std).toBeCloseTo(together(GROUPS).std, 14);
  });
});

describe('regrets of groups', () => {
  it('are those of the groups, in their order, at the mean and std of all workers', () => {
    const { workers, mean, std } = together(GROUPS);
    const normal = normalStream(key);
    const [block] = drawRegrets({ workers, seed: 3, mean, std, stream: 4 }, 0, 50, GROUPS);
    for (const [i, regret] of block!.entries()) {
      const group = GROUPS[i % 8 < 5 ? 0 : 1]!;
      expect(regret).toBeCloseTo(group.mean + group.std * normal(), 13);
    }
  });

  it('depend only on the shape of the groups', () => {
    const other = GROUPS.map(({ workers, mean, std }) => ({ workers, mean: 7 + 100 * mean, std: 100 * std }));
    const [a, b] = [deviateStream(GROUPS, key, 8), deviateStream(other, key, 8)];
    for (let i = 0; i < 100; i++) expect(b()).toBeCloseTo(a(), 10);
  });

  it('are those of one normal distribution if the groups are alike', () => {
    const alike = [
      { workers: 5, mean: 2, std: 3 },
      { workers: 3, mean: 2, std: 3 },
    ];
    const [grouped, normal] = [deviateStream(alike, key, 8), normalStream(key)];
    expect(Array.from({ length: 100 }, grouped)).toEqual(Array.from({ length: 100 }, normal));
  });

  it('have the mean and std of the place over all workers, within five standard errors', () => {
    const [block] = drawRegrets({ workers: 8, seed: 1, mean: -3, std: 2, stream: 0 }, 0, 1000, GROUPS);
    const n = block!.length;
    const mean = block!.reduce((sum, regret) => sum + regret / n, 0);
    const variance = block!.reduce((sum, regret) => sum + (regret - mean) ** 2 / n, 0);
    // The distance of the groups is no chance: only the spread within them is.
    expect(Math.abs(mean + 3)).toBeLessThan((5 * 2) / Math.sqrt(n));
    expect(Math.abs(variance / 4 - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  });

  it('are not taken for those of other groups that a thread has drawn before', () => {
    const shared = createSharedRegrets();
    const place = { workers: 8, seed: 1, mean: 0, std: 1, stream: 0 };
    const first = (groups?: Group[]) => [...shared(place, 4, groups)][0]!.slice();
    const apart = GROUPS.map((group) => ({ ...group, mean: 2 * group.mean }));
    expect(first(GROUPS)).toEqual(first(GROUPS));
    expect(first(apart)).not.toEqual(first(GROUPS));
    expect(first()).not.toEqual(first(GROUPS));
  });
});
