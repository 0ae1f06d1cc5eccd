/** The fields of the question: each a number to type and a slider, or a choice. */

import { power } from '../axis.js';
import { percent, rounded, short } from '../../text/numbers.js';
import { DEFAULTS, RULES, type NumberField, type State } from '../state.js';
import { ACCEPTED_P_NORM } from '../../weights/defaults.js';
import { MAPPINGS, SCHEME_NAMES, SCHEMES } from '../../weights/schemes.js';
import { byId, html, setAttributes, writeText } from './elements.js';

interface Field {
  readonly name: NumberField;
  readonly label: string;
  readonly unit: string;
  /** Of the slider, in `position`s; a value without one may be left blank. */
  readonly slider?: { from: number; to: number; step: number; log: boolean };
  /** What the value means, in a line. */
  readonly help: (state: State) => string;
  /** Shown in percent. */
  readonly percent?: boolean;
  /** Marks the part of the slider that the chain accepts: explore/fields.css says which. */
  readonly accepted?: true;
}

const MAIN: readonly Field[] = [
  {
    name: 'std',
    label: 'Std of the regrets',
    unit: 'dex',
    slider: { from: -4, to: 1, step: 0.01, log: true },
    help: ({ std }) => `One std: losses ${relative(std)} apart.`,
  },
  {
    name: 'meanStdRatio',
    label: 'Mean / std',
    unit: '× std',
    slider: { from: -6, to: 3, step: 0.05, log: false },
    help: ({ meanStdRatio, std }) => {
      const than = meanStdRatio === 0 ? 'as good as' : meanStdRatio < 0 ? 'worse than' : 'better than';
      return `Mean ${short(meanStdRatio * std)} dex, ${than} the network.`;
    },
  },
  {
    name: 'workers',
    label: 'Workers, N',
    unit: '',
    slider: { from: Math.log10(2), to: 3, step: 0.001, log: true },
    help: () => 'That send an inference in an epoch.',
  },
  {
    name: 'factor',
    label: 'Threshold factor',
    unit: '×',
    slider: { from: Math.log10(1.1), to: 2, step: 0.01, log: true },
    help: ({ factor }) => `Told apart from a spread of ${short(Math.log10(factor))} on.`,
  },
  {
    name: 'confidence',
    label: 'Share of epochs',
    unit: '%',
    percent: true,
    slider: { from: 0.5, to: 0.99, step: 0.01, log: false },
    help: () => 'How often weights must be told apart.',
  },
  {
    name: 'scoreStd',
    label: 'Std of the scores',
    unit: 'dex',
    help: ({ scoreStd }) =>
      scoreStd === null ? 'Of the last ten, if known: it limits rewards.' : 'Above it, rewards are equal.',
  },
];

const FORMULA: readonly Field[] = [
  {
    name: 'pNorm',
    label: 'Slope p (p_norm)',
    unit: '',
    slider: { from: 1, to: 6, step: 0.05, log: false },
    accepted: true,
    help: ({ pNorm }) =>
      pNorm >= ACCEPTED_P_NORM.from && pNorm <= ACCEPTED_P_NORM.to
        ? `The chain accepts ${ACCEPTED_P_NORM.from} to ${ACCEPTED_P_NORM.to}.`
        : `Refused by the chain: ${ACCEPTED_P_NORM.from} to ${ACCEPTED_P_NORM.to} only.`,
  },
  {
    name: 'cNorm',
    label: 'Offset c (c_norm)',
    unit: '',
    slider: { from: -1, to: 2, step: 0.05, log: false },
    help: () => `${DEFAULTS.cNorm} unless the chain changes it.`,
  },
];

const FIELDS = [...MAIN, ...FORMULA];

const MAPPING_TEXT: Record<State['mapping'], string> = {
  gradient: 'phi prime: weights of inferences',
  potential: 'phi: used for rewards',
};

function relative(dex: number): string {
  const difference = Math.expm1(dex * Math.LN10);
  return difference < 1 ? percentOf(difference) : `a factor of ${short(difference + 1)}`;
}

function percentOf(value: number): string {
  return `${short(100 * value, 2)} %`;
}

