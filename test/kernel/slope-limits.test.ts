import { expect, it } from 'vitest';
import { createKernel } from '../../src/kernel/kernel.js';
import { slopeLimits } from '../../src/kernel/slope-limits.js';
import { drawAll } from '../../src/sampling/regrets.js';
import { completeFormula } from '../../src/weights/formula.js';
import { MAPPINGS } from '../../src/weights/schemes.js';
import { smallestSlope } from '../../src/weights/smallest-slope.js';
import { RUNS_ALL } from '../effort.js';

const kernel = createKernel();
/** Outside CI there are fewer draws, because the search without a kernel takes long. */
const DRAWS = RUNS_ALL ? 60 : 15;
const RANKS = Array.from({ length: DRAWS }, (_, i) => i + 1);

it.each([
  [2, 0, 10 ** 0.5, 'chain-2026'],
  [3, 0.7, 2, 'chain-2026'],
  [5, 1.5, 10 ** 0.5, 'whitepaper'],
  [12, -4, 10, 'chain-2026'],
] as const)(
  'the slopes of draws are those of smallestSlope: %s workers, mean / std %s, factor %s, %s',
  (workers, mean, factor, scheme) => {
    const regrets = drawAll({ workers, seed: 3, mean, std: 1, stream: 0 }, DRAWS);
    for (const mapping of MAPPINGS) {
      for (const cNorm of [0, 0.75]) {
        const formula = completeFormula({ scheme, mapping, cNorm });
        const found = slopeLimits(kernel, regrets, workers, Math.log10(factor), formula, RANKS);
        const plain = Array.from({ length: DRAWS }, (_, i) => {
          const own = regrets.subarray(i * workers, (i + 1) * workers);
          const most = cNorm === 0 ? 100 : 38 / cNorm;
          const slope = smallestSlope(own, { scheme, mapping, cNorm, factor });
          return slope !== null && slope <= most ? slope : Infinity;
        }).sort((a, b) => a - b);
        for (const [i, slope] of found.entries()) {
          if (slope === Infinity) expect(plain[i]).toBe(Infinity);
          else expect(Math.abs(slope / plain[i]! - 1)).toBeLessThan(1e-8);
        }
      }
    }
  },
);
