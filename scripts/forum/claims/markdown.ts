/** The claims as Markdown: CLAIMS.md. */

import { grouped, percent, short } from '../../../src/text/numbers.js';
import type { Chapter } from './chapters.js';
import { limitsOf, VERDICTS, type Assessment, type Measured, type Verdict } from './claim.js';

/** A share in percent, any other number as it is, with four significant digits. */
function digits(value: number | null, unit: string): string {
  if (value === null || Number.isNaN(value)) return 'none';
  return short(unit === '%' ? 100 * value : value, 4)
    .replace('infinity', 'open')
    .replace('-', '−');
}

/** `median: 1.45 (95 % interval 1.44 to 1.46; 10,000 draws)` */
export function measuredText({ name, value, unit, low, high, level, draws, counted }: Measured): string {
  const [smallest, largest] = (typeof value === 'number' ? [value, value] : value).map((each) =>
    digits(each, unit),
  );
  const values = smallest === largest ? smallest : `${smallest} to ${largest}`;
  const suffix = unit && ` ${unit}`;
  if (level === null) return `${name}: ${values}${suffix} (exact)`;
  const count = `${grouped(draws!)} ${counted}`;
  if (smallest === 'none') return `${name}: none (${count})`;
  const interval = `${digits(low, unit)} to ${digits(high, unit)}${suffix}`;
  return `${name}: ${values}${suffix} (${percent(level)} interval ${interval}; ${count})`;
}

const PLURAL: Record<Verdict, string> = {
  holds: 'hold',
  'holds with limits': 'hold with limits',
  'does not hold': 'do not hold',
};

/** `Of 40 claims 30 hold, 8 hold with limits, 2 do not hold.` */
export function verdictCounts(chapters: readonly Chapter<Assessment>[]): string {
  const all = chapters.flatMap(({ claims }) => claims);
  const counts = VERDICTS.map(
    (verdict) => `${all.filter((each) => each.verdict === verdict).length} ${PLURAL[verdict]}`,
  );
  return `Of ${all.length} claims ${counts.join(', ')}.`;
}

export function claimsMarkdown(chapters: readonly Chapter<Assessment>[]): string {
  return `# Claims

The claims of the forum study about epsilon, in our words, compared with the results of our studies. \`npm run claims\`
writes this page from the tables in \`results/\`. Each verdict is computed from the numbers beside it, by the criterion in
the last column.

${verdictCounts(chapters)}

- S is the population standard deviation of the log10 weights of an epoch. T = 0.5 is the S at which weights differ
  meaningfully (a factor of 3.16).
- Epsilons are in dex, or divided by the std of the regrets if the text says so.
- The interval of a single number contains its true value. The interval of a range contains the smallest and the largest
  true value. A criterion is met if the worse end of each interval meets it.
- _Exact_: computed from given regrets, without random draws.

<!-- prettier-ignore-start -->

${chapters.map(chapterText).join('\n\n')}

<!-- prettier-ignore-end -->
`;
}

function chapterText({ title, claims }: Chapter<Assessment>): string {
  const rows = claims.map((claim) => {
    const limits = limitsOf(claim);
    const cells = [
      `${claim.words} \`${claim.id}\``,
      `**${claim.study}** ${claim.where}`,
      claim.numbers.map(measuredText).join('<br>'),
      `**${claim.verdict}**${limits && `: ${limits}`}`,
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
