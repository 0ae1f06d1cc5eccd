/** Known data of generated tables, and the regrets that follow from them. */

import type { ReadEpochsOptions } from '../../src/epochs/tables/options.js';
import { uniformStream } from '../../src/sampling/stream.js';

/** Random choices of one generated table. */
export class Choices {
  readonly #next: () => number;

  constructor(seed: number, table: number) {
    this.#next = uniformStream({ seed, cell: table, block: 0 });
  }

  /** A number in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.#next();
  }

  /** A whole number from `from` to `to`. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1));
  }

  is(probability: number): boolean {
    return this.#next() < probability;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)]!;
  }

  /** A standard normal number, by the sum of twelve. */
  normal(): number {
    return Array.from({ length: 12 }, () => this.#next()).reduce((sum, each) => sum + each, -6);
  }

  shuffled<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const other = this.whole(0, i);
      [shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!];
    }
    return shuffled;
  }
}

/** Ways in which numbers are rounded. */
const ROUNDINGS = [
  'digits',
  'exponents',
  'three decimals',
  'whole',
  // With separators they are alike: 1.297.
  'three decimals from 1',
  'thousands',
] as const;
type Rounding = (typeof ROUNDINGS)[number];

export interface Known {
  quantity: 'regrets' | 'losses' | 'scores';
  /** Unit of losses; null for regrets and scores. */
  unit: 'log10' | 'raw' | null;
  rounding: Rounding;
  workers: string[];
  /** Kind of the names of the workers. */
  names: NameKind;
  /** Decimals with a point, shape (epochs, workers); null for a worker without value. */
  cells: (string | null)[][];
  /** Losses of the network, shape (epochs); null without. */
  network: string[] | null;
}

const NAME_KINDS = [
  'letters',
  'people',
  'numbered',
  'spaced',
  'addresses',
  'quoted',
  'numbers from 0',
  'numbers from 1',
  'ids',
  'short',
  'none',
] as const;
type NameKind = (typeof NAME_KINDS)[number];

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'];
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

function workerNames(choices: Choices, kind: NameKind, workers: number): string[] {
  const prefix = choices.of(['w', 'worker_', 'Worker', 'model-', 'm', 'node.', 'forecaster_', 'inferer']);
  const ids = new Set<string>();
  while (ids.size < workers) ids.add(String(choices.whole(2, 9000)));
  const address = () => `allo1${Array.from({ length: 38 }, () => BECH32[choices.whole(0, 31)]!).join('')}`;
  const nameOf: Record<NameKind, (i: number) => string> = {
    letters: (i) => 'abcdefgh'[i]!,
    people: (i) => PEOPLE[i]!,
    numbered: (i) => `${prefix}${i + 1}`,
    spaced: (i) => `Worker ${'ABCDEFGH'[i]!}`,
    addresses: address,
    quoted: (i) => `${PEOPLE[i]!}, "${i}"; ${'ABCDEFGH'[i]!}`,
    'numbers from 0': String,
    'numbers from 1': (i) => String(i + 1),
    ids: (i) => [...ids][i]!,
    short: (i) => ['x', 'y', 'z', 't', 'k', 'n', 's', 'i'][i]!,
    none: (i) => `column ${i + 1}`,
  };
  return Array.from({ length: workers }, (_, i) => nameOf[kind](i));
}

export function knownData(choices: Choices): Known {
  const quantity = choices.of(['regrets', 'losses', 'losses', 'losses', 'scores'] as const);
  const unit = quantity === 'losses' ? choices.of(['log10', 'raw'] as const) : null;
  const isDex = quantity === 'regrets' || unit === 'log10';
  const rounding = choices.is(0.6) ? 'digits' : choices.of(isDex ? ROUNDINGS.slice(0, -1) : ROUNDINGS);
  const names = choices.is(0.4) ? 'letters' : choices.of(NAME_KINDS);
  const workers = workerNames(choices, names, choices.whole(2, 8));
  const epochs = choices.whole(2, choices.is(0.2) ? 4 : 40);
  const text = numberWriter(choices, { quantity, unit, rounding });
  const blank = choices.is(0.5) ? 0 : choices.between(0, 0.3);
  // The first epochs are complete, so that at least two remain.
  const cells = Array.from({ length: epochs }, (_, epoch) =>
    workers.map((_, worker) => (epoch > 1 && choices.is(blank) ? null : text(worker))),
  );
  const hasNetwork = quantity === 'losses' && names !== 'none' && choices.is(0.4);
  const network = hasNetwork ? cells.map(() => text(0)) : null;
  return { quantity, unit, rounding, workers, names, cells, network };
}

