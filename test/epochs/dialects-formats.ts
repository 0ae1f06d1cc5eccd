/** Writes generated tables as text, JSON, JSON lines, Parquet and Arrow, also compressed. */

import { gzipSync } from 'node:zlib';
import { tableToIPC, vectorFromArray, Table, Float64, Utf8, Int64, type Vector } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Choices } from './dialects-data.js';
import type { Field, Generated } from './dialects.js';

const FORMATS = ['text', 'JSON', 'JSON lines', 'Parquet', 'Arrow'] as const;
const DELIMITERS = [',', ';', '\t', '|', ' ', 'Markdown'] as const;
const MISSING_WORDS = [
  '',
  '',
  'NaN',
  'NA',
  'N/A',
  '#N/A',
  'n/a',
  '<NA>',
  'NaT',
  'null',
  'None',
  'missing',
  '.',
  '-',
  '--',
  '?',
];

export interface Written {
  content: Buffer;
  /** The content before compression. */
  plain: Buffer;
  traits: Record<string, string>;
  /** Decimal separator of the text. */
  decimal: 'point' | 'comma';
  hasHeader: boolean;
}

/** @param isPlain whether decimal points and a header are wanted */
export function write(choices: Choices, table: Generated, isPlain: boolean): Written {
  const canBeRecords = table.known.names !== 'none' && table.fields.every(({ name }) => name !== '');
  const format = canBeRecords && choices.is(0.4) ? choices.of(FORMATS.slice(1)) : 'text';
  const written =
    format === 'text' ? writeText(choices, table, isPlain) : writeRecords(choices, table, format);
  const compression = choices.is(0.8) ? 'none' : choices.of(['gzip', 'zstd'] as const);
  const compress = {
    none: (bytes: Buffer) => bytes,
    gzip: (bytes: Buffer) => gzipSync(Uint8Array.from(bytes)),
    zstd,
  };
  return {
    ...written,
    content: compress[compression](written.plain),
    traits: { ...table.traits, format, compression, ...written.traits },
  };
}

