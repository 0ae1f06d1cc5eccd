/** The benchmark's answer, as text and as a document. */

import Table from 'cli-table3';
import type { Agreement, Row } from './contest.js';
import type { Installed } from './installed.js';

export interface Part {
  title: string;
  /** What was measured, in one sentence. */
  task: string;
  /** What one repetition's time is divided by, and the unit it is then shown in. */
  per: string;
  unit: { name: string; inSeconds: number };
  /** Also show units of work per second, in millions. */
  rate: boolean;
  /** Name of the row that the others are compared with. */
  base: string;
  rows: Row[];
  agreements: Agreement[];
}

const BORDERS = ['top', 'bottom', 'left', 'mid', 'right'].flatMap((side) =>
  ['', '-mid', '-left', '-right'].map((end) => side + end),
);

export function textOf(installed: Installed, parts: readonly Part[]): string {
  return [machineText(installed), ...parts.map(partText)].join('\n\n');
}

function machineText({ cpu, cores, node, python, numpy, scipy, gcc }: Installed): string {
  const tools = Object.entries({ Node: node, Python: python, numpy, scipy, gcc });
  return [`${cpu}, ${cores} cores`, ...tools.map(([name, version]) => `${name} ${version ?? 'absent'}`)].join(
    '; ',
  );
}

function partText(part: Part): string {
  const { title, task, per, unit, rate, rows, agreements } = part;
  const table = new Table({
    head: [title, `${unit.name} / ${per}`, 'min .. max', 'runs', ...(rate ? ['M/s'] : []), 'times ours', ''],
    colAligns: ['left', 'right', 'right', 'right', ...(rate ? (['right'] as const) : []), 'right', 'left'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: Object.fromEntries([...BORDERS, 'middle'].map((name) => [name, ''])),
  });
  for (const row of rows) {
    if (row.status === 'measured') {
      const inUnits = (seconds: number) => digits(seconds / unit.inSeconds);
      const { median, seconds, note } = row;
      const range = `${inUnits(Math.min(...seconds))} .. ${inUnits(Math.max(...seconds))}`;
      const ratio = ratioOf(row, part);
      table.push([
        row.name,
        inUnits(median),
        range,
        seconds.length,
        ...(rate ? [digits(1e-6 / median)] : []),
        ratio === null ? '' : digits(ratio),
        note,
      ]);
    } else {
      table.push([row.name, row.status, '', '', ...(rate ? [''] : []), '', row.reason]);
    }
  }
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [task, ...lines, agreementText(agreements)].join('\n');
}

function agreementText(agreements: readonly Agreement[]): string {
  if (agreements.length === 0) return 'Nothing to check the results against.';
  const worst = agreements.map(
    ({ name, what, difference, tolerance }) =>
      `  ${name}: ${what} ${difference.toPrecision(2)} (<= ${tolerance})`,
  );
  return ['Checked before timing; worst differences:', ...worst].join('\n');
}

function ratioOf(row: Row, { rows, base }: Part): number | null {
  const ours = rows.find(({ name }) => name === base);
  return ours?.status === 'measured' && row.status === 'measured' ? row.median / ours.median : null;
}

/** Three significant digits, which is more than a machine with other work repeats. */
function digits(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

export function documentOf(installed: Installed, quick: boolean, parts: readonly Part[]): unknown {
  const { executable: _, ...machine } = installed;
  return {
    date: new Date().toISOString(),
    machine,
    quick,
    parts: parts.map((part) => ({
      title: part.title,
      task: part.task,
      unit: `seconds per ${part.per}`,
      base: part.base,
      rows: part.rows.map((row) =>
        row.status === 'measured'
          ? {
              name: row.name,
              status: row.status,
              median: row.median,
              min: Math.min(...row.seconds),
              max: Math.max(...row.seconds),
              repetitions: row.seconds.length,
              timesOurs: ratioOf(row, part),
              note: row.note,
            }
          : { name: row.name, status: row.status, reason: row.reason },
      ),
      checks: part.agreements,
    })),
  };
}
