/** Fields of the question that the page asks: labels, units, sliders and help texts. */

import { rounded, short } from '../text/numbers.js';
import { acceptedRange, CHAIN_LIMITS, isAccepted, type ChainParameter } from '../weights/chain-limits.js';
import type { MappingName } from '../weights/schemes.js';
import { power } from './axis.js';
import { FIELD_RULES, type NumberField } from './field-rules.js';
import { readField, type ReadField } from './read-field.js';
import { DEFAULT_STATE, groupsOf, type State } from './state.js';

export interface Slider {
  /** Ends and step; decades if `log`. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly log: boolean;
  /** Part of the slider that the chain accepts, which is marked. */
  readonly accepted?: { readonly from: number; readonly to: number };
}

export interface Field {
  readonly name: NumberField;
  readonly label: string;
  readonly unit: string;
  /** A field without a slider may be left empty: its value is then null. */
  readonly slider?: Slider;
  /** Explains the value in one line. */
  readonly help: (state: State) => string;
}

export const TOPIC_FIELDS: readonly Field[] = [
  {
    name: 'std',
    label: 'Std of the regrets',
    unit: 'dex',
    slider: { from: -4, to: 1, step: 0.01, log: true },
    help: ({ std }) => `One std is a ${lossDifference(std)} in loss.`,
  },
  {
    name: 'meanStdRatio',
    label: 'Mean / std',
    unit: '× std',
    slider: { from: -6, to: 3, step: 0.05, log: false },
    help: ({ meanStdRatio, std }) => {
      const comparison = meanStdRatio === 0 ? 'as good as' : meanStdRatio < 0 ? 'worse than' : 'better than';
      return `Mean ${short(meanStdRatio * std)} dex: ${comparison} the network.`;
    },
  },
  {
    name: 'workers',
    label: 'Workers, N',
    unit: '',
    slider: { from: Math.log10(2), to: 3, step: 0.001, log: true },
    help: () => 'The number of workers in an epoch.',
  },
  {
    name: 'factor',
    label: 'Threshold factor',
    unit: '×',
    slider: { from: Math.log10(1.1), to: 2, step: 0.01, log: true },
    help: ({ factor }) =>
      `The std of log10 weights is ${short(Math.log10(factor))} or more: best to worst at least ${short(factor * factor)}.`,
  },
  {
    name: 'confidence',
    label: 'Share of epochs',
    unit: '%',
    slider: { from: 0.5, to: 0.99, step: 0.01, log: false },
    help: () => 'How often this spread must be reached.',
  },
  {
    name: 'scoreStd',
    label: 'Std of the scores',
    unit: 'dex',
    help: ({ scoreStd }) =>
      scoreStd === null
        ? 'Optional. Rewards are equal if epsilon exceeds the std of the last ten scores.'
        : 'Rewards are equal if epsilon exceeds this value.',
  },
];

/** Fields of two groups, which take the place of the first three fields of the topic. */
export const GROUP_FIELDS: readonly Field[] = ([1, 2] as const).flatMap((i): Field[] => [
  { name: `workers${i}`, label: `Workers of group ${i}`, unit: '', help: () => '' },
  { name: `mean${i}`, label: `Mean of group ${i}`, unit: 'dex', help: () => '' },
  { name: `std${i}`, label: `Std of group ${i}`, unit: 'dex', help: () => '' },
]);

/** The groups in words. */
export function groupsSummary(state: State): string {
  const groups = groupsOf(state);
  if (groups) return groups.map(({ workers, mean }) => `${workers} around ${short(mean)}`).join(', ');
  const isStarted = GROUP_FIELDS.some(({ name }) => state[name] !== null);
  return isStarted ? 'fill in all six fields' : 'none, one normal distribution';
}

export const FORMULA_FIELDS: readonly Field[] = [
  {
    name: 'pNorm',
    label: 'Slope p (p_norm)',
    unit: '',
    slider: { from: 1, to: 12, step: 0.05, log: false, accepted: CHAIN_LIMITS.pNorm },
    help: ({ pNorm }) => acceptanceText('pNorm', pNorm),
  },
  {
    name: 'cNorm',
    label: 'Offset c (c_norm)',
    unit: '',
    slider: { from: -1, to: 10, step: 0.05, log: false },
    help: ({ cNorm }) =>
      isAccepted('cNorm', cNorm)
        ? `The default of the chain is ${DEFAULT_STATE.cNorm}.`
        : acceptanceText('cNorm', cNorm),
  },
];

function acceptanceText(parameter: ChainParameter, value: number): string {
  const { version } = CHAIN_LIMITS;
  return isAccepted(parameter, value)
    ? `The chain accepts ${acceptedRange(parameter)} (${version}).`
    : `Not accepted by the chain (${version}: ${acceptedRange(parameter)}).`;
}

export const MAPPING_HELP: Readonly<Record<MappingName, string>> = {
  gradient: 'phi prime: gives the weights of inferences.',
  potential: 'phi: gives the rewards.',
};

/** Ratio of two losses that differ by `dex`, in words that follow "a". */
function lossDifference(dex: number): string {
  const difference = Math.expm1(dex * Math.LN10);
  return difference < 1
    ? `difference of ${short(100 * difference, 2)} %`
    : `factor of ${short(difference + 1)}`;
}

/** Value at a position of the slider, with as many digits as a step of the slider gives. */
export function valueAt({ name }: Field, { log }: Slider, position: number): number {
  const value = log ? rounded(power(position), 2) : rounded(position, 6);
  if (name === 'factor' && value === rounded(DEFAULT_STATE.factor, 2)) return DEFAULT_STATE.factor;
  return name === 'workers' ? Math.round(value) : value;
}

export function positionOf({ log }: Slider, value: number): number {
  return log ? Math.log10(value) : value;
}

/** Text of a value in its field. */
export function fieldText({ name }: Pick<Field, 'name'>, value: number | null): string {
  if (value === null) return '';
  // 1 without the sign would be read back as one of two values.
  if (FIELD_RULES[name].kind === 'share') return value === 0.01 ? '1%' : short(100 * value, 4);
  return short(value, name === 'factor' ? 3 : 6);
}

/** The value of a text in a field. The default factor is read exactly where its rounded text stands. */
export function valueOf({ name }: Pick<Field, 'name'>, text: string): ReadField {
  const read = readField(name, text);
  return 'value' in read && read.value !== null ? { value: snapToDefault(name, read.value) } : read;
}

/** Returns the exact default factor, the square root of ten, for its rounded text. */
function snapToDefault(name: NumberField, value: number): number {
  return name === 'factor' && value === rounded(DEFAULT_STATE.factor, 3) ? DEFAULT_STATE.factor : value;
}
