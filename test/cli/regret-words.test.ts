import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRegretWords } from '../../src/cli/regret-words.js';
import { UsageError } from '../../src/text/errors.js';

describe('readRegretWords', () => {
  const lists: [string[], number[]][] = [
    [
      ['0.4', '0.1', '-0.2'],
      [0.4, 0.1, -0.2],
    ],
    [['0,4'], [0, 4]],
    [['-1,2 '], [-1, 2]],
    [
      ['1,2,3', '4'],
      [1, 2, 3, 4],
    ],
    [
      ['0.1,0.2', '0.3'],
      [0.1, 0.2, 0.3],
    ],
    [['0.4 0.1 -0.2'], [0.4, 0.1, -0.2]],
    [['0.4, 0.1, -0.2'], [0.4, 0.1, -0.2]],
    [
      ['1,', '2,', '3'],
      [1, 2, 3],
    ],
    [['0,4;0,1;-0,2'], [0.4, 0.1, -0.2]],
    [['0,4; 0,1; -0,2'], [0.4, 0.1, -0.2]],
    [
      ['0,4;', '0,1;', '-0,2'],
      [0.4, 0.1, -0.2],
    ],
    [['0.4;0.1'], [0.4, 0.1]],
    [['-3'], [-3]],
  ];
  it.each(lists)('%j are %j', (words, regrets) => expect(readRegretWords(words)).toEqual({ regrets }));

  it.each(['regrets.csv', '-', './1', '2024-01-01', 'info', 'a,b', '/tmp/x y.csv', '[1,2]', '1,2,x.csv'])(
    '%j is a path',
    (path) => expect(readRegretWords([path])).toEqual({ path }),
  );

  const refused: [string[], string][] = [
    [['0,4', '0,1', '-0,2'], 'got 0,4, which is 0.4 or the two numbers 0 and 4; write 0.4, or 0 4'],
    [['0.4', '-0,1'], 'got -0,1, which is -0.1 or the two numbers -0 and 1; write -0.1, or -0 1'],
    [['0,4 0,1 -0,2'], 'got 0,4, which is 0.4 or'],
    [['1,5e-1', '2'], 'got 1,5e-1, which is 1.5e-1 or'],
    [['0,4;0.1'], 'expected one list of numbers, got 0,4;0.1'],
    [['1,2,3;4,5,6'], 'expected one list of numbers, got 1,2,3;4,5,6'],
    [['1 2;3 4'], 'expected one list of numbers, got "1 2;3 4"'],
    [['1,,2'], 'expected a finite number, got no number beside a separator in 1,,2'],
    [['1,'], 'got no number beside a separator in 1,'],
    [['1;'], 'got no number beside a separator in 1;'],
    [[',5'], 'got no number beside a separator in ,5; write .5, with a decimal point'],
    [['-inf', '0.1'], 'expected a finite number, got -inf'],
    [['-Infinity'], 'expected a finite number, got -Infinity'],
    [['inf'], 'expected a finite number, got inf'],
    [['nan'], 'expected a finite number, got nan'],
    [['0x10'], 'expected a finite number, got 0x10; write 16'],
    [['1_000'], 'expected a finite number, got 1_000; write 1000, without separators'],
    [['1e'], 'expected a finite number, got 1e'],
    [['５'], 'expected a finite number, got "５"; write 5'],
    [['1e-400', '1'], 'got 1e-400: too small for double precision'],
    [['1e400'], 'got 1e400: too large for double precision'],
    [['1', 'x.csv'], 'expected a finite number, got x.csv'],
  ];
  it.each(refused)('refuses %j', (words, message) => {
    expect(() => readRegretWords(words)).toThrow(UsageError);
    expect(() => readRegretWords(words)).toThrow(message);
  });

  it('reads the same numbers in each unambiguous form', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    fc.assert(
      fc.property(fc.array(number, { minLength: 2, maxLength: 8 }), (regrets) => {
        const texts = regrets.map((value) => value.toExponential());
        const joined = [[texts.join(' ')], [texts.join(';')], [texts.join(', ')], texts];
        for (const words of joined) expect(readRegretWords(words)).toEqual({ regrets });
        const commas = texts.map((text) => (text.includes('.') ? text : text.replace('e', '.0e')));
        expect(readRegretWords([commas.join(';').replaceAll('.', ',')])).toEqual({ regrets });
      }),
    );
  });
});
