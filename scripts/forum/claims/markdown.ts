/** The ledger as Markdown: CLAIMS.md. */

import { VERDICTS, type Assessment, type Measured, type Verdict } from './claim.js';
import type { Chapter } from './claims.js';

/** A share in percent, anything else in four significant digits. */
function digits(value: number | null, unit: string): string {
  if (value === null || Number.isNaN(value)) return 'none';
  const text = String(Number((unit === '%' ? 100 * value : value).toPrecision(4)));
  return text.replace('Infinity', 'open').replace('-', '−');
}

/** `median: 1.45, 95 % interval 1.44 to 1.46, 10,000 draws` */
export function measuredText({ name, value, unit, low, high, level, draws, counted }: Measured): string {
  const [least, most] = typeof value === 'number' ? [value, value] : value;
  const end = unit && ` ${unit}`;
  const values =
    digits(least, unit) === digits(most, unit)
      ? digits(least, unit)
      : `${digits(least, unit)} to ${digits(most, unit)}`;
  if (level === null) return `${name}: ${values}${end} (exact)`;
  const count = `${draws!.toLocaleString('en')} ${counted}`;
  if (Number.isNaN(least)) return `${name}: none (${count})`;
  const interval = `${digits(low, unit)} to ${digits(high, unit)}${end}`;
  return `${name}: ${values}${end} (${Math.round(100 * level)} % interval ${interval}; ${count})`;
}

/** What the verdict says, with its limits where it has some. */
export function verdictText({ verdict, limited }: Assessment): string {
  return verdict === 'holds with limits' ? `holds with limits: ${limited}` : verdict;
}

const PLURAL: Record<Verdict, string> = {
  holds: 'hold',
  'holds with limits': 'hold with limits',
  'does not hold': 'do not hold',
};

export function claimsMarkdown(chapters: readonly Chapter<Assessment>[]): string {
  const all = chapters.flatMap(({ claims }) => claims);
  const counts = VERDICTS.map(
    (verdict) => `${all.filter((each) => each.verdict === verdict).length} ${PLURAL[verdict]}`,
  );
  return `# Claims

What the study of the forum says about epsilon, sentence by sentence in our words, and what our studies measure. \`allora-epsilon claims\`
writes this page from the tables in \`results/\`; every verdict is computed from the numbers beside it, by the criterion that is given.

Of ${all.length} claims ${counts.join(', ')}. S is the population std of the log10 weights of an epoch, T = 0.5 the S at
which weights differ meaningfully (a factor of 3.16). Epsilons are in dex, or over the std of the regrets where it says so. The interval of a single number holds its
truth, the interval of a range the smallest and the largest truth of what it ranges over; a criterion is met if the worse end of each interval
meets it. _Exact_: of given regrets, so that no chance is in the number.

<!-- prettier-ignore-start -->

${chapters.map(chapterText).join('\n\n')}

<!-- prettier-ignore-end -->
`;
}

function chapterText({ title, claims }: Chapter<Assessment>): string {
  const rows = claims.map((claim) => {
    const cells = [
      `${claim.words} \`${claim.id}\``,
      `**${claim.study}** ${claim.where}`,
      claim.numbers.map(measuredText).join('<br>'),
      `**${claim.verdict}**${claim.verdict === 'holds with limits' ? `: ${claim.limited}` : ''}`,
      `${claim.holds}. _Scope:_ ${claim.scope}`,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const head = [
    '| claim | experiment | measured | verdict | holds if, and scope |',
    '| --- | --- | --- | --- | --- |',
  ];
  return [`## ${title}`, '', ...head, ...rows].join('\n');
}
