/** Changed results folders: tables, fits and manifests, changed in a way that keeps most of their structure. */

import fc from 'fast-check';
import type { Study } from '../../src/study/study-file.js';
import { studyHash } from '../../src/results/manifest.js';
import {
  anyJson,
  anyNumber,
  anyPath,
  anyText,
  magnitude,
  rarely,
  replacedAt,
  signed,
  special,
} from './values.js';

/** A small study of each kind, with every table. */
export const STUDIES: Record<string, object> = {
  grid: {
    kind: 'grid',
    schemes: ['forum-2024', 'chain-2026'],
    workers: 4,
    draws: 3,
    mean: [-2, 0, 2],
    std: [0.1, 1],
    epsilon: { logspace: [-2, 1, 4] },
    blanks: true,
  },
  single: { kind: 'grid', workers: 4, seeds: [1, 2], mean: [-2, 2], std: [0.1, 1], epsilon: [0.01, 0.1, 1] },
  plane: { kind: 'threshold', workers: [4, 6], draws: 60, mean: [-2, 0, 2], std: [0.1, 1] },
  ratios: {
    kind: 'threshold',
    axis: 'ratio',
    workers: [4],
    mappings: 'gradient',
    draws: 120,
    factor: 2,
    mean: [-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0],
    std: [0.1, 0.2, 0.5, 1],
  },
  workers: {
    kind: 'threshold',
    axis: 'ratio',
    workers: [3, 4, 5, 6, 8, 12],
    mappings: 'gradient',
    draws: 120,
    factor: 2,
    mean: [-3],
    std: 1,
  },
  variants: {
    kind: 'threshold',
    axis: 'ratio',
    workers: 4,
    draws: 60,
    mean: [-2, 0],
    std: 1,
    variants: [{ name: 'a' }, { name: 'b', pNorm: 2 }],
  },
  relative: { kind: 'relative', workers: 4, draws: 12, mean: [-1, 1], std: [0.1], epsilon: [0.01, 0.1, 1] },
  sweep: {
    kind: 'sweep',
    epsilonScaling: ['none', 'median'],
    regrets: [{ name: 'a', values: [-1, 0, 0.5] }],
    epsilon: { logspace: [-3, 3, 5] },
  },
};

const share = fc.double({ min: 0, max: 0.999999, noNaN: true });
const numberText = fc.oneof(
  anyNumber.map(String),
  fc.constantFrom(
    '',
    '0',
    '-0',
    '1',
    'NaN',
    'Infinity',
    '1e118',
    '1e200',
    '1e250',
    '1e300',
    '1e-300',
    '5e-324',
  ),
  rarely(4, magnitude(-3, 3).map(String), anyText),
);

/** Changes the lines of a table, each a list of cells; the first is the header. */
type TableChange = (lines: string[][]) => string[][];

const oneCell: fc.Arbitrary<TableChange> = fc.tuple(share, share, numberText).map(
  ([line, column, text]): TableChange =>
    (lines) =>
      replaced(lines, 1 + Math.floor(line * (lines.length - 1)), (cells) =>
        cells.with(Math.floor(column * cells.length), text),
      ),
);

/** Multiplies numbers: those of a column, of a row, or all; intervals and quantiles keep their order. */
const multiplied: fc.Arbitrary<TableChange> = fc
  .tuple(fc.constantFrom('column', 'row', 'all'), share, share, fc.oneof(special, magnitude(-300, 250)))
  .map(([which, line, column, by]): TableChange => (lines) => {
    const header = lines[0]!;
    const chosenRow = 1 + Math.floor(line * (lines.length - 1));
    const chosenName = header[Math.floor(column * header.length)]!.replace(/_(?:q\d\d|low|high|se).*$/, '');
    return lines.map((cells, i) =>
      i === 0 || (which === 'row' && i !== chosenRow)
        ? cells
        : cells.map((text, c) => {
            const isChosen = which !== 'column' || header[c]!.startsWith(chosenName);
            const isOther = /^(?:scheme|mapping|workers|seed|factor|mean|std|draws|epsilon|fraction)$/.test(
              header[c]!,
            );
            return isOther || !isChosen || text === '' || Number.isNaN(Number(text))
              ? text
              : String(Number(text) * by);
          }),
    );
  });