/** A frame of zstd with raw blocks (RFC 8878, section 3.1.1), which every decoder reads. */
function zstd(bytes: Buffer): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(bytes.length));
  // Single segment, content size in eight bytes, no checksum.
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0]), size];
  for (let from = 0; from === 0 || from < bytes.length; from += 2 ** 16) {
    const block = bytes.subarray(from, from + 2 ** 16);
    const header = Buffer.alloc(3);
    header.writeUIntLE(Number(from + 2 ** 16 >= bytes.length) | (block.length << 3), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}

function writeText(
  choices: Choices,
  { fields, known, shape, workers }: Generated,
  isPlain: boolean,
): Omit<Written, 'content'> {
  const hasHeader = known.names !== 'none';
  const isQuoted = known.names === 'quoted';
  const hasBlanks = fields.some(
    ({ name, cells }) => /\s/.test(name) || name === '' || cells.some((cell) => / /.test(cell ?? '')),
  );
  const delimiter = choices.of(
    DELIMITERS.filter(
      (each) =>
        !(each === 'Markdown' && (!hasHeader || isQuoted)) && !(each === ' ' && (hasBlanks || isQuoted)),
    ),
  );
  const decimal = !isPlain && choices.is(0.35) ? 'comma' : 'point';
  // Commas that separate columns leave the point to decimals.
  const grouping =
    isPlain || delimiter === ' ' || choices.is(0.7)
      ? ''
      : choices.of(
          decimal === 'comma'
            ? [...(delimiter === ',' ? [] : ['.']), ' ', '\u00a0', "'"]
            : [',', ' ', '’', "'"],
        );
  const groupsIndex = grouping !== '' && choices.is(0.5);
  const word = choices.of(MISSING_WORDS.filter((each) => each !== '' || delimiter !== ' '));
  const hasPlus = !isPlain && choices.is(0.05);
  const isTypographic = !isPlain && choices.is(0.05);
  const quotesAll = delimiter !== 'Markdown' && choices.is(0.15);
  const separator = delimiter === 'Markdown' ? '|' : delimiter;
  const number = (text: string, isIndex: boolean): string => {
    const [whole = '', ...rest] = text.split(/(?=[.e])/);
    const isGrouped = grouping !== '' && (!isIndex || groupsIndex);
    const digits = isGrouped ? whole.replace(/\B(?=(\d{3})+$)/g, grouping) : whole;
    const all = digits + rest.join('').replace('.', decimal === 'comma' ? ',' : '.');
    const signed = hasPlus && !isIndex && !/^-/.test(all) ? `+${all}` : all;
    return isTypographic ? signed.replace(/^-/, '\u2212') : signed;
  };
  const quote = (text: string, always: boolean) =>
    always || text.includes(separator) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
  const cellOf = (field: Field, row: number): string => {
    const { type } = field;
    const cell = field.cells[row] ?? null;
    if (cell === null || cell === 'NaN') return word;
    // Nobody groups the digits of a name.
    const isText = type === 'text' || (shape === 'long' && field === workers[0]);
    return isText ? quote(cell, quotesAll) : quote(number(cell, type === 'whole'), quotesAll);
  };
  const rows = fields[0]!.cells.map((_, row) => fields.map((field) => cellOf(field, row)));
  const header = fields.map(({ name }) => quote(name, quotesAll && name !== ''));
  const padding = delimiter === ' ' ? 'blanks' : choices.of(['none', 'none', 'none', 'spaces']);
  const glue = padding === 'spaces' && separator !== '\t' ? ` ${separator} ` : separator;
  const join = (cells: readonly string[]) =>
    delimiter === 'Markdown' ? `| ${cells.join(' | ')} |` : cells.join(glue);
  const lines = [...(hasHeader ? [header] : []), ...rows].map(join);
  if (delimiter === 'Markdown') lines.splice(1, 0, `|${fields.map(() => ' --- |').join('')}`);
  const preamble = choices.of(['none', 'none', 'none', '#', '%', 'sep=']);
  if (preamble === '#' || preamble === '%') {
    lines.unshift(`${preamble} losses of a topic, in one table; 2026`);
    lines.splice(choices.whole(1, lines.length), 0, `${preamble} a comment`);
  }
  const hasSeparatorLine = preamble === 'sep=' && delimiter !== 'Markdown' && delimiter !== ' ';
  if (hasSeparatorLine) lines.unshift(`sep=${separator}`);
  if (choices.is(0.1)) lines.splice(choices.whole(1, lines.length), 0, '');
  const newline = choices.of(['\n', '\n', '\r\n', '\r']);
  const mark = choices.is(0.15) ? '\uFEFF' : '';
  return {
    plain: Buffer.from(mark + lines.join(newline) + choices.of(['', newline])),
    decimal,
    hasHeader,
    traits: {
      delimiter,
      decimal,
      grouping: grouping === '' ? 'none' : grouping,
      word,
      newline: JSON.stringify(newline),
      mark: String(mark !== ''),
      preamble,
      quotesAll: String(quotesAll),
    },
  };
}

type Cell = string | number | null;

/** Cells of a column as a format with types holds them. */
function cellsOf({ type, cells }: Field, numbersAsText: boolean): Cell[] {
  return cells.map((cell) => {
    if (cell === null || cell === 'NaN') return null;
    const isExact = type === 'number' || Number.isSafeInteger(Number(cell));
    return type === 'text' || numbersAsText || !isExact ? cell : Number(cell);
  });
}

function writeRecords(
  choices: Choices,
  table: Generated,
  format: (typeof FORMATS)[number],
): Omit<Written, 'content'> {
  const numbersAsText = choices.is(0.25);
  const shape =
    format === 'JSON'
      ? choices.of(jsonShapes(table))
      : format === 'JSON lines'
        ? choices.of(['rows', 'lists', ...jsonShapes(table).filter((each) => each === 'events')])
        : 'columns';
  const plain = {
    JSON: () => Buffer.from(json(choices, table, shape, numbersAsText)),
    'JSON lines': () => Buffer.from(jsonLines(table, shape, numbersAsText)),
    Parquet: () => parquet(table.fields, numbersAsText),
    Arrow: () => arrow(choices, table.fields, numbersAsText),
  }[format as 'JSON']();
  return {
    plain,
    decimal: 'point',
    hasHeader: true,
    traits: { jsonShape: shape, numbersAsText: String(numbersAsText) },
  };
}

function jsonShapes({ shape, traits }: Generated): string[] {
  const orients = ['split', 'table', 'orient index', 'orient columns'];
  const all = ['rows', 'lists', 'columns of lists', 'wrapped rows', ...orients];
  const isEpochs =
    shape === 'long' && traits.network !== 'row' && traits.repeats === 'none' && Number(traits.topics) < 2;
  if (!isEpochs) return all;
  const epochs = ['addresses and values', 'objects of workers', 'lists of objects'];
  return [...all, ...epochs, ...(/epochs|blocks/.test(traits.index!) ? ['events', 'blocks'] : [])];
}

function json(choices: Choices, table: Generated, shape: string, numbersAsText: boolean): string {
  const { fields } = table;
  const names = fields.map(({ name }) => name);
  const columns = fields.map((field) => cellsOf(field, numbersAsText));
  const lists = columns[0]!.map((_, row) => columns.map((column) => column[row]!));
  const objects = lists.map((row) => Object.fromEntries(row.map((cell, column) => [names[column]!, cell])));
  const indent = choices.of([undefined, 1, 2]);
  const documents: Record<string, () => unknown> = {
    rows: () => objects,
    lists: () => [names, ...lists],
    split: () => ({ columns: names, index: lists.map((_, i) => i), data: lists }),
    table: () => ({
      schema: { fields: ['index', ...names].map((name) => ({ name })), primaryKey: ['index'] },
      data: objects.map((object, i) => ({ index: i, ...object })),
    }),
    'orient index': () => Object.fromEntries(objects.map((object, i) => [i, object])),
    'orient columns': () =>
      Object.fromEntries(columns.map((column, i) => [names[i]!, Object.fromEntries(column.entries())])),
    'columns of lists': () => Object.fromEntries(columns.map((column, i) => [names[i]!, column])),
    'wrapped rows': () => ({ count: lists.length, data: objects }),
    'addresses and values': () =>
      epochsOf(table).map(({ epoch, cells }) => ({
        ...epoch,
        addresses: Object.keys(cells),
        [plural(table)]: Object.values(cells),
      })),
    'objects of workers': () =>
      epochsOf(table).map(({ epoch, cells }) => ({ ...epoch, [plural(table)]: cells })),
    events: () => eventsOf(table),
    blocks: () =>
      eventsOf(table).map((event) => ({ result: { height: '9', finalize_block_events: [event] } })),
    'lists of objects': () =>
      epochsOf(table).map(({ epoch, cells }) => ({
        ...epoch,
        values: Object.entries(cells).map(([worker, value]) => ({ worker, value })),
      })),
  };
  return JSON.stringify(documents[shape]!(), null, indent);
}

const EVENTS = {
  regrets: 'EventInfererNetworkRegretSet',
  scores: 'EventScoresSet',
  losses: 'EventNetworkLossSet',
};

/** An event of the chain for each epoch. Its attributes are JSON in strings; workers without a value are left out. */
function eventsOf(table: Generated) {
  const { known, index, workers, fields } = table;
  index!.name = 'block_height';
  workers[0]!.name = 'worker';
  workers[1]!.name = { regrets: 'regret', scores: 'score', losses: 'loss' }[known.quantity];
  const network = fields.find(({ name }) => name === table.networkLoss);
  if (network) table.networkLoss = network.name = 'combined_value';
  return epochsOf(table).map(({ epoch, cells }) => {
    const present = Object.entries(cells).filter(([, value]) => value !== null);
    const bundle = {
      ...(network ? { combined_value: String(epoch.combined_value) } : {}),
      inferer_values: present.map(([worker, value]) => ({ worker, value: String(value) })),
    };
    const lists = {
      addresses: present.map(([worker]) => worker),
      [known.quantity]: present.map(([, value]) => String(value)),
    };
    const attributes = {
      topic_id: '1',
      block_height: String(epoch.block_height),
      ...(known.quantity === 'losses' ? { value_bundle: bundle } : lists),
      ...(known.quantity === 'scores' ? { actor_type: 'ACTOR_TYPE_INFERER_UNSPECIFIED' } : {}),
    };
    return {
      type: `emissions.v9.${EVENTS[known.quantity]}`,
      attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: JSON.stringify(value) })),
    };
  });
}

