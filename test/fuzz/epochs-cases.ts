/** Random files of past epochs: of every format and dialect, whole, damaged or of random bytes. */

import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { textOfAnyCharacters } from '../any-text.js';
import type { ReadEpochsOptions } from '../../src/epochs/tables/options.js';
import { Choices } from '../epochs/dialects-data.js';
import { write } from '../epochs/dialects-formats.js';
import { layoutOf } from '../epochs/dialects.js';
import { anyNumber, anyText, rarely } from './values.js';

export interface EpochsFile {
  content: Buffer;
  options: ReadEpochsOptions;
}

const share = fc.double({ min: 0, max: 0.999999, noNaN: true });
const someBytes = fc.uint8Array({ minLength: 1, maxLength: 24 }).map((bytes) => Buffer.from(bytes));
const at = (where: number, { length }: { length: number }) => Math.floor(where * length);

type Change = (bytes: Buffer) => Buffer;

/** Changes of bytes: a flipped one, a cut, a piece that is missing, doubled or another one. */
const byteChange: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(share, fc.integer({ min: 1, max: 255 })).map(([where, bits]): Change => (bytes) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at(where, copy)]! ^= bits;
    return copy;
  }),
  share.map(
    (where): Change =>
      (bytes) =>
        bytes.subarray(0, at(where, bytes)),
  ),
  fc
    .tuple(share, share, fc.constantFrom('missing', 'twice', 'zero'))
    .map(([a, b, how]): Change => (bytes) => {
      const [from, to] = [at(a, bytes), at(b, bytes)].sort((x, y) => x - y) as [number, number];
      const piece = bytes.subarray(from, to);
      const middle = { missing: [], twice: [piece, piece], zero: [Buffer.alloc(piece.length)] }[how];
      return Buffer.concat([bytes.subarray(0, from), ...middle, bytes.subarray(to)]);
    }),
  fc.tuple(share, someBytes).map(([where, added]): Change => (bytes) => {
    const from = at(where, bytes);
    return Buffer.concat([bytes.subarray(0, from), added, bytes.subarray(from)]);
  }),
);

/** A cell: a number in any notation, a word, or any text. */
const cell = fc.oneof(
  anyNumber.map(String),
  anyText,
  fc.constantFrom(
    '',
    'NaN',
    '-',
    'inf',
    '-Infinity',
    '1e400',
    '1e-400',
    '-1e308',
    '1e308',
    '0',
    '-0',
    '1,5',
    '1.234.567',
    "1'000",
    '0x10',
    '٣',
    '=1+1',
    '"1',
    '1"',
    'null',
    '[]',
    '{}',
    'true',
    '2026-11-27',
    '99999999999999999999',
    '\u2212 1',
    '\u001b[2J',
  ),
);

/** Replaces numbers of a text: one, or all that are alike. */
const cellChange: fc.Arbitrary<Change> = fc
  .tuple(share, cell, fc.boolean())
  .map(([where, text, isAll]): Change => (bytes) => {
    const content = bytes.toString('latin1');
    const found = [...content.matchAll(/[\w.+-]+/g)];
    if (found.length === 0) return bytes;
    const { 0: word, index } = found[at(where, found)]!;
    return Buffer.from(
      isAll
        ? content.replaceAll(word, () => text)
        : content.slice(0, index) + text + content.slice(index + word.length),
      'latin1',
    );
  });

function changed(content: Buffer, list: readonly Change[]): Buffer {
  return list.reduce<Buffer>((bytes, each) => each(bytes), content);
}

const change = fc.oneof(byteChange, cellChange);
const noChange = fc.constant<Change[]>([]);
const changes = fc.oneof(noChange, fc.array(change, { minLength: 1, maxLength: 3 }));

/** Options that are right for a table, some of them left out, or others. */
const optionChange = rarely(
  3,
  fc.constant({}),
  fc.record(
    {
      lossesAre: fc.constantFrom('log10', 'raw', undefined),
      networkLoss: fc.oneof(fc.constantFrom('none', 'network', '1', '2'), anyText),
      columns: fc.array(fc.oneof(fc.constantFrom('1', '2', '3', 'epoch=1', 'worker=2', 'value=3'), anyText), {
        maxLength: 4,
      }),
      index: fc.oneof(fc.constantFrom('none', '1', '2'), anyText),
      header: fc.constantFrom('yes', 'no'),
      decimal: fc.constantFrom('point', 'comma'),
      missing: fc.constantFrom('absent', 'zero'),
      topicId: fc.oneof(fc.constantFrom('1', '2'), anyText),
    },
    { requiredKeys: [] },
  ),
) as fc.Arbitrary<Partial<ReadEpochsOptions>>;

