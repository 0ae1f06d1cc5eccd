/**
 * Argument checks. Every message names the argument, the rule and the value: "Expected `epsilon` to be a
 * finite number >= 0, got `-1` (number)".
 */

import { didYouMean } from './did-you-mean.js';
import { shortText } from './visible.js';

export function show(value: unknown): string {
  if (value === null || value === undefined) return `\`${value}\``;
  if (typeof value === 'string') return `\`${shortText(JSON.stringify(value))}\` (string)`;
  if (typeof value === 'number') return `\`${Object.is(value, -0) ? '-0' : value}\` (number)`;
  if (typeof value === 'object')
    return Array.isArray(value) || ArrayBuffer.isView(value) ? `a list` : `an object`;
  return typeof value === 'boolean' ? `\`${value}\` (boolean)` : `a ${typeof value}`;
}

/** @throws {TypeError} if `value` is not a number; {RangeError} if it is a number that breaks the rule */
export function checkNumber(
  name: string,
  value: unknown,
  rule: string,
  holds: (value: number) => boolean,
): number {
  if (typeof value === 'number' && holds(value)) return value;
  const ErrorType = typeof value === 'number' ? RangeError : TypeError;
  throw new ErrorType(`Expected \`${name}\` to be ${rule}, got ${show(value)}`);
}

/** @throws {RangeError} if `value` is a string but not one of `choices`; {TypeError} if it is not a string */
export function checkChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  const [ErrorType, hint] =
    typeof value === 'string' ? [RangeError, didYouMean(value, choices)] : [TypeError, ''];
  throw new ErrorType(`Expected \`${name}\` to be one of ${choices.join(', ')}, got ${show(value)}${hint}`);
}

/**
 * The options of a function: `{}` if they are left out.
 * @throws {TypeError} if they are not an object
 */
export function checkOptions<T extends object>(options: T | null | undefined, name = 'options'): Partial<T> {
  if (options === undefined) return {};
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options;
  throw new TypeError(`Expected \`${name}\` to be an object, got ${show(options)}`);
}

/** The names of all options of a type, or of several. */
export function optionNames<T>(names: Record<T extends unknown ? keyof T : never, true>): readonly string[] {
  return Object.keys(names);
}

/**
 * Refuses a field that is no option, but is spelled like one that is not given: the option would keep its
 * default without a message. Other fields have no effect, so a caller may pass a larger object.
 * @throws {TypeError} with the option that is probably meant
 */
export function checkSpelling(options: object, names: readonly string[], name = 'options'): void {
  for (const field of Object.keys(options)) {
    if (names.includes(field)) continue;
    const left = names.filter((option) => (options as Record<string, unknown>)[option] === undefined);
    const hint = didYouMean(field, left);
    if (hint)
      throw new TypeError(`Expected \`${name}\` without \`${shortText(field)}\`, which is no option${hint}`);
  }
}

/** @throws {TypeError} if a value that must be given is not an object */
export function checkObject<T extends object>(name: string, value: T | null | undefined): T {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TypeError(`Expected \`${name}\` to be an object, got ${show(value)}`);
}

/** @throws {TypeError} if a value is not a list */
export function checkList(name: string, value: unknown): void {
  if (Array.isArray(value)) return;
  throw new TypeError(`Expected \`${name}\` to be a list, got ${show(value)}`);
}

/** @throws {TypeError} if `value` is not a text; {RangeError} if it is blank */
export function checkText(name: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  const ErrorType = typeof value === 'string' ? RangeError : TypeError;
  throw new ErrorType(`Expected \`${name}\` to be a text that is not blank, got ${show(value)}`);
}

/** @throws {TypeError} if a value is given that is not a function */
export function checkFunction<T>(name: string, value: T): T {
  if (value === undefined || value === null || typeof value === 'function') return value;
  throw new TypeError(`Expected \`${name}\` to be a function, got ${show(value)}`);
}

/** @throws {TypeError} if a value is given that is not the signal of an AbortController */
export function checkSignal(value: AbortSignal | null | undefined): AbortSignal | undefined {
  if (value === undefined || value === null || value instanceof AbortSignal) return value ?? undefined;
  throw new TypeError(`Expected \`signal\` to be an AbortSignal, got ${show(value)}`);
}

/**
 * Copies a list of numbers to a new Float64Array, shape (N).
 * @throws {TypeError} if it is not a list; {RangeError} if it is empty or an element breaks the rule
 */
export function checkNumbers(
  name: string,
  value: unknown,
  rule: string,
  holds: (value: number) => boolean,
): Float64Array {
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  if (!isList) throw new TypeError(`Expected \`${name}\` to be a list of numbers, got ${show(value)}`);
  const list = value as ArrayLike<unknown>;
  if (list.length === 0)
    throw new RangeError(`Expected \`${name}\` to hold at least one number, got an empty list`);
  return Float64Array.from(list, (element, i) => checkNumber(`${name}[${i}]`, element, rule, holds));
}
