/** Problems of a file for its author: path in the file, rule, value. */

import type * as z from 'zod';
import { didYouMean } from './did-you-mean.js';
import { shortText } from './visible.js';

/** A mistake in a file: its place, and the rule that is broken. */
export interface Problem {
  /** Place in the file, as `std.logspace[2]`; empty for the file as a whole. */
  path: string;
  /** `expected <rule>, got <value>` */
  message: string;
}

type Issue = z.core.$ZodIssue;

export function problemsOf(error: z.ZodError, input: unknown): Problem[] {
  return error.issues.flatMap((issue) => describe(issue, input));
}

function describe(issue: Issue, input: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      message: `unknown key${didYouMean(key, choicesOf(issue))}`,
    }));
  }
  if (issue.code === 'invalid_union') {
    const branch = closestBranch(issue.errors);
    if (branch)
      return branch.flatMap((inner) => describe({ ...inner, path: [...issue.path, ...inner.path] }, input));
  }
  const value = valueAt(input, issue.path);
  const choices = typeof value === 'string' ? didYouMean(value, choicesOf(issue)) : '';
  const message = issue.message.includes(', got ')
    ? issue.message
    : `${issue.message}, got ${valueText(value)}`;
  return [{ path: pathText(issue.path), message: message + choices }];
}

function choicesOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  // The kind of a study, and the keys of an object: the message lists them.
  const isListed =
    issue.code === 'unrecognized_keys' ||
    (issue.code === 'invalid_union' && issue.discriminator !== undefined);
  const list = isListed ? /one of (.*)$/.exec(issue.message) : null;
  return list ? list[1]!.split(', ') : [];
}

/** Of alternatives that all failed, the likely one: of the right type, with the deepest problem. */
function closestBranch(branches: readonly Issue[][]): Issue[] | undefined {
  const depth = (issues: Issue[]) => issues.reduce((most, { path }) => Math.max(most, path.length), 0);
  const isOtherType = (issue: Issue) =>
    issue.code === 'invalid_type' ||
    issue.code === 'unrecognized_keys' ||
    (issue.code === 'invalid_union' && !closestBranch(issue.errors));
  const isRightType = (issues: Issue[]) =>
    issues.every((issue) => issue.path.length > 0 || !isOtherType(issue));
  const likely = branches.filter(isRightType).sort((a, b) => depth(b) - depth(a));
  return likely[0];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  return shortText(typeof value === 'number' ? String(value) : jsonOf(value));
}

/** The JSON of a value, or its type where it has none, such as a function or an object inside itself. */
function jsonOf(value: unknown): string {
  try {
    // No text for a function or a symbol.
    const json: unknown = JSON.stringify(value);
    if (typeof json === 'string') return json;
  } catch {
    if (typeof value === 'object') return 'an object';
  }
  return `a ${typeof value}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i ? '.' : ''}${shortText(String(key))}`))
    .join('');
}