const plural = ({ known }: Generated): string => known.quantity;

/** Epochs of a long table in the order of its rows, with the workers of each. */
function epochsOf({ fields, index, workers: [worker, value] }: Generated) {
  const found = new Map<string, { epoch: Record<string, Cell>; cells: Record<string, Cell> }>();
  const others = fields.filter(
    (field) =>
      field !== worker &&
      field !== value &&
      field.name !== '' &&
      /^(?!Unnamed|row_id|actor_type|role|type)/.test(field.name),
  );
  const isReputer = fields.find(({ name }) => /^(actor_type|role|type)$/.test(name));
  index!.cells.forEach((key, row) => {
    if (isReputer?.cells[row] === 'reputer') return;
    const epoch = Object.fromEntries(others.map((field) => [field.name, cellsOf(field, false)[row]!]));
    const known = found.get(key!) ?? { epoch, cells: {} };
    known.cells[worker!.cells[row]!] = value!.cells[row] ?? null;
    found.set(key!, known);
  });
  return [...found.values()];
}

function jsonLines(table: Generated, shape: string, numbersAsText: boolean): string {
  if (shape === 'events')
    return eventsOf(table)
      .map((event) => JSON.stringify(event))
      .join('\n');
  const { fields } = table;
  const names = fields.map(({ name }) => name);
  const columns = fields.map((field) => cellsOf(field, numbersAsText));
  const lists = columns[0]!.map((_, row) => columns.map((column) => column[row]!));
  const lines =
    shape === 'lists'
      ? [names, ...lists]
      : lists.map((row) => Object.fromEntries(row.map((cell, i) => [names[i]!, cell])));
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

function parquet(fields: readonly Field[], numbersAsText: boolean): Buffer {
  const columnData = fields.map((field) => {
    const data = cellsOf(field, numbersAsText);
    const isText = data.some((cell) => typeof cell === 'string');
    const type = isText ? 'STRING' : field.type === 'whole' ? 'INT64' : 'DOUBLE';
    const cells = type === 'INT64' ? data.map((cell) => (cell === null ? null : BigInt(cell))) : data;
    return { name: field.name, data: cells, type, nullable: true } as const;
  });
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

function arrow(choices: Choices, fields: readonly Field[], numbersAsText: boolean): Buffer {
  const columns: Record<string, Vector> = {};
  for (const field of fields) {
    const data = cellsOf(field, numbersAsText);
    if (data.some((cell) => typeof cell === 'string'))
      columns[field.name] = vectorFromArray(data, new Utf8());
    else if (field.type === 'whole')
      columns[field.name] = vectorFromArray(
        data.map((cell) => (cell === null ? null : BigInt(cell))),
        new Int64(),
      );
    else columns[field.name] = vectorFromArray(data, new Float64());
  }
  return Buffer.from(tableToIPC(new Table(columns), choices.of(['file', 'stream'])));
}
