/** The measurements as text and as a document. */

import { grouped, short } from '../../src/text/numbers.js';
import type { Description } from './benchmarks/setting.js';
import type { Agreement, Row } from './measure.js';
import { textTable, type Cell } from './text-table.js';
import type { Toolchain } from './toolchain.js';

export interface Part extends Description {
  title: string;
  rows: Row[];
  agreements: Agreement[];
}

export function textOf(toolchain: Toolchain, parts: readonly Part[]): string {
  return [machineText(toolchain), ...parts.map(partText)].join('\n\n');
}

export function machineText({ cpu, cores, node, python, numpy, scipy, gcc }: Toolchain): string {
  const tools = Object.entries({ Node: node, Python: python, numpy, scipy, gcc });
  return [`${cpu}, ${cores} cores`, ...tools.map(([name, version]) => `${name} ${version ?? 'absent'}`)].join(
    '; ',
  );
}

function partText(part: Part): string {
  const { title, task, per, unit, rate, rows, agreements } = part;
  const head: Cell[] = [
    title,
    `${unit.name} / ${per}`,
    'min .. max',
    'runs',
    ...(rate ? ['M/s'] : []),
    'relative time',
    '',
  ];
  const lines = rows.map((row): Cell[] => {
    const rateCells = (text: string) => (rate ? [text] : []);
    if (row.status === 'absent') {
      return [row.name, row.status, '', '', ...rateCells(''), '', row.reason];
    }
    const inUnits = (seconds: number) => digits(seconds / unit.inSeconds);
    const range = `${inUnits(Math.min(...row.seconds))} .. ${inUnits(Math.max(...row.seconds))}`;
    const ratio = ratioOf(row, part);
    return [
      row.name,
      inUnits(row.median),
      range,
      row.seconds.length,
      ...rateCells(digits(1e-6 / row.median)),
      ratio === null ? '' : digits(ratio),
      row.note,
    ];
  });
  return [task, textTable([head, ...lines]), agreementText(agreements)].join('\n');
}

export function agreementText(agreements: readonly Agreement[]): string {
  if (agreements.length === 0) return 'No results to compare.';
  const lines = agreements.map(
    ({ name, numbers, difference, tolerance }) =>
      `  ${name}: ${numbers} ${difference.toPrecision(2)} (<= ${tolerance})`,
  );
  return ['Results were compared before timing. Largest differences:', ...lines].join('\n');
}

/** Median time as a multiple of that of the base row. */
function ratioOf(row: Row, { rows, base }: Part): number | null {
  const baseRow = rows.find(({ name }) => name === base);
  return baseRow?.status === 'measured' && row.status === 'measured' ? row.median / baseRow.median : null;
}

/** Three significant digits: repeated measurements differ by more. */
export function digits(value: number): string {
  return value >= 1000 ? grouped(Math.round(value)) : short(value);
}

export function documentOf(toolchain: Toolchain, quick: boolean, parts: readonly Part[]): object {
  const { executable: _, ...machine } = toolchain;
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
              relativeTime: ratioOf(row, part),
              note: row.note,
            }
          : { name: row.name, status: row.status, reason: row.reason },
      ),
      checks: part.agreements,
    })),
  };
}
