/** Defects of tables of past epochs: regrets.csv, losses.csv, scores.csv. */

import type { DamagedFile } from './text.js';

const INVALID_CELLS = [
  'x',
  '0x10',
  '1e400',
  '-Infinity',
  '1..2',
  '--1',
  '1e',
  '"1',
  '1"',
  '1_000',
  '1 2',
  'true',
  '٣',
  '-1e308',
  '#REF!',
  '=1+1',
  '\u001b[2J',
];

export function damagedEpochs(text: string): DamagedFile[] {
  const lines = text.trimEnd().split('\n');
  const names = lines[0]!.split(',');
  const withCell = (value: string, line: number) =>
    `${lines.with(line, lines[line]!.split(',').with(1, value).join(',')).join('\n')}\n`;
  return [
    ...INVALID_CELLS.map((value, i): DamagedFile => [`cell ${i}`, withCell(value, lines.length - 1)]),
    ...INVALID_CELLS.slice(0, 4).map((value, i): DamagedFile => [
      `cell ${i} of the first line`,
      withCell(value, 1),
    ]),
    ['header only', `${lines[0]}\n`],
    ['a column more', `${text.trimEnd()},7\n`],
    ['a name twice', text.replace(names.at(-1)!, names.at(-2)!)],
    ['an escape in a name', text.replace(names[1]!, 'x\u001b[2J')],
    ['comments only', '# one\n# two\n'],
    ['html', '<!doctype html><title>404</title>\n'],
    ['json', '{"version": 1}\n'],
  ];
}

/** Raw losses that are not positive finite numbers. */
export function damagedLosses(text: string): DamagedFile[] {
  return ['1e400', '0', '-0', '-1', '-1e-320', '0e5'].map((value, i): DamagedFile => [
    `loss ${i}`,
    text.replace('0.12', value),
  ]);
}