/** @param onChange gets what changed */
export function buildControls(onChange: (change: Partial<State>) => void): { show(state: State): void } {
  byId('fields').append(...MAIN.map((field) => build(field, onChange)));
  byId('formula').append(
    choice('scheme', 'Scheme', SCHEME_NAMES, (scheme) => onChange({ scheme })),
    choice('mapping', 'Mapping', MAPPINGS, (mapping) => onChange({ mapping })),
    ...FORMULA.map((field) => build(field, onChange)),
  );
  return {
    show(state) {
      for (const field of FIELDS) showField(field, state);
      for (const name of ['scheme', 'mapping'] as const) byId<HTMLSelectElement>(name).value = state[name];
      const { caption, origin } = SCHEMES[state.scheme];
      writeText(byId('scheme-help'), `${caption}; ${origin}`);
      writeText(byId('mapping-help'), MAPPING_TEXT[state.mapping]);
      writeText(
        byId('formula-summary'),
        `${state.scheme}, ${state.mapping}, p ${short(state.pNorm)}, c ${short(state.cNorm)}`,
      );
    },
  };
}

function build(field: Field, onChange: (change: Partial<State>) => void): HTMLElement {
  const { name, label, unit, slider, accepted } = field;
  const input = html('input', {
    ...{
      id: name,
      type: 'text',
      inputmode: 'decimal',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-describedby': `${name}-help`,
    },
  });
  const take = () => {
    if (!slider && input.value.trim() === '') {
      mark(field, null);
      onChange({ [name]: null });
      return;
    }
    const typed = Number(input.value.replace(',', '.')) * (field.percent ? 0.01 : 1);
    const value = standardIfClose(field, rounded(typed, 12));
    const { rule, holds } = RULES[name];
    const isValid = input.value.trim() !== '' && holds(value);
    if (isValid) onChange({ [name]: value });
    mark(field, isValid ? null : field.percent ? 'Expected 1 to 99.9 %.' : `Expected ${rule}.`);
  };
  input.addEventListener('input', take);
  // What is not valid goes back to what is shown everywhere else.
  input.addEventListener('change', () => {
    mark(field, null);
    onChange({});
  });
  const parts = [
    html('label', { for: name }, label),
    html('span', { class: 'entry' }, input, html('span', { class: 'unit' }, unit)),
    html('p', { class: 'help', id: `${name}-help` }),
  ];
  if (!slider) return html('div', { class: 'field' }, ...parts);
  const range = html('input', {
    ...{ id: `${name}-slider`, type: 'range', 'aria-label': label },
    ...{ min: slider.from, max: slider.to, step: slider.step },
  });
  range.addEventListener('input', () => {
    const position = Number(range.value);
    const value = slider.log ? rounded(power(position), 2) : rounded(position, 6);
    onChange({ [name]: standardIfClose(field, name === 'workers' ? Math.round(value) : value) });
  });
  const marks = accepted ? [html('div', { class: 'accepted', 'aria-hidden': 'true' })] : [];
  parts.splice(2, 0, html('div', { class: 'track' }, ...marks, range));
  return html('div', { class: 'field' }, ...parts);
}

/** The default factor is the square root of ten, and reads 3.16. */
function standardIfClose({ name }: Field, value: number): number {
  // The slider has two digits.
  return name === 'factor' && (value === 3.2 || value === 3.16) ? DEFAULTS.factor : value;
}

const errors = new Map<NumberField, string>();

function mark(field: Field, error: string | null): void {
  const input = byId<HTMLInputElement>(field.name);
  if (error === null) {
    errors.delete(field.name);
    input.removeAttribute('aria-invalid');
  } else {
    errors.set(field.name, error);
    setAttributes(input, { 'aria-invalid': 'true' });
    writeText(byId(`${field.name}-help`), error);
  }
}

function showField(field: Field, state: State): void {
  const { name, slider, unit } = field;
  const value = state[name];
  const input = byId<HTMLInputElement>(name);
  const text =
    value === null ? '' : field.percent ? short(100 * value, 4) : short(value, name === 'factor' ? 3 : 6);
  // Nothing changes under the hands of who types.
  if (document.activeElement !== input) input.value = text;
  if (!errors.has(name)) writeText(byId(`${name}-help`), field.help(state));
  if (!slider || value === null) return;
  const range = byId<HTMLInputElement>(`${name}-slider`);
  const position = slider.log ? Math.log10(value) : value;
  if (document.activeElement !== range) range.value = String(position);
  setAttributes(range, { 'aria-valuetext': field.percent ? percent(value) : `${text} ${unit}`.trim() });
}

function choice<T extends string>(
  id: string,
  label: string,
  names: readonly T[],
  onChange: (name: T) => void,
): HTMLElement {
  const select = html(
    'select',
    { id, 'aria-describedby': `${id}-help` },
    ...names.map((name) => html('option', { value: name }, name)),
  );
  select.addEventListener('change', () => onChange(select.value as T));
  return html(
    'div',
    { class: 'field' },
    html('label', { for: id }, label),
    select,
    html('p', { class: 'help', id: `${id}-help` }),
  );
}
