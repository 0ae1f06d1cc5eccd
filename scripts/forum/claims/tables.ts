/** The tables that claims rest on, as `runStudy` gives them and the files of a results folder hold them. */

import type {
  BlankRow,
  GridCellRow,
  RelativeCellRow,
  ThresholdCellRow,
  VectorRow,
  VectorSpreadRow,
  WeightRow,
} from '../../../src/study/record.js';

export interface Tables {
  regimes: {
    vectors: readonly VectorRow[];
    spread: readonly VectorSpreadRow[];
    weights: readonly WeightRow[];
  };
  'forum-coarse': { cells: readonly GridCellRow[] };
  'relative-plane': { cells: readonly RelativeCellRow[] };
  mapping: { cells: readonly ThresholdCellRow[] };
  'blank-cells': { blanks: readonly BlankRow[] };
  formulas: { blanks: readonly BlankRow[] };
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
  formulas: ['blanks'],
  'heavy-tails': ['cells'],
  parameters: ['cells'],
  'median-scaling': ['cells'],
  workers: ['cells'],
};

/** Studies that are small enough to be run whenever claims are looked at; they have no results folder. */
export const OWN_STUDIES: Partial<Record<StudyName, object>> = {
  formulas: {
    name: 'formulas',
    kind: 'grid',
    title: 'Zero weights in the four formulas',
    schemes: ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'],
    draws: 400,
    mean: [-20, -12, -4],
    std: [1e-6, 1e-4, 0.01, 1],
    epsilon: { logspace: [-10, 10, 10] },
    spreadTable: false,
    blanks: true,
  },
};
