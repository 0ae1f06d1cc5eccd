/** Two checkouts compared: the ratio of their times for each task, from the same rounds. */

import { commitOf, OTHER, type Checkout } from './checkouts.js';
import { quantile } from './measure.js';
import { agreementText, digits, machineText, type Part } from './report.js';
import { textTable, type Cell } from './text-table.js';
import type { Toolchain } from './toolchain.js';

interface Ratio {
  name: string;
  /** Median seconds per unit of work. */
  thisMedian: number;
  otherMedian: number;
  /**
   * Time of this checkout divided by that of the other: ratio of the medians, and quartiles of the rounds.
   */
  ratio: number;
  quartiles: [low: number, high: number];
  rounds: number;
}

function ratiosOf({ rows }: Part): Ratio[] {
  return rows.flatMap((row) => {
    const other = rows.find(({ name }) => name === row.name + OTHER);
    if (row.status !== 'measured' || other?.status !== 'measured') return [];
    const ratios = row.seconds.map((seconds, round) => seconds / other.seconds[round]!);
    return {
      name: row.name,
      thisMedian: row.median,
      otherMedian: other.median,
      ratio: row.median / other.median,
      quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      rounds: ratios.length,
    };
  });
}

export async function comparisonText(
  toolchain: Toolchain,
  checkouts: readonly Checkout[],
  parts: readonly Part[],
): Promise<string> {
  const names = await Promise.all(
    checkouts.map(async (checkout) => {
      const name = checkout.suffix === '' ? 'this checkout' : 'other checkout';
      return `${name}: ${await commitOf(checkout)} (${checkout.folder})`;
    }),
  );
  return [machineText(toolchain), names.join('\n'), ...parts.map(partText)].join('\n\n');
}

function partText(part: Part): string {
  const { title, task, per, unit, agreements } = part;
  const head: Cell[] = [title, 'this', 'other', 'this / other', 'quartiles', 'rounds', ''];
  const lines = ratiosOf(part).map(
    ({ name, thisMedian, otherMedian, ratio, quartiles: [low, high], rounds }): Cell[] => [
      name,
      digits(thisMedian / unit.inSeconds),
      digits(otherMedian / unit.inSeconds),
      ratio.toFixed(3),
      `${low.toFixed(3)} .. ${high.toFixed(3)}`,
      rounds,
      `${unit.name} / ${per}`,
    ],
  );
  return [task, textTable([head, ...lines]), agreementText(agreements)].join('\n');
}

export async function comparisonDocument(
  checkouts: readonly Checkout[],
  parts: readonly Part[],
): Promise<unknown> {
  const [thisCommit, otherCommit] = await Promise.all(checkouts.map(commitOf));
  return {
    date: new Date().toISOString(),
    thisCommit,
    otherCommit,
    parts: parts.map((part) => ({
      title: part.title,
      task: part.task,
      unit: `seconds per ${part.per}`,
      ratios: ratiosOf(part),
      checks: part.agreements,
    })),
  };
}
