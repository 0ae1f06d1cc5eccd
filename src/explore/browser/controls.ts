/** Controls of the question: text fields with sliders, and choices. */

import { bothReadings } from '../../text/decimal.js';
import { percent, short } from '../../text/numbers.js';
import { MAPPINGS, SCHEME_NAMES, SCHEMES } from '../../weights/schemes.js';
import {
  fieldText,
  FORMULA_FIELDS,
  FROM_GROUPS,
  GROUP_FIELDS,
  groupsSummary,
  MAPPING_HELP,
  positionOf,
  TOPIC_FIELDS,
  valueAt,
  valueOf,
  type Field,
  type Slider,
} from '../fields.js';
import { FIELD_RULES, groupsOf, type NumberField, type State } from '../state.js';
import { byId, html, setAttributes, writeText } from './elements.js';

type OnChange = (change: Partial<State>) => void;

/** Adds the controls to the page. @param onChange receives the changed fields with their valid values */
export function buildControls(onChange: OnChange): void {
  byId('fields').append(...TOPIC_FIELDS.map((field) => fieldElement(field, onChange)));
  byId('groups').append(...GROUP_FIELDS.map((field) => fieldElement(field, onChange)));
  byId('formula').append(
    choiceElement('scheme', 'Scheme', SCHEME_NAMES, (scheme) => onChange({ scheme })),
    choiceElement('mapping', 'Mapping', MAPPINGS, (mapping) => onChange({ mapping })),
    ...FORMULA_FIELDS.map((field) => fieldElement(field, onChange)),
  );
}

/** Shows the state in the controls. */
export function showControls(state: State): void {
  const { scheme, mapping, pNorm, cNorm } = state;
  for (const field of [...TOPIC_FIELDS, ...GROUP_FIELDS, ...FORMULA_FIELDS]) showField(field, state);
  writeText(byId('groups-summary'), groupsSummary(state));
  byId<HTMLSelectElement>('scheme').value = scheme;
  byId<HTMLSelectElement>('mapping').value = mapping;
  writeText(byId('scheme-help'), `${SCHEMES[scheme].caption}; ${SCHEMES[scheme].origin}`);
  writeText(byId('mapping-help'), MAPPING_HELP[mapping]);
  writeText(byId('formula-summary'), `${scheme}, ${mapping}, p ${short(pNorm)}, c ${short(cNorm)}`);
}

function fieldElement(field: Field, onChange: OnChange): HTMLElement {
  const { name, label, unit, slider } = field;
  const input = html('input', {
    id: name,
    type: 'text',
    inputmode: 'decimal',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': `${name}-help`,
  });
  input.addEventListener('input', () => readField(field, input.value, onChange));
  // When the user leaves the field, an invalid text is replaced by the current value.
  input.addEventListener('change', () => {
    showError(field, null);
    onChange({});
  });
  return html(
    'div',
    { class: 'field' },
    html('label', { for: name }, label),
    html('span', { class: 'entry' }, input, html('span', { class: 'unit' }, unit)),
    ...(slider ? [sliderElement(field, slider, onChange)] : []),
    html('p', { class: 'help', id: `${name}-help` }),
  );
}

function readField(field: Field, text: string, onChange: OnChange): void {
  const { name, slider, isPercent } = field;
  const { rule, holds } = FIELD_RULES[name];
  const value = valueOf(field, text);
  if (!slider && text.trim() === '') {
    showError(field, null);
    onChange({ [name]: null });
  } else if (holds(value)) {
    onChange({ [name]: value });
    showError(field, null);
  } else {
    showError(field, isPercent ? `Expected 1% to 99.9%${bothReadings(text)}.` : `Expected ${rule}.`);
  }
}

function sliderElement(field: Field, slider: Slider, onChange: OnChange): HTMLElement {
  const range = html('input', {
    id: `${field.name}-slider`,
    type: 'range',
    'aria-label': field.label,
    min: slider.from,
    max: slider.to,
    step: slider.step,
  });
  range.addEventListener('input', () =>
    onChange({ [field.name]: valueAt(field, slider, Number(range.value)) }),
  );
  const track = html('div', { class: 'track' }, range);
  if (slider.accepted) {
    const mark = html('div', { class: 'accepted', 'aria-hidden': 'true' });
    const share = (value: number) => (value - slider.from) / (slider.to - slider.from);
    mark.style.setProperty('--from', String(share(slider.accepted.from)));
    mark.style.setProperty('--to', String(share(slider.accepted.to)));
    track.prepend(mark);
  }
  return track;
}

const errors = new Map<NumberField, string>();

/** Shows an error in place of the help text; null removes it. */
function showError({ name }: Field, error: string | null): void {
  const input = byId<HTMLInputElement>(name);
  if (error === null) {
    errors.delete(name);
    input.removeAttribute('aria-invalid');
  } else {
    errors.set(name, error);
    setAttributes(input, { 'aria-invalid': 'true' });
    writeText(byId(`${name}-help`), error);
  }
}

function showField(field: Field, state: State): void {
  const { name, slider, unit, isPercent, help } = field;
  const value = state[name];
  const text = fieldText(field, value);
  // Do not overwrite a field while the user is typing in it, nor a slider while the user moves it.
  const input = byId<HTMLInputElement>(name);
  if (document.activeElement !== input) input.value = text;
  const isDerived = FROM_GROUPS.includes(name) && groupsOf(state) !== null;
  input.disabled = isDerived;
  if (!errors.has(name)) writeText(byId(`${name}-help`), help(state));
  if (!slider || value === null) return;
  const range = byId<HTMLInputElement>(`${name}-slider`);
  range.disabled = isDerived;
  if (document.activeElement !== range) range.value = String(positionOf(slider, value));
  setAttributes(range, { 'aria-valuetext': isPercent ? percent(value) : `${text} ${unit}`.trim() });
}

function choiceElement<T extends string>(
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