/** Draws numbers of a worker, as text. */
function numberWriter(
  choices: Choices,
  { quantity, unit, rounding }: Pick<Known, 'quantity' | 'unit' | 'rounding'>,
): (worker: number) => string {
  const digits = choices.is(0.5) ? choices.whole(4, 17) : choices.whole(1, 17);
  const isRaw = unit === 'raw';
  const isDex = quantity === 'regrets' || unit === 'log10';
  const magnitude = isRaw ? choices.between(-5, 4) : choices.between(-4, quantity === 'losses' ? 0 : 1.5);
  const center = quantity === 'losses' && !isRaw ? choices.between(-6, 5) : 0;
  const isCoarse = !['digits', 'exponents'].includes(rounding);
  const scale = 10 ** choices.of(rounding === 'whole' ? (isDex ? [0.5, 1, 2] : [1, 2, 4]) : [0, 0, 2, 3]);
  const offsets = Array.from({ length: 8 }, () => choices.normal());
  const draw = (worker: number): number => {
    const z = offsets[worker]! + choices.normal();
    if (isRaw) return (isCoarse ? scale : 10 ** magnitude) * 10 ** (z / 3);
    if (quantity === 'losses') return center + z * (isCoarse ? 0.5 : 10 ** magnitude);
    return z * (isCoarse ? scale : 10 ** magnitude);
  };
  const write: Record<Rounding, (value: number) => string> = {
    digits: (value) => plainDecimal(Number(value.toPrecision(digits))),
    exponents: (value) => value.toExponential(Math.min(digits, 15)),
    'three decimals': (value) => value.toFixed(3).replace(/^-0\.000$/, '0.000'),
    whole: (value) => (Math.round(value) || 0).toFixed(0),
    'three decimals from 1': (value) => sizedFrom(value, 1, 999).toFixed(3),
    thousands: (value) => sizedFrom(1000 * value, 1000, 999_000).toFixed(0),
  };
  const smallest = { 'three decimals': 0.001, whole: 1 }[rounding as string] ?? 0;
  return (worker) => write[rounding](isRaw ? Math.max(draw(worker), smallest) : draw(worker));
}

/** A number of the same sign, larger by `from`, and below `to`. */
function sizedFrom(value: number, from: number, to: number): number {
  const size = Math.abs(value);
  return Math.sign(value || 1) * (from + (size * (to - from)) / (size + to));
}

/** The shortest text of a number, without an exponent if it is not too small. */
function plainDecimal(value: number): string {
  const text = String(value);
  const [mantissa, exponent] = text.split('e');
  if (exponent === undefined) return text;
  const decimals = (mantissa!.split('.')[1] ?? '').length - Number(exponent);
  return decimals > 0 && decimals <= 100 ? value.toFixed(decimals) : text;
}

export interface Expected {
  names: string[];
  /** Shape (epochs, workers); null for blank. */
  rows: (number | null)[][];
}

/** The regrets or scores of the known data. */
export function expectedOf(
  known: Known,
  { missing = 'absent', alpha = 1 }: Pick<ReadEpochsOptions, 'missing' | 'alpha'>,
): Expected {
  const { quantity, unit, workers, network } = known;
  const fewest = quantity === 'scores' ? 1 : 2;
  const dex = (text: string) => (unit === 'raw' ? Math.log10(Number(text)) : Number(text));
  const smoothed = workers.map(() => 0);
  const rows = known.cells.map((row, epoch) => {
    const values = row.map((cell) => (cell === null ? null : dex(cell)));
    const present = values.filter((value) => value !== null);
    if (present.length === 0) return [];
    const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
    const reference = quantity === 'losses' ? (network ? dex(network[epoch]!) : mean) : null;
    const regrets = values.map((value) => (value === null || reference === null ? value : reference - value));
    const all = missing === 'zero' && quantity !== 'scores' ? regrets.map((value) => value ?? 0) : regrets;
    return all.map((value, worker) =>
      value === null ? null : (smoothed[worker] = alpha * value + (1 - alpha) * smoothed[worker]!),
    );
  });
  const kept = rows.filter((row) => row.filter((value) => value !== null).length >= fewest);
  return { names: workers, rows: kept };
}
