/**
 * The two parts of a kind of study: its definition, which any room may load, and its computation, which loads
 * the kernel.
 */

import type * as z from 'zod';
import type { Kernel } from '../../kernel/kernel.js';
import type { SharedRegrets } from '../../sampling/regrets.js';
import type { List } from '../lazy-list.js';
import type { Table } from '../table.js';

/** Values that a key column takes in a study. */
export interface KeyValues {
  readonly size: number;
  has(value: unknown, row: Readonly<Record<string, unknown>>): boolean;
}

/** Fields that options of the command line may replace. */
export const OVERRIDES = ['seeds', 'draws'] as const;
export type Override = (typeof OVERRIDES)[number];

/**
 * The definition of a kind: `kinds/<kind>/definition.ts`. `Study` is the complete study that `fields`
 * returns.
 */
export interface KindDefinition<Study, Name extends string = string> {
  readonly name: Name;
  /**
   * Validates the study and fills in defaults. Source of the study's type and of the JSON Schema for editors.
   */
  readonly fields: z.ZodType<Study> & { readonly in: { readonly shape: Readonly<Record<string, unknown>> } };
  /** Tables by the name of their rows in the result of `runStudy`. */
  readonly tables: Readonly<Record<string, Table>>;
  /** Options that may replace fields of the study. */
  readonly overrides: readonly Override[];
  /** Rows of the main table: cells, or vectors. Progress counts them. */
  cellCount(study: Study): number;
  /** Sizes for the one-line summary, each with its noun in the singular. A size of 1 is left out. */
  sizes(study: Study): [size: number, noun: string][];
  /** Values of the key columns of all tables, by column. */
  keyValues(study: Study): Readonly<Record<string, KeyValues>>;
}

/** Results of a part. The kind defines the meaning of the numbers. */
export type PartResult = Float64Array[];

/** Tools of a thread, which passes them to each part that it computes. */
export interface Tools {
  kernel: Kernel;
  sharedRegrets: SharedRegrets;
  /**
   * Takes the finished share of the part, from 0 to 1. A part that takes long reports it, for progress only.
   */
  reportShare: (share: number) => void;
}

/**
 * Keeps the results of parts, or numbers derived from them, until the tables are written: in memory, or in a
 * file.
 */
export interface Results {
  set(index: number, result: PartResult): void;
  /** The result at an index; undefined if there is none. */
  at(index: number): PartResult | undefined;
}

/** Items by index; an array, for example. */
export type Indexed<T> = Pick<List<T>, 'at'>;

/** One list of each result. */
export function listsOf(results: Indexed<PartResult>, list: number): Indexed<Float64Array> {
  return { at: (index) => results.at(index)?.at(list) };
}

/** Takes the results of parts in any order; gives the rows of the tables after the last part. */
interface Collector<Part, Tables> {
  add(part: Part, result: PartResult): void;
  /** Rows of each table. Each iteration makes them anew, unless they are an array. */
  tables(): {
    [Name in keyof Tables]: Tables[Name] extends readonly (infer Row)[] ? Iterable<Row> : Tables[Name];
  };
}

/** A part with an estimate of the seconds that one thread takes for it. */
export interface CostedPart<Part> {
  part: Part;
  seconds: number;
}

/**
 * The computation of a kind: `kinds/<kind>/computation.ts`. A part is structured-cloneable. `Tables` are
 * those of the result of `runStudy`.
 */
export interface KindComputation<Study, Part, Tables = Record<string, Iterable<object>>> {
  readonly name: string;
  /** All parts in a fixed order, which depends on the study alone. */
  parts(study: Study): List<CostedPart<Part>>;
  compute(study: Study, part: Part, tools: Tools): PartResult;
  /** Length of each list in the result of a part; without it, results of callers are not compared with it. */
  lengths?(study: Study, part: Part): number[];
  /**
   * @param results keeps the numbers that the tables need. It limits the memory if it is a file, and if the
   *   parts come in
   *   their order.
   */
  collector(study: Study, results: Results): Collector<Part, Tables>;
  /** Tables that the result of `runStudy` holds as arrays. */
  readonly arrays?: readonly (keyof Tables)[];
  /** The cell, draws or vector of a part, for messages. */
  partText(part: Part): string;
  /** Type of the tables. No computation has this property. */
  readonly tables?: Tables;
}
