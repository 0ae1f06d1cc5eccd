/** Defects of a study file: a field that is missing, unknown, of another type or out of range. */

import { withField } from './json.js';
import type { DamagedFile } from './text.js';

/** A value of every type, as JSON. */
const VALUES = {
  null: 'null',
  true: 'true',
  text: '"x"',
  'empty text': '""',
  negative: '-1',
  zero: '0',
  half: '0.5',
  'too large': '1e400',
  list: '[]',
  object: '{}',
  proto: '{"__proto__": [1]}',
};
type ValueName = keyof typeof VALUES;

/** The values of {@link VALUES} that are valid for each field. */
const VALID: Record<string, readonly ValueName[]> = {
  $schema: ['text', 'empty text'],
  name: ['text'],
  title: ['text', 'empty text'],
  kind: [],
  schemes: [],
  mappings: [],
  pNorm: ['half'],
  cNorm: ['negative', 'zero', 'half'],
  epsilonScaling: [],
  workers: [],
  draws: [],
  seeds: ['zero'],
  factor: [],
  axis: [],
  mean: ['negative', 'zero', 'half'],
  std: ['half'],
};

/** Invalid values of single fields, as JSON. */
const INVALID: Record<string, readonly string[]> = {
  mean: [
    '[1, 1]',
    '[2, 1]',
    '[0, -0]',
    '[1e309]',
    '{"linspace": [0, 1]}',
    '{"linspace": [0, 1, 1]}',
    '{"linspace": [0, 1, 2.5]}',
    '{"linspace": [0, 1, 1000001]}',
    '{"linspace": [0, 1, 1e15]}',
    '{"linspace": [1, 0, 3]}',
    '{"linspace": [0, 0, 3]}',
    '{"linspace": [-1.7e308, 1.7e308, 3]}',
    '{"linspace": [0, 1e400, 3]}',
    '{"linspace": ["0", 1, 3]}',
    '{"linspace": 3}',
    '{"linspace": [0, 1, 3], "logspace": [0, 1, 3]}',
    '{"linspce": [0, 1, 3]}',
    '{"linspace": [0, 1, 3], "__proto__": 1}',
    '[[1]]',
  ],
  std: [
    '0',
    '-0',
    '1e-400',
    '[-1, 1]',
    '{"logspace": [0, 400, 5]}',
    '{"logspace": [-400, 0, 5]}',
    '{"logspace": [0, 1e400, 5]}',
    '{"logspace": [0, 1e308, 5]}',
    '{"logspace": [2, 1, 5]}',
    '{"logspace": [0, 1, -5]}',
    '{"logspace": [0, 1, "5"]}',
    '[1, 2, 3, null]',
  ],
  workers: ['1', '10001', '2.5', '[3, 3]', '[3, 1]', '[3, "4"]', '1e400', '{"linspace": [2, 4, 3]}'],
  draws: ['10000001', '1e308', '1.5', '-0', '[1]', '"100"'],
  seeds: [
    '-1',
    '9007199254740992',
    '0.5',
    '[1, 1]',
    '[1, [2]]',
    '1e-320',
    `[${Array.from({ length: 300 }, () => 7).join()}]`,
  ],
  factor: ['1', '0.999', '-2', '[2, 2]', '1e400', '[2, 1]'],
  pNorm: ['0', '-3', '1e-400', '1e400', '1e308', '[3]'],
  cNorm: ['1e400', '1e308', '-1e308', '100', '[0]'],
  schemes: [
    '"chain-2025"',
    '["chain-2026", "chain-2026"]',
    '"Chain-2026"',
    '"toString"',
    '"__proto__"',
    '["constructor"]',
  ],
  mappings: ['"gradients"', '["gradient", "gradient"]', '"hasOwnProperty"'],
  kind: ['"Threshold"', '"constructor"', '"__proto__"', '"toString"', '["threshold"]', '"grid"'],
};

/** Fields that together exceed a limit on the size of a study, as JSON. */
const TOO_LARGE: Record<string, Record<string, string>> = {
  cells: { mean: '{"linspace": [0, 1, 1000000]}', std: '{"linspace": [1, 2, 1000000]}' },
  'cells by a tenth of a percent': { mean: '{"linspace": [0, 1, 1001]}', std: '{"linspace": [1, 2, 1000]}' },
  draws: { draws: '10000000', mean: '{"linspace": [0, 1, 1000]}', std: '{"linspace": [1, 2, 1000]}' },
};

const UNKNOWN_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  ' name',
  'name ',
];

/** Names that are not valid on some file system. Those that start with a backslash are JSON escapes. */
const INVALID_NAMES: Record<string, string> = {
  parent: '../x',
  absolute: '/tmp/x',
  folder: 'a/b',
  backslash: 'a\\b',
  dot: '.',
  'two dots': '..',
  'trailing dot': 'a.',
  'trailing space': 'a ',
  long: 'x'.repeat(300),
  capital: 'A',
  accent: 'é',
  hyphen: '-a',
  drive: 'c:x',
  'new line': 'a\n',
  zero: '\\u0000',
  half: '\\ud800',
};

const INVALID_TITLES: Record<string, string> = {
  'new line': 'a\nb',
  long: 'x'.repeat(201),
  escape: '\\u001b[2J',
  zero: '\\u0000',
  'first half': '\\ud83d',
  'second half': '\\ude00x',
  'no character': '\\uffff',
  delete: '\\u007f',
  'line separator': '\\u2028',
};

export function damagedStudies(text: string): DamagedFile[] {
  const put = (defect: string, field: string, raw: string | undefined): DamagedFile => [
    defect,
    withField(text, [field], raw),
  ];
  const putTexts = (field: string, texts: Record<string, string>): DamagedFile[] =>
    Object.entries(texts).map(([defect, value]) =>
      put(`${field} ${defect}`, field, value.startsWith('\\') ? `"${value}"` : JSON.stringify(value)),
    );
  const fields = Object.keys(VALID);
  return [
    ...fields.flatMap((field) =>
      Object.entries(VALUES)
        .filter(([name]) => !VALID[field]!.includes(name as ValueName))
        .map(([name, raw]) => put(`${field} is ${name}`, field, raw)),
    ),
    ...['name', 'kind', 'mean', 'std'].map((field) => put(`no ${field}`, field, undefined)),
    ...fields.map((field) => put(`unknown ${field}`, `${field}s2`, '1')),
    ...UNKNOWN_KEYS.map((key, i) => put(`key ${i} ${key.trim()}`, key, '{"polluted": true}')),
    ...putTexts('name', INVALID_NAMES),
    ...putTexts('title', INVALID_TITLES),
    ...Object.entries(INVALID).flatMap(([field, values]) =>
      values.map((raw, i) => put(`${field} ${i}`, field, raw)),
    ),
    ...Object.entries(TOO_LARGE).map(([defect, changes]): DamagedFile => [
      `too many ${defect}`,
      Object.entries(changes).reduce((document, [field, raw]) => withField(document, [field], raw), text),
    ]),
  ];
}
