/** The figures of a kind of study: a function from its tables to figures. */

import type { RowOf, Table } from '../study/table.js';
import type { Figure, Layout } from './sheet.js';
import type { MappingCurve } from './threshold/sheets.js';

/** The data that the figures of a study are drawn from. */
interface FigureSource {
  /** Rows of a table of the study. */
  readonly read: <T extends Table>(table: T) => Promise<RowOf<T>[]>;
  /** Curves of the fit of the study; empty without a fit. */
  readonly curves: () => MappingCurve[];
}

export type KindFigures<Study> = (study: Study, source: FigureSource, layout?: Layout) => Promise<Figure[]>;
