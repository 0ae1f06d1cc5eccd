/** Commands that work only in a checkout: comparing claims with results, and reproducing all studies. */

import { command, flag, text, threads, type Program } from '../../src/cli/options.js';

const results = text('results', 'Folder that contains the results folders', { default: 'results' });

export const FORUM: Program = {
  name: 'npm run forum --',
  purpose: 'The forum study, claim by claim.',
  commands: [
    command({
      usage: 'claims',
      describe: 'Compare each claim of the forum study with the result tables; write CLAIMS.md',
      options: {
        ...results,
        ...text('out', 'Path of the list of claims', { default: 'CLAIMS.md' }),
        ...flag('check', 'Write nothing; status 1 if the list differs from the tables'),
        ...threads,
      },
      examples: [
        ['claims', 'Tables that are missing are computed in memory'],
        ['claims --check', 'Compare CLAIMS.md with the tables'],
      ],
      run: async (argv) => (await import('./claims-command.js')).claims(argv),
    }),
    command({
      usage: 'reproduce',
      describe: 'Run every study, draw every figure, write CLAIMS.md and results/report.html',
      options: {
        ...threads,
        ...results,
        ...text('claims', 'Path of the list of claims', { default: 'CLAIMS.md' }),
      },
      examples: [['reproduce', 'Open results/report.html afterwards']],
      run: async (argv) => (await import('./reproduce.js')).reproduce(argv),
    }),
  ],
  examples: [['$0 claims --check', 'Compare CLAIMS.md with the tables']],
};
