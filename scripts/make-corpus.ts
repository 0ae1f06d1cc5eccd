/**
 * Writes test/corpus from test/corpus/whole: `npm run corpus`. Each file is damaged in one way that makes it wrong beyond doubt, whatever this
 * package takes it for; its folder says what it was, its name what was done to it.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const CORPUS = new URL('../test/corpus/', import.meta.url);

type Content = string | Buffer;
type Damages = [name: string, content: Content][];

/** Contents by path below test/corpus. */
export function corpusFiles(): Map<string, Buffer> {
  const whole = (name: string) => readFileSync(new URL(`whole/${name}`, CORPUS), 'utf8');
  const kinds: [folder: string, extension: string, damages: Damages][] = [
    ['study', 'json', [...damagedJson(whole('study.json')), ...damagedStudies(whole('study.json'))]],
    [
      'manifest',
      'json',
      [...damagedJson(whole('manifest.json')), ...damagedManifests(whole('manifest.json'))],
    ],
    ['fit', 'json', [...damagedJson(whole('fit.json')), ...damagedFits(whole('fit.json'))]],
    ['cells', 'csv', [...damagedText(whole('cells.csv')), ...damagedCells(whole('cells.csv'))]],
    ['regrets', 'csv', [...damagedText(whole('regrets.csv')), ...damagedEpochs(whole('regrets.csv'))]],
    [
      'losses',
      'csv',
      [
        ...damagedText(whole('losses.csv')),
        ...damagedEpochs(whole('losses.csv')),
        ...damagedLosses(whole('losses.csv')),
      ],
    ],
    ['scores', 'csv', [...damagedText(whole('scores.csv')), ...damagedEpochs(whole('scores.csv'))]],
  ];
  const files = new Map<string, Buffer>();
  for (const [folder, extension, damages] of kinds) {
    for (const [name, content] of damages) {
      const path = `${folder}/${name.replace(/[^\w.-]+/g, '-')}.${extension}`;
      if (files.has(path)) throw new Error(`${path} is made twice`);
      files.set(path, Buffer.from(content));
    }
  }
  return files;
}

/** Places spread over a text, not at its ends. */
function places(text: string, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * text.length) / count));
}

function inserted(text: string, at: number, bytes: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bytes), Buffer.from(text.slice(at))]);
}

/** What is no text in UTF-8, or nothing. */
function damagedText(text: string): Damages {
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
  const bytes: [string, number[]][] = [
    ['zero byte', [0]],
    ['byte ff', [0xff]],
    ['latin1', [0xe9]],
    ['surrogate', [0xed, 0xa0, 0x80]],
    ['overlong', [0xc0, 0xaf]],
    ['half a character', [0xe2, 0x82]],
  ];
  return [
    ['empty', ''],
    ['blank lines', '\n \n\r\n\t\n'],
    ['mark only', '\uFEFF'],
    ['utf16le', utf16],
    ['utf16be', Buffer.from(utf16).swap16()],
    ['utf16 without mark', utf16.subarray(2)],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ...bytes.map(([name, added], i): [string, Buffer] => [
      name,
      inserted(text, places(text, bytes.length)[i]!, added),
    ]),
  ];
}

