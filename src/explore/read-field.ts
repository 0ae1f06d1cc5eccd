/** Reads a number as people write it. The fields and the address of the page share this reader. */

import { bothReadings, decimalOf, shareOf } from '../text/decimal.js';
import { FIELD_RULES, type NumberField } from './field-rules.js';

/** The value (null: an optional field is empty), or the rule that the text breaks: a phrase. */
export type ReadField = { value: number | null } | { problem: string };

/** Commas between groups of three digits, which can also be decimal commas if there is one. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/;

/**
 * Reads a decimal point or comma, groups of digits, an exponent, and a unit. A share is also read in per
 * cent: `95`, `95 %` and `0.95` are the same. A text with two readings is refused.
 */
export function readField(name: NumberField, text: string): ReadField {
  const { rule, holds, kind, isOptional } = FIELD_RULES[name];
  const plain = withoutUnit(text);
  if (plain === '' && isOptional) return { value: null };
  const [, whole, thousands] = /^([+-]?\d+),(\d{3})$/.exec(plain) ?? [];
  if (kind !== 'whole' && whole !== undefined && GROUPED.test(plain)) {
    const decimal = `${whole}.${thousands}`;
    return { problem: `${plain} is ambiguous, write ${whole}${thousands} or ${decimal}` };
  }
  const number = withPoint(plain);
  const value = kind === 'share' ? shareOf(number) : decimalOf(number);
  if (value !== undefined && holds(value)) return { value };
  return { problem: `expected ${rule}${kind === 'share' ? bothReadings(number) : ''}` };
}

/** The text with plain digits, signs and blanks, and without the unit of a field. */
function withoutUnit(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s*(?:dex|[×x]\s*(?:std)?)\s*$/i, '')
    .trim();
}

function withPoint(text: string): string {
  const joined = text.replace(/(\d)[\s'’_](?=\d{3}(?!\d))/g, '$1');
  if (GROUPED.test(joined)) return joined.replaceAll(',', '');
  if (/^[+-]?[1-9]\d{0,2}(?:\.\d{3})+,\d+$/.test(joined)) return joined.replaceAll('.', '').replace(',', '.');
  return joined.includes('.') ? joined : joined.replace(',', '.');
}
