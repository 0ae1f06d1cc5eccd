import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tooltipLines } from '../../../src/report/live/tooltip.js';

describe('the lines of a tooltip', () => {
  it('show a value with as many digits as its interval supports, and then the interval', () => {
    expect(tooltipLines({ epsilon: 0.026123, '95 % interval': [0.025812, 0.026341] })).toEqual([
      ['epsilon', '0.0261'],
      ['95 % interval', '0.0258 to 0.0263'],
    ]);
  });

  it('show an end that is not a number as open', () => {
    expect(tooltipLines({ epsilon: 0.0261234, '95 % interval': [null, 0.0263] })).toEqual([
      ['epsilon', '0.02612'],
      ['95 % interval', 'open to 0.0263'],
    ]);
  });

  it('show an interval of width zero', () => {
    expect(tooltipLines({ share: 100, '95 % interval': [100, 100] })).toEqual([
      ['share', '100'],
      ['95 % interval', '100 to 100'],
    ]);
  });

  it('are ordered: values, other intervals, draws', () => {
    const lines = tooltipLines({
      draws: 4000,
      '5 % to 95 % of draws': [1, 2],
      line: 'fit',
      mean: -0.5,
      std: 0.000012345,
      nothing: null,
    });
    expect(lines).toEqual([
      ['line', 'fit'],
      ['mean', '−0.5'],
      ['std', '1.234e-5'],
      ['nothing', 'none'],
      ['5 % to 95 % of draws', '1 to 2'],
      ['draws', '4000'],
    ]);
  });

  it('contain numbers that read back as the original, up to rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), (value) => {
        const [[, text]] = tooltipLines({ value }) as [[string, string]];
        expect(Math.abs(Number(text.replace('−', '-')) - value)).toBeLessThanOrEqual(
          5.1e-4 * Math.abs(value),
        );
      }),
    );
  });
});
