/** The table of docs/topics.md: answers of `recommend` before and after, and the harm at each. */

import { percent, short } from '../../../src/text/numbers.js';
import type { Measured } from './claim.js';
import { ADVISED, choicesOf } from './topic-choices.js';
import type { AxisTables } from './topic-tables.js';

const HEADER = [
  'topics',
  'weights separate up to, std',
  'loss there, dex',
  'equal pay there',
  'own regrets separate up to, std',
  'unharmed up to, std',
  `loss at ${ADVISED} std, dex`,
  `equal pay at ${ADVISED} std`,
];

/** A row per kind of topics, with 95 % intervals. */
function choicesTable(tables: AxisTables): string {
  const rows = choicesOf(tables).map(({ study, rules, variant, separates, own, unharmed, before, after }) => [
    variant || (study === 'topic' ? 'main study' : rules),
    std(separates),
    dex(before.loss),
    share(before.pay),
    std(own),
    std(unharmed),
    dex(after.loss),
    share(after.pay),
  ]);
  return [HEADER, HEADER.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function std(measured: Measured): string {
  return withInterval(measured, (value) => short(value, 2));
}

function dex(measured: Measured): string {
  return withInterval(measured, (value) => String(Number(value.toFixed(3)) + 0));
}

function share(measured: Measured): string {
  return (
    withInterval(measured, (value) => percent(Math.min(1, Math.max(0, value)), 2).replace(' %', '')) + ' %'
  );
}

function withInterval({ value, low, high }: Measured, text: (value: number) => string): string {
  return `${text(value as number)} (${text(low ?? NaN)} to ${text(high ?? NaN)})`;
}

const START = '<!-- choices: written by `npm run committed` -->\n<!-- prettier-ignore-start -->\n\n';
const END = '\n\n<!-- prettier-ignore-end -->';

/** The page with the table in place of an older one. @throws {Error} if the page has no place for it */
export function withChoices(page: string, tables: AxisTables): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < 0) throw new Error(`Expected docs/topics.md to contain ${START}`);
  return page.slice(0, start + START.length) + choicesTable(tables) + page.slice(end);
}