/** What is no JSON, or no object, or says a thing twice. */
function damagedJson(text: string): Damages {
  const document = text.trim();
  const structure = [...document.matchAll(/[{}[\]:,"]/g)].map(({ index }) => index);
  const without = structure
    .filter((_, i) => i % Math.ceil(structure.length / 16) === 0)
    .map((at): [string, string] => [
      `without the character at ${at}`,
      document.slice(0, at) + document.slice(at + 1),
    ])
    .filter(([, content]) => !isJson(content));
  const keys = [...text.matchAll(/"([^"]+)":/g)].map(([, key]) => key!);
  const topKeys = Object.keys(JSON.parse(text) as object);
  const number = /(?<=: )\d+(?=,)/;
  return [
    ...damagedText(text),
    ...places(document, 8).map((at): [string, string] => [`cut at ${at}`, document.slice(0, at)]),
    ...places(document, 4).map((at): [string, Buffer] => [
      `control character at ${at}`,
      inserted(document, at, [1]),
    ]),
    ...without,
    ...['null', '[]', '"text"', '42', 'true', '{}', '[{}]', '-', 'NaN'].map((value, i): [string, string] => [
      `only value ${i}`,
      value,
    ]),
    ...['01', '+1', '.5', '1.', '0x10', 'NaN', '-Infinity', '1e', "'1'", 'nil', '1_000'].map(
      (value, i): [string, string] => [`number ${i} that JSON has not`, text.replace(number, value)],
    ),
    ['comma at the end', text.replace(/\n\}\s*$/, ',\n}')],
    ['comma twice', text.replace(',', ',,')],
    ['line comment', text.replace('\n', ' // note\n')],
    ['block comment', text.replace('\n', ' /* note */\n')],
    ['single quotes', text.replaceAll('"', "'")],
    ['two documents', text + text],
    ['text behind', `${text}x`],
    ...topKeys.map((key): [string, string] => [`${key} twice`, document.replace('{', `{"${key}": null,`)]),
    [
      'a key twice in other letters',
      document.replace(
        '{',
        `{"\\u${topKeys[0]!.charCodeAt(0).toString(16).padStart(4, '0')}${topKeys[0]!.slice(1)}": 1,`,
      ),
    ],
    [
      'last key twice',
      document.replaceAll(new RegExp(`"${keys.at(-1)}": `, 'g'), (key) => `${key}1, ${key}`),
    ],
    ['a hundred and one levels', document.replace('{', `{"x": ${'['.repeat(101)}${']'.repeat(101)},`)],
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The document with a field of another value, which is given as it stands in the file. */
function withField(text: string, path: readonly (string | number)[], raw: string | undefined): string {
  const document = JSON.parse(text) as Record<string | number, never>;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>((value, key) => value[key] as never, document);
  const mark = '@@ here @@';
  if (raw === undefined) Reflect.deleteProperty(parent, path.at(-1)!);
  else
    Object.defineProperty(parent, path.at(-1)!, {
      value: mark,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return `${JSON.stringify(document, null, 1).replace(JSON.stringify(mark), () => raw!)}\n`;
}

/** Values of every type, as they stand in a file. */
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

/** Of each field of a study, which of these it may have. */
const ALLOWED: Record<string, readonly ValueName[]> = {
  ...{ $schema: ['text', 'empty text'], name: ['text'], title: ['text', 'empty text'] },
  ...{
    kind: [],
    schemes: [],
    mappings: [],
    pNorm: ['half'],
    cNorm: ['negative', 'zero', 'half'],
    epsilonScaling: [],
    workers: [],
  },
  ...{ draws: [], seeds: ['zero'], factor: [], axis: [], mean: ['negative', 'zero', 'half'], std: ['half'] },
};

function damagedStudies(text: string): Damages {
  const put = (name: string, key: string, raw: string | undefined): [string, string] => [
    name,
    withField(text, [key], raw),
  ];
  const letters = (values: Record<string, string>, key: string): Damages =>
    Object.entries(values).map(([name, value]) =>
      put(`${key} ${name}`, key, value.startsWith('\\') ? `"${value}"` : JSON.stringify(value)),
    );
  const numbers: [string, string[]][] = [
    [
      'mean',
      [
        '[1, 1]',
        '[2, 1]',
        '[0, -0]',
        '[1e309]',
        '{"linspace": [0, 1]}',
        '{"linspace": [0, 1, 1]}',
        '{"linspace": [0, 1, 2.5]}',
      ],
    ],
    [
      'mean',
      [
        '{"linspace": [0, 1, 1000001]}',
        '{"linspace": [0, 1, 1e15]}',
        '{"linspace": [1, 0, 3]}',
        '{"linspace": [0, 0, 3]}',
      ],
    ],
    [
      'mean',
      [
        '{"linspace": [-1.7e308, 1.7e308, 3]}',
        '{"linspace": [0, 1e400, 3]}',
        '{"linspace": ["0", 1, 3]}',
        '{"linspace": 3}',
      ],
    ],
    [
      'mean',
      [
        '{"linspace": [0, 1, 3], "logspace": [0, 1, 3]}',
        '{"linspce": [0, 1, 3]}',
        '{"linspace": [0, 1, 3], "__proto__": 1}',
        '[[1]]',
      ],
    ],
    [
      'std',
      [
        '0',
        '-0',
        '1e-400',
        '[-1, 1]',
        '{"logspace": [0, 400, 5]}',
        '{"logspace": [-400, 0, 5]}',
        '{"logspace": [0, 1e400, 5]}',
      ],
    ],
    [
      'std',
      [
        '{"logspace": [0, 1e308, 5]}',
        '{"logspace": [2, 1, 5]}',
        '{"logspace": [0, 1, -5]}',
        '{"logspace": [0, 1, "5"]}',
        '[1, 2, 3, null]',
      ],
    ],
    ['workers', ['1', '10001', '2.5', '[3, 3]', '[3, 1]', '[3, "4"]', '1e400', '{"linspace": [2, 4, 3]}']],
    ['draws', ['10000001', '1e308', '1.5', '-0', '[1]', '"100"']],
    ['seeds', ['-1', '9007199254740992', '0.5', '[1, 1]', '[1, [2]]', '1e-320']],
    ['factor', ['1', '0.999', '-2', '[2, 2]', '1e400', '[2, 1]']],
    ['pNorm', ['0', '-3', '1e-400', '1e400', '1e308', '[3]']],
    ['cNorm', ['1e400', '1e308', '-1e308', '100', '[0]']],
    ['seeds', [`[${Array.from({ length: 300 }, () => 7).join()}]`]],
    [
      'schemes',
      [
        '"chain-2025"',
        '["chain-2026", "chain-2026"]',
        '"Chain-2026"',
        '"toString"',
        '"__proto__"',
        '["constructor"]',
      ],
    ],
    ['mappings', ['"gradients"', '["gradient", "gradient"]', '"hasOwnProperty"']],
    ['kind', ['"Threshold"', '"constructor"', '"__proto__"', '"toString"', '["threshold"]', '"grid"']],
  ];
  const sizes: [string, Record<string, string>][] = [
    ['cells', { mean: '{"linspace": [0, 1, 1000000]}', std: '{"linspace": [1, 2, 1000000]}' }],
    ['a few too many cells', { mean: '{"linspace": [0, 1, 1001]}', std: '{"linspace": [1, 2, 1000]}' }],
    ['draws', { draws: '10000000', mean: '{"linspace": [0, 1, 1000]}', std: '{"linspace": [1, 2, 1000]}' }],
  ];
  const keys = Object.keys(ALLOWED);
  return [
    ...keys.flatMap((key) =>
      Object.entries(VALUES)
        .filter(([name]) => !ALLOWED[key]!.includes(name as ValueName))
        .map(([name, raw]) => put(`${key} is ${name}`, key, raw)),
    ),
    ...['name', 'kind', 'mean', 'std'].map((key) => put(`no ${key}`, key, undefined)),
    ...keys.map((key) => put(`unknown ${key}`, `${key}s2`, '1')),
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', ' name', 'name '].map(
      (key, i) => put(`key ${i} ${key.trim()}`, key, '{"polluted": true}'),
    ),
    ...letters(
      {
        ...{
          up: '../x',
          absolute: '/tmp/x',
          folder: 'a/b',
          backslash: 'a\\b',
          dot: '.',
          'two dots': '..',
          'dot behind': 'a.',
          blank: 'a ',
        },
        ...{
          long: 'x'.repeat(300),
          capital: 'A',
          accent: 'é',
          hyphen: '-a',
          drive: 'c:x',
          'new line': 'a\n',
          zero: '\\u0000',
          half: '\\ud800',
        },
      },
      'name',
    ),
    ...letters(
      {
        ...{
          'new line': 'a\nb',
          long: 'x'.repeat(201),
          escape: '\\u001b[2J',
          zero: '\\u0000',
          'first half': '\\ud83d',
        },
        ...{
          'second half': '\\ude00x',
          'no character': '\\uffff',
          delete: '\\u007f',
          'line separator': '\\u2028',
        },
      },
      'title',
    ),
    ...numbers.flatMap(([key, values], k) =>
      values.map((raw, i): [string, string] => put(`${key} ${k}.${i}`, key, raw)),
    ),
    ...sizes.map(([name, fields]): [string, string] => [
      `too many ${name}`,
      Object.entries(fields).reduce((document, [key, raw]) => withField(document, [key], raw), text),
    ]),
  ];
}

function damagedManifests(text: string): Damages {
  const fields = [
    'name',
    'kind',
    'schemes',
    'mappings',
    'workers',
    'draws',
    'seeds',
    'factor',
    'mean',
    'std',
  ];
  const put = (name: string, path: (string | number)[], raw?: string): [string, string] => [
    name,
    withField(text, path, raw),
  ];
  return [
    put('no format', ['format']),
    put('no study', ['study']),
    put('no hash', ['studyHash']),
    ...['0', '2', '"1"', 'null', '[1]', '1e400'].map((raw, i) => put(`format ${i}`, ['format'], raw)),
    ...['null', '1', '"x"', '[]', '{}'].map((raw, i) => put(`study ${i}`, ['study'], raw)),
    ...['null', '1', '{}', '"x"'].map((raw, i) => put(`hash ${i}`, ['studyHash'], raw)),
    ...['null', '1', '{}', '["x"]'].map((raw, i) => put(`version ${i}`, ['version'], raw)),
    ...fields.flatMap((key) =>
      ['null', '"X!"'].map((raw, i) => put(`study ${key} ${i}`, ['study', key], raw)),
    ),
    put('study proto', ['study', '__proto__'], '{"kind": "grid"}'),
    put('another pNorm', ['study', 'pNorm'], '3.5'),
    put('another seed', ['study', 'seeds'], '[2]'),
    put('another mean', ['study', 'mean'], '[-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0.25]'),
    put('another title', ['study', 'title'], '"Another"'),
  ];
}

function damagedFits(text: string): Damages {
  const curve = ['curves', 1];
  const lists = [
    ['slopes'],
    ['curves'],
    ['workers'],
    [...curve, 'parameters'],
    [...curve, 'covariance'],
    [...curve, 'points'],
  ];
  const numbers = [
    ...['factor', 'degreesOfFreedom', 'worstError'].map((key) => [...curve, key]),
    ...['value', 'standardError'].map((key) => [...curve, 'parameters', 0, key]),
    ...['steep', 'rate', 'ratio', 'epsilon'].map((key) => [...curve, 'limits', key]),
    ...['ratio', 'epsilon', 'standardError', 'residual'].map((key) => [...curve, 'points', 2, key]),
    [...curve, 'range', 'ratio', 0],
    [...curve, 'covariance', 0, 0],
  ];
  const texts = ['scheme', 'mapping', 'model', 'formula', 'quantile'].map((key) => [...curve, key]);
  const wrong = (paths: (string | number)[][], raws: (string | undefined)[]): Damages =>
    paths.flatMap((path) =>
      raws.map((raw, i): [string, string] => [`${path.join('.')} ${i}`, withField(text, path, raw)]),
    );
  const few = ([name, content]: Damages[number]): Damages[number] => [`few ${name}`, content];
  return [
    ...wrong([['format']], [undefined, '2', '"1"', 'null']),
    ...wrong(lists, [undefined, 'null', '[1]']),
    ...wrong(numbers, [undefined, '"1"', '1e400']),
    ...wrong(texts, [undefined, '1']),
    ...wrong(
      ['scheme', 'mapping', 'model', 'quantile'].map((key) => ['curves', 0, key]),
      ['"constructor"'],
    ),
    ...wrong(
      [[...curve, 'parameters']],
      [undefined, '[]', '[{"name": "kappa", "value": 1, "standardError": 1}]'],
    )
      .slice(1)
      .map(few),
    ...wrong([[...curve, 'covariance']], ['[[1]]', '[[1, 2, 3], [1, 2], [1]]']).map(few),
    ...wrong([[...curve, 'range']], ['{"ratio": [1]}', '{"ratio": [0, -20]}', '[]']),
  ];
}

function damagedCells(text: string): Damages {
  const lines = text.trimEnd().split('\n');
  const header = lines[0]!.split(',');
  const withLines = (changed: readonly string[]) => `${changed.join('\n')}\n`;
  const withCell = (column: string, line: number, value: string) =>
    withLines(
      lines.map((each, i) =>
        i === line
          ? each
              .split(',')
              .map((cell, c) => (header[c] === column ? value : cell))
              .join(',')
          : each,
      ),
    );
  const wrong: Record<string, readonly string[]> = {
    scheme: ['', 'chain-2025', '__proto__', 'forum-2024'],
    mapping: ['', 'Gradient', 'potential'],
    ...{
      workers: ['', '6', 'five', '5.5'],
      seed: ['', '2', '-1'],
      factor: ['', '3', 'NaN'],
      mean: ['', '7', '1e400'],
      std: ['', '0.2', '-0.1'],
    },
    draws: ['', '199', '1e400'],
    attainable: ['', '1.5', '-0.5', '1e309', 'Infinity'],
    epsilon_q50: ['-1', 'x', '0x10', '1e400', '1_0', 'NaN', '"', "'1'", '1,5'],
    upper_bound_q50: ['-1', '--1', '1 2', '−1'],
  };
  return [
    ...Object.entries(wrong).flatMap(([column, values]) =>
      values.map((value, i): [string, string] => [
        `${column} ${i}`,
        withCell(column, 1 + (i % (lines.length - 1)), value),
      ]),
    ),
    ...header
      .map((column): [string, string] => [`without column ${column}`, text.replace(column, `x${column}`)])
      .filter(([name]) => !name.endsWith('variant')),
    ...lines
      .slice(1)
      .map((_, i): [string, string] => [`without line ${i + 2}`, withLines(lines.toSpliced(i + 1, 1))]),
    ...[2, 5, 9].map((i): [string, string] => [
      `line ${i} twice`,
      withLines(lines.toSpliced(i, 0, lines[i]!)),
    ]),
    ...places(text, 8).map((at): [string, string] => [`cut at ${at}`, text.slice(0, at)]),
    ['header only', withLines(lines.slice(0, 1))],
    ['no header', withLines(lines.slice(1))],
    ['header twice', withLines([lines[0]!, ...lines])],
    ['semicolons', text.replaceAll(',', ';')],
    ['a column more', withLines(lines.map((line, i) => (i === 3 ? `${line},1` : line)))],
    ['a column twice', withLines(lines.map((line) => `${line},${line.split(',')[4]}`))],
    ['open quote', text.replace('chain-2026', '"chain-2026')],
    ['quote inside', text.replace('chain-2026', 'chain"2026')],
    ['json', '{"cells": []}'],
    ['html', '<!doctype html><title>404</title>'],
  ];
}

function damagedEpochs(text: string): Damages {
  const lines = text.trimEnd().split('\n');
  const names = lines[0]!.split(',');
  const cells = [
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
  const withCell = (value: string, line = lines.length - 1) =>
    `${lines.map((each, i) => (i === line ? each.split(',').with(1, value).join(',') : each)).join('\n')}\n`;
  return [
    ...cells.map((value, i): [string, string] => [`cell ${i}`, withCell(value)]),
    ...cells
      .slice(0, 4)
      .map((value, i): [string, string] => [`cell ${i} of the first line`, withCell(value, 1)]),
    ['header only', `${lines[0]}\n`],
    ['a column more', `${text.trimEnd()},7\n`],
    ['a name twice', text.replace(names.at(-1) ?? '', names.at(-2) ?? '')],
    ['an escape in a name', text.replace(names[1]!, 'x\u001b[2J')],
    ['comments only', '# one\n# two\n'],
    ['html', '<!doctype html><title>404</title>\n'],
    ['json', '{"regrets": [1, 2]}\n'],
  ];
}

/** Raw losses are > 0. */
function damagedLosses(text: string): Damages {
  return ['1e400', '0', '-0', '-1', '-1e-320', '0e5'].map((value, i): [string, string] => [
    `loss ${i}`,
    text.replace('0.12', value),
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = corpusFiles();
  for (const folder of new Set([...files.keys()].map(dirname)))
    rmSync(new URL(folder, CORPUS), { recursive: true, force: true });
  for (const [path, content] of files) {
    const place = new URL(path, CORPUS);
    mkdirSync(new URL('.', place), { recursive: true });
    writeFileSync(place, content);
  }
  process.stdout.write(
    `${files.size} files, ${[...files.values()].reduce((sum, { length }) => sum + length, 0)} bytes\n`,
  );
}
