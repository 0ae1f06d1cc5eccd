/** Controls of the question: text fields with sliders, and choices. */

import { percent, rounded, short } from '../../text/numbers.js';
import { MAPPINGS, SCHEME_NAMES, SCHEMES } from '../../weights/schemes.js';
import {
  fieldText,
  FORMULA_FIELDS,
  GROUP_FIELDS,
  groupsSummary,
  MAPPING_HELP,
  positionOf,
  TOPIC_FIELDS,
  valueAt,
  type Field,
  type Slider,
} from '../fields.js';
import { ESTIMATED_FIELDS, groupsOf, type State } from '../state.js';
import { byId, html, setAttributes, writeText } from './elements.js';
import { hasError, readInto, removeError } from './field-errors.js';

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

/** Shows the state in the controls. @param hasFile whether some fields are estimated from a file */
export function showControls(state: State, hasFile: boolean): void {
  const { scheme, mapping, pNorm, cNorm } = state;
  for (const field of [...TOPIC_FIELDS, ...GROUP_FIELDS, ...FORMULA_FIELDS])
    showField(field, state, hasFile && ESTIMATED_FIELDS.includes(field.name));
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
  input.addEventListener('input', () => readInto(name, input.value, onChange));
  // When the user leaves the field, a valid text is replaced by that of its value; an invalid one stays.
  input.addEventListener('change', () => onChange({}));
  return html(
    'div',
    { class: 'field' },
    html('label', { for: name }, label),
    html('span', { class: 'entry' }, input, html('span', { class: 'unit' }, unit)),
    ...(slider ? [sliderElement(field, slider, onChange)] : []),
    html('p', { class: 'help', id: `${name}-help` }),
  );
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
  range.addEventListener('input', () => {
    removeError(field.name);
    onChange({ [field.name]: valueAt(field, slider, Number(range.value)) });
  });
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

function showField(field: Field, state: State, isEstimated: boolean): void {
  const { name, slider, unit, help } = field;
  const value = state[name];
  // Do not overwrite a field while the user is typing in it, nor a slider while the user moves it, nor a text
  // that the user has to correct.
  const input = byId<HTMLInputElement>(name);
  const isDerived = isEstimated || (ESTIMATED_FIELDS.includes(name) && groupsOf(state) !== null);
  const text = isDerived ? derivedText(field, value) : fieldText(field, value);
  input.disabled = isDerived;
  if (isEstimated) removeError(name);
  if (!hasError(name)) {
    if (document.activeElement !== input) input.value = text;
    writeText(byId(`${name}-help`), isEstimated ? 'Estimated from the file.' : help(state));
  }
  if (!slider || value === null) return;
  const range = byId<HTMLInputElement>(`${name}-slider`);
  range.disabled = isDerived;
  if (document.activeElement !== range) range.value = String(positionOf(slider, value));
  setAttributes(range, {
    'aria-valuetext': name === 'confidence' ? percent(value) : `${text} ${unit}`.trim(),
  });
}

/** Letters that a field shows. */
const SHOWN = 8;

/** A derived value with as many digits as the field shows; nobody types it. */
function derivedText(field: Field, value: number | null): string {
  const texts = [6, 5, 4, 3].map((digits) => fieldText(field, value && rounded(value, digits)));
  return texts.find((text) => text.length <= SHOWN) ?? texts.at(-1)!;
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
