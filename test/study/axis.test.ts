import { describe, expect, it } from 'vitest';
import { axisValues } from '../../src/study/axis.js';

describe('axisValues', () => {
  it('returns a list unchanged', () => expect(axisValues([3, 5])).toEqual([3, 5]));

  it('linspace has equal steps and exact ends', () => {
    expect(axisValues({ linspace: [-20, 20, 5] })).toEqual([-20, -10, 0, 10, 20]);
    const odd = axisValues({ linspace: [0.1, 0.7, 8] });
    expect([odd[0], odd.at(-1), odd.length]).toEqual([0.1, 0.7, 8]);
  });

  it('logspace has powers of ten; whole powers are exact', () => {
    expect(axisValues({ logspace: [-3, 3, 7] })).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
    expect(axisValues({ logspace: [-10, 10, 10] })[1]).toBeCloseTo(1.6681005372e-8, 17);
    expect(axisValues({ logspace: [-320, -318, 3] })).toEqual([1e-320, 1e-319, 1e-318]);
  });
});
