/** Finds the computation of a study, and the types of its result. */

import * as COMPUTATIONS from '../study/kinds/computations.js';
import type { KindComputation } from '../study/kinds/kind.js';
import type { KindName, Study, StudyOf } from '../study/study-file.js';

/** The tables of a kind, by the name of their rows. */
type TablesOf<Name extends KindName> = NonNullable<(typeof COMPUTATIONS)[Name]['tables']>;

/** The result of a study of one kind: the complete study and the rows of its tables. */
export type ResultOf<Name extends KindName> = { kind: Name; study: StudyOf<Name> } & TablesOf<Name>;
/** The result of a study of any kind. */
export type StudyResult = { [Name in KindName]: ResultOf<Name> }[KindName];

export function computationOf(study: Study): KindComputation<Study, unknown> {
  return COMPUTATIONS[study.kind] as unknown as KindComputation<Study, unknown>;
}

/** The result of a study of kind `grid`. */
export type GridResult = ResultOf<'grid'>;
/** The result of a study of kind `relative`. */
export type RelativeResult = ResultOf<'relative'>;
/** The result of a study of kind `sensitivity`. */
export type SensitivityResult = ResultOf<'sensitivity'>;
/** The result of a study of kind `slope`. */
export type SlopeResult = ResultOf<'slope'>;
/** The result of a study of kind `sweep`. */
export type SweepResult = ResultOf<'sweep'>;
/** The result of a study of kind `threshold`. */
export type ThresholdResult = ResultOf<'threshold'>;
/** The result of a study of kind `topic`. */
export type TopicResult = ResultOf<'topic'>;
