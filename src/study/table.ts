/**
 * Result tables: each column is defined once, in the tables of its kind of study. The type of a row, the
 * header and order of the CSV file, and the checks of a reader derive from it.
 */

import { EPSILON_SCALINGS, MAPPINGS, SCHEME_NAMES } from '../weights/schemes.js';

/** A column of numbers or of text. An undefined number is NaN in a row and an empty field in a file. */
export interface Column<Value extends string | number | undefined = string | number | undefined> {
  /** Words that a column of text takes; `any` for free text; absent for a column of numbers. */
  readonly words?: readonly string[] | 'any';
  /** Identifies the row: a table has each combination of the values of its keys exactly once. */
  readonly isKey?: boolean;
  /**
   * A share from 0 to 1, never undefined. Other numbers that are not keys are >= 0 or undefined, unless
   * `isSigned`.
   */
  readonly isShare?: boolean;
  readonly isSigned?: boolean;
  /** The column exists only in some studies of the kind. */
  readonly isIn?: (study: never) => boolean;
  /** Type of the values. No column has this property. */
  readonly value?: Value;
}

type Columns = Readonly<Record<string, Column>>;

/** A table of a study. */
export interface Table<C extends Columns = Columns> {
  readonly file: string;
  /** In the order of the file. */
  readonly columns: C;
  /** The table exists only in some studies of the kind. */
  readonly isIn?: (study: never) => boolean;
  /** Number of rows, if it is not the product of the numbers of values of the keys. */
  readonly rows?: (study: never) => number;
}

/** A row: one value for each column. */
export type RowOf<T extends Table> = {
  [Name in keyof T['columns']]: T['columns'][Name] extends Column<infer Value> ? Value : never;
};

export const NUMBER: Column<number> = {};
export const SIGNED: Column<number> = { isSigned: true };
export const SHARE: Column<number> = { isShare: true };
export const NUMBER_KEY: Column<number> = { isKey: true };

/** A column of text that takes these words only. */
export function wordsKey<const Words extends readonly string[]>(words: Words): Column<Words[number]> {
  return { words, isKey: true };
}

/** A column of any text, which identifies the row. */
export const TEXT_KEY: Column<string> = { words: 'any', isKey: true };

/** The same column, in some studies only. */
export function onlyIn<Study, Value extends string | number | undefined>(
  isIn: (study: Study) => boolean,
  column: Column<Value>,
): Column<Value> {
  return { ...column, isIn };
}

/** A value with the ends of its 95 % interval: `name`, `name_low`, `name_high`. */
export type WithInterval<Name extends string> = Record<Name | `${Name}_low` | `${Name}_high`, Column<number>>;

export function withInterval<Name extends string>(
  name: Name,
  column: Column<number> = NUMBER,
): WithInterval<Name> {
  return { [name]: column, [`${name}_low`]: column, [`${name}_high`]: column } as WithInterval<Name>;
}

/** Quantiles by the end of their column name: `epsilon_q05` is the 5 % quantile of epsilon. */
export const QUANTILES = { q05: 0.05, q25: 0.25, q50: 0.5, q75: 0.75, q95: 0.95 } as const;
export type QuantileName = keyof typeof QUANTILES;

/** Columns that identify the formula of a cell. */
export const FORMULA_COLUMNS = { scheme: wordsKey(SCHEME_NAMES), mapping: wordsKey(MAPPINGS) } as const;

/** Columns that identify the draws of a cell. */
export const DRAWS_COLUMNS = {
  /** Number of workers, N. */
  workers: NUMBER_KEY,
  seed: NUMBER_KEY,
  /** Mean of the distribution of the regrets, dex. */
  mean: NUMBER_KEY,
  /** Standard deviation of that distribution, dex. */
  std: NUMBER_KEY,
} as const;

export const EPSILON_SCALING_COLUMN = wordsKey(EPSILON_SCALINGS);

/** The columns of a table that a study has, in the order of the file. */
export function columnsIn<Study>(table: Table, study: Study): string[] {
  return Object.entries(table.columns)
    .filter(([, { isIn }]) => !isIn || (isIn as (study: Study) => boolean)(study))
    .map(([name]) => name);
}

/** Identifies a cell. */
export type CellKey = RowOf<{ file: ''; columns: typeof FORMULA_COLUMNS & typeof DRAWS_COLUMNS }>;
