/** Rules of the number fields of the page, which are also the numbers of its address. */

import { MOST_WORKERS } from '../kernel/limits.js';
import { short } from '../text/numbers.js';

export type NumberField =
  | 'std'
  | 'meanStdRatio'
  | 'workers'
  | 'confidence'
  | 'factor'
  | 'pNorm'
  | 'cNorm'
  | 'workers1'
  | 'mean1'
  | 'std1'
  | 'workers2'
  | 'mean2'
  | 'std2'
  | 'scoreStd'
  | 'epsilon'
  | 'epoch';

interface FieldRule {
  /** Name in the address and, after `--`, on the command line. */
  readonly key: string;
  /** Completes the message "expected ...". */
  readonly rule: string;
  readonly holds: (value: number) => boolean;
  /** `share`: also written in per cent. `whole`: commas separate groups of three digits. */
  readonly kind: 'number' | 'share' | 'whole';
  /** May be left empty. */
  readonly isOptional: boolean;
}

const NOUNS = { number: 'a number', share: 'a share', whole: 'a whole number' };

export const MOST_EPOCHS = 1000;

/** Ranges of the number fields. The page can compute and draw everything within them. */
export const FIELD_RULES: Readonly<Record<NumberField, FieldRule>> = {
  std: within('std', 1e-9, 1e9),
  meanStdRatio: within('mean-std-ratio', -1000, 1000),
  workers: within('workers', 2, MOST_WORKERS, 'whole'),
  confidence: within('confidence', 0.01, 0.999, 'share'),
  factor: within('factor', 1.01, 1e6),
  pNorm: within('p-norm', 0.01, 100),
  cNorm: within('c-norm', -100, 100),
  workers1: optional(within('workers-1', 1, MOST_WORKERS / 2, 'whole')),
  mean1: optional(within('mean-1', -1e9, 1e9)),
  std1: optional(within('std-1', 1e-9, 1e9)),
  workers2: optional(within('workers-2', 1, MOST_WORKERS / 2, 'whole')),
  mean2: optional(within('mean-2', -1e9, 1e9)),
  std2: optional(within('std-2', 1e-9, 1e9)),
  scoreStd: optional(within('score-std', 1e-15, 1e15)),
  epsilon: within('epsilon', 1e-15, 1e15),
  epoch: within('epoch', 0, MOST_EPOCHS, 'whole'),
};

export const NUMBER_FIELDS = Object.keys(FIELD_RULES) as NumberField[];

function within(key: string, low: number, high: number, kind: FieldRule['kind'] = 'number'): FieldRule {
  const text = (value: number): string => {
    if (kind === 'share') return `${short(100 * value, 4)}%`;
    // 1e6 is shorter than 1000000, but 1000 is easier to read than 1e3.
    if (kind === 'number' && Math.abs(value) > 1000) return value.toExponential().replace('e+', 'e');
    return String(value);
  };
  return {
    key,
    rule: `${NOUNS[kind]} from ${text(low)} to ${text(high)}`,
    holds: (value) => value >= low && value <= high && (kind !== 'whole' || Number.isInteger(value)),
    kind,
    isOptional: false,
  };
}

function optional(rule: FieldRule): FieldRule {
  return { ...rule, isOptional: true };
}