/** A table in a random dialect of a random format. */
const generated = fc
  .tuple(fc.nat(2 ** 31), fc.boolean(), changes, changes, optionChange)
  .map(([number, isPlain, before, after, others]): EpochsFile => {
    const choices = new Choices(7, number);
    const table = layoutOf(choices, isPlain);
    const { content, plain, hasHeader, decimal } = write(choices, table, isPlain);
    const isCompressed = !content.equals(Uint8Array.from(plain));
    const damaged = changed(plain, before);
    // Damage inside of a compressed file needs its checksum to be right.
    const whole = before.length === 0 ? content : isCompressed ? gzipSync(Uint8Array.from(damaged)) : damaged;
    const { unit, quantity } = table.known;
    const right = {
      ...table.options,
      ...(unit && { lossesAre: unit }),
      ...(quantity === 'losses' && { networkLoss: table.networkLoss }),
      header: hasHeader ? ('yes' as const) : ('no' as const),
      decimal,
    };
    const isTold = number % 3 > 0;
    return {
      content: number % 2 === 0 ? whole : changed(whole, after),
      options: { ...(isTold ? right : { quantity }), ...others },
    };
  });

const FIXTURES = new URL('../epochs/formats/fixtures/', import.meta.url);
const fixtures = readdirSync(FIXTURES)
  .filter((name) => !name.endsWith('.md'))
  .map((name) => readFileSync(new URL(name, FIXTURES)));
const quantity = fc.constantFrom('regrets' as const, 'losses' as const, 'scores' as const);

/** A file that another program wrote. */
const real = fc
  .tuple(fc.constantFrom(...fixtures), changes, quantity, optionChange)
  .map(([content, list, of, others]): EpochsFile => ({
    content: changed(content, list),
    options: { quantity: of, ...others },
  }));

/** Random bytes, perhaps after the first bytes of a format. */
const random = fc
  .tuple(
    fc.constantFrom(
      '',
      'PAR1',
      'ARROW1\0\0',
      '\xff\xff\xff\xff',
      '\x1f\x8b\x08\x00',
      '\x28\xb5\x2f\xfd',
      '\x04\x22\x4d\x18',
      'BZh9',
      'PK\x03\x04',
      'SQLite format 3\0',
      '\xef\xbb\xbf',
      '\xff\xfe',
      '[',
      '{"',
      '[[1,2],',
      'a,b\n',
    ),
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      textOfAnyCharacters(200).map((text) => Buffer.from(text)),
      fc
        .array(fc.array(cell, { maxLength: 5 }), { maxLength: 12 })
        .map((rows) => Buffer.from(rows.map((cells) => cells.join(',')).join('\n'))),
    ),
    fc.constantFrom('', 'PAR1', 'ARROW1', ']', '}'),
    quantity,
    optionChange,
  )
  .map(([start, bytes, end, of, others]): EpochsFile => ({
    content: Buffer.concat([Buffer.from(start, 'latin1'), bytes, Buffer.from(end)]),
    options: { quantity: of, ...others },
  }));

export const epochsFile: fc.Arbitrary<EpochsFile> = fc.oneof(
  { weight: 12, arbitrary: generated },
  { weight: 1, arbitrary: real },
  { weight: 3, arbitrary: random },
);

const FLAGS = {
  lossesAre: '--losses-are',
  networkLoss: '--network-loss',
  index: '--index',
  header: '--header',
  decimal: '--decimal',
  missing: '--missing',
  topicId: '--topic-id',
} as const;

/** Options as words of a command line. */
export function wordsOf(options: ReadEpochsOptions): string[] {
  const words = Object.entries(FLAGS).flatMap(([key, flag]) => {
    const value = options[key as keyof typeof FLAGS];
    return value === undefined ? [] : [`${flag}=${value}`];
  });
  return options.columns ? [...words, `--columns=${options.columns.join(',')}`] : words;
}
