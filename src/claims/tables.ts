/** The tables that claims rest on, as `runStudy` gives them and the files of a results folder hold them. */

import type { BlankRow, GridCellRow, RelativeCellRow, ThresholdCellRow, VectorRow, VectorSpreadRow, WeightRow } from '../study/record.js';

export interface Tables {
  regimes: { vectors: readonly VectorRow[]; spread: readonly VectorSpreadRow[]; weights: readonly WeightRow[] };
  'forum-coarse': { cells: readonly GridCellRow[] };
  'relative-plane': { cells: readonly RelativeCellRow[] };
  mapping: { cells: readonly ThresholdCellRow[] };
  'blank-cells': { blanks: readonly BlankRow[] };
  'forum-fine': { cells: readonly GridCellRow[] };
  'heavy-tails': { cells: readonly ThresholdCellRow[] };
  parameters: { cells: readonly ThresholdCellRow[] };
  'median-scaling': { cells: readonly ThresholdCellRow[] };
  workers: { cells: readonly ThresholdCellRow[] };
}

export type StudyName = keyof Tables;

/** Names of the tables of each study. */
export const NEEDED: { readonly [Name in StudyName]: readonly (keyof Tables[Name] & string)[] } = {
  regimes: ['vectors', 'spread', 'weights'],
  'forum-coarse': ['cells'],
  'relative-plane': ['cells'],
  mapping: ['cells'],
  'blank-cells': ['blanks'],
  'forum-fine': ['cells'],
  'heavy-tails': ['cells'],
  parameters: ['cells'],
  'median-scaling': ['cells'],
  workers: ['cells'],
};