/** All results of a row, or of the table, have one value. */
const constant: fc.Arbitrary<TableChange> = fc.tuple(share, fc.boolean(), numberText).map(
  ([line, isAll, text]): TableChange =>
    (lines) =>
      lines.map((cells, i) =>
        i === 0 || (!isAll && i !== 1 + Math.floor(line * (lines.length - 1)))
          ? cells
          : cells.map((before, c) =>
              /_|weight/.test(lines[0]![c]!) && lines[0]![c] !== 'epsilon_scaling' ? text : before,
            ),
      ),
);

const lineOrder: fc.Arbitrary<TableChange> = fc
  .tuple(share, share, fc.constantFrom('swap', 'drop', 'twice'))
  .map(([a, b, how]): TableChange => (lines) => {
    const [i, j] = [a, b].map((at) => Math.floor(at * lines.length)) as [number, number];
    if (how === 'swap') return lines.with(i, lines[j]!).with(j, lines[i]!);
    return how === 'drop' ? lines.toSpliced(i, 1) : lines.toSpliced(j, 0, lines[i]!);
  });

export interface ChangedTable {
  study: string;
  /** Share that chooses the table. */
  table: number;
  changes: TableChange[];
  text: (content: string) => string;
}

/** Changes of the text itself: line ends, quotes, other letters. */
const textChange: fc.Arbitrary<(content: string) => string> = rarely(
  12,
  fc.constant((content: string) => content),
  fc
    .tuple(share, fc.nat(3), anyText, fc.boolean())
    .map(([at, length, added, isCrlf]) => (content: string) => {
      const from = Math.floor(at * content.length);
      return isCrlf
        ? content.replaceAll('\n', '\r\n')
        : content.slice(0, from) + added + content.slice(from + length);
    }),
);

export const changedTable: fc.Arbitrary<ChangedTable> = fc.record({
  study: fc.constantFrom(...Object.keys(STUDIES)),
  table: share,
  changes: fc.array(fc.oneof(oneCell, multiplied, constant, lineOrder), { minLength: 1, maxLength: 3 }),
  text: textChange,
});

export function changeTable(content: string, { changes, text }: ChangedTable): string {
  const lines = content
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  const changed = changes.reduce((before, change) => change(before), lines);
  return text(`${changed.map((cells) => cells.join(',')).join('\n')}\n`);
}

function replaced(lines: string[][], index: number, change: (cells: string[]) => string[]): string[][] {
  return index < lines.length ? lines.with(index, change(lines[index]!)) : lines;
}

/** A change of JSON: a value at a path, or all numbers below a path times a factor. */
export type JsonChange = (document: unknown) => unknown;

const changedValue: fc.Arbitrary<JsonChange> = fc
  .tuple(anyPath, fc.oneof(anyJson, signed, fc.constant(undefined)))
  .map(
    ([path, value]): JsonChange =>
      (document) =>
        replacedAt(document, path, () => value),
  );

const changedNumbers: fc.Arbitrary<JsonChange> = fc
  .tuple(anyPath, fc.oneof(special, magnitude(-300, 300), fc.constantFrom(-1, 0, 1e-3, 1e3)))
  .map(
    ([path, by]): JsonChange =>
      (document) =>
        replacedAt(document, path.slice(0, 3), (value) => times(value, by)),
  );

function times(value: unknown, by: number): unknown {
  if (typeof value === 'number') return Number.isFinite(value * by) ? value * by : Number.MAX_VALUE;
  if (Array.isArray(value)) return value.map((each) => times(each, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, times(each, by)]));
}

export const jsonChanges: fc.Arbitrary<{ changes: JsonChange[]; text: (content: string) => string }> =
  fc.record({
    changes: fc.array(fc.oneof(changedValue, changedNumbers), { minLength: 1, maxLength: 3 }),
    text: textChange,
  });

/** @param isRehashed gives a changed study in a manifest its own hash, so that the reader goes on */
export function changeJson(
  content: string,
  { changes, text }: { changes: JsonChange[]; text: (content: string) => string },
  isRehashed = false,
): string {
  const changed = changes.reduce<unknown>((before, change) => change(before), JSON.parse(content));
  if (isRehashed && typeof changed === 'object' && changed !== null && 'study' in changed)
    Object.assign(changed, { studyHash: studyHash(changed.study as Study) });
  return text(changed === undefined ? '' : JSON.stringify(changed));
}
