/** Texts in fields that are no valid values: they stay, and the page keeps the last valid value meanwhile. */

import { FIELD_RULES, type NumberField } from '../field-rules.js';
import { fieldText, valueOf } from '../fields.js';
import type { State } from '../state.js';
import { byId, setAttributes, writeText } from './elements.js';

const errors = new Map<NumberField, string>();

/** Reads the text of a field: gives its value to `onChange`, or shows the rule that it breaks. */
export function readInto(name: NumberField, text: string, onChange: (change: Partial<State>) => void): void {
  const read = valueOf({ name }, text);
  if ('value' in read) {
    removeError(name);
    onChange({ [name]: read.value });
    return;
  }
  const error = `${read.problem[0]!.toUpperCase()}${read.problem.slice(1)}.`;
  errors.set(name, error);
  setAttributes(byId(name), { 'aria-invalid': 'true' });
  writeText(byId(`${name}-help`), error);
  onChange({});
}

export function hasError(name: NumberField): boolean {
  return errors.has(name);
}

export function removeError(name: NumberField): void {
  if (errors.delete(name)) byId(name).removeAttribute('aria-invalid');
}

export function removeAllErrors(): void {
  for (const name of [...errors.keys()]) removeError(name);
}

/** The errors with the names of their fields, for screen readers. */
export function errorSentences(): string[] {
  return Array.from(errors, ([name, error]) => `${labelOf(name)}: ${error}`);
}

/** Marks the answer and the charts as those of the last valid values. */
export function showStaleness(state: State): void {
  const names = [...errors.keys()];
  const wrong = names.filter((name) => name !== 'epsilon');
  document.body.classList.toggle('stale', wrong.length > 0);
  const values = wrong.map((name) => `${labelOf(name)} ${fieldText({ name }, state[name]) || 'none'}`);
  writeText(byId('stale'), wrong.length === 0 ? '' : `last valid answer: ${values.join(', ')}`);
  byId('trial').classList.toggle('stale', names.includes('epsilon'));
}

function labelOf(name: NumberField): string {
  return document.querySelector(`label[for=${name}]`)?.textContent ?? FIELD_RULES[name].key;
}
