/** Texts that answers about whole topics share. */

import { epsilonText, type TopicAtEpsilon, type TopicLimit } from '../recommend/topic-answer.js';
import { percent, short } from '../text/numbers.js';
import { tableLines } from '../text/table.js';
import { rangeText } from './answer-text.js';

/** `0.85 std (0.53 dex; 0.82 to 0.87 std)` */
export function limitText(limit: TopicLimit): string {
  if (limit.interval === null) return epsilonText(limit);
  return epsilonText(limit).replace(/\)$/, `; ${rangeText(limit.interval)} std)`);
}

/** Columns of the table: name, cell. Columns without a value in any row are left out. */
const COLUMNS: [name: string, cell: (row: TopicAtEpsilon) => string][] = [
  ['epsilon std', ({ epsilon }) => short(epsilon.std, 2)],
  ['dex', ({ epsilon }) => short(epsilon.dex, 2)],
  ['loss', ({ lossChange }) => (lossChange === null ? '' : signed(lossChange))],
  [
    '95 % interval',
    ({ lossChangeInterval: interval }) =>
      interval ? interval.map((end) => signed(end, '0.000')).join(' to ') : '',
  ],
  ['workers', ({ effectiveWorkers }) => optional(effectiveWorkers, (value) => short(value, 3))],
  ['S', ({ spread }) => optional(spread, (value) => short(value, 2))],
  ['equal pay', ({ equalPay }) => optional(equalPay, (value) => percent(value, 2))],
  ['rank', ({ rankCorrelation }) => optional(rankCorrelation, (value) => short(value, 2))],
];

const LEGEND: Record<string, string> = {
  loss: 'loss: change of the network loss, dex',
  workers: 'workers: effective number',
  S: 'S: std of log10 weights',
  'equal pay': 'equal pay: share of epochs',
  rank: 'rank: correlation of rewards with skill',
};

/** A row per epsilon, and a line that explains the columns. */
export function topicTable(rows: readonly TopicAtEpsilon[]): string[] {
  const columns = COLUMNS.filter(([, cell]) => rows.some((row) => cell(row) !== ''));
  const lines = tableLines(
    [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, cell]) => cell(row)))],
    { align: 'right', gap: 2 },
  );
  const legend = columns.flatMap(([name]) => LEGEND[name] ?? []);
  return [...lines, '', `${legend.join('; ')}.`];
}

function optional(value: number | null, text: (value: number) => string): string {
  return value === null ? '' : text(value);
}

/** With its sign, to the thousandth: `+0.012`, `0`. */
function signed(value: number, zero = '0'): string {
  const text = value.toFixed(3);
  if (Number(text) === 0) return zero;
  return value > 0 ? `+${text}` : text;
}
