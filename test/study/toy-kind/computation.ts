import { axisValues } from '../../../src/study/axis.js';
import type { KindComputation } from '../../../src/study/kinds/kind.js';
import type { ToyRow, ToyStudy } from './definition.js';

interface ToyPart {
  index: number;
  n: number;
}

export const toy: KindComputation<ToyStudy, ToyPart, { primes: ToyRow[] }> = {
  name: 'toy',
  parts: (study) => axisValues(study.n).map((n, index) => ({ part: { index, n }, seconds: n * 1e-7 })),
  compute(_, { n }) {
    const isPrime = (m: number) => {
      for (let d = 2; d * d <= m; d++) if (m % d === 0) return false;
      return m > 1;
    };
    let primes = 0;
    for (let m = 1; m <= n; m++) primes += Number(isPrime(m));
    return [Float64Array.of(primes / n)];
  },
  lengths: () => [1],
  collector(study) {
    const shares: number[] = [];
    return {
      add({ index }, [share]) {
        shares[index] = share![0]!;
      },
      tables: () => ({ primes: axisValues(study.n).map((n, i) => ({ n, share: shares[i]! })) }),
    };
  },
  partText: ({ n }) => `primes up to ${n}`,
};
