// Runs the study of own-study.json and prints its table. The result depends on the study alone, not on threads or machine.
// The command `allora-epsilon run own-study.json` writes the same numbers to cells.csv, with figures and a report.

import { readFileSync } from 'node:fs';
import { runStudy } from 'allora-epsilon';

const study = JSON.parse(readFileSync(new URL('own-study.json', import.meta.url), 'utf8'));
const { cells } = await runStudy(study, { threads: 2 });

// Each row is one cell. `epsilon_q05` is the epsilon that separates 95 % of the draws; null where no such epsilon exists.
console.log('std, separable share, epsilon for 95 % of epochs, its 95 % interval');
for (const { std, attainable, epsilon_q05, epsilon_q05_low, epsilon_q05_high } of cells) {
  console.log([std, attainable, epsilon_q05, epsilon_q05_low, epsilon_q05_high].join(', '));
}
