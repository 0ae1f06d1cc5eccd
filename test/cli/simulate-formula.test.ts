/** p and c of `simulate`: marks of the limits of the chain, and the type of the topic. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { alloraHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();

const SMALL = ['--epochs', '60', '--burn-in', '30', '--inferers', '4', '--forecasters', '1'];

interface Answer {
  warnings: string[];
  /** Of a replay. */
  formula?: Record<string, unknown>;
  /** Of a simulation. */
  study: Record<string, unknown>;
}

/** Log10 losses of four workers and of the network. */
beforeAll(() => {
  const lossOf = (epoch: number, worker: number) =>
    0.6 * worker - 2 + Math.sin(1.7 * epoch * (worker + 1) + worker);
  const rows = Array.from({ length: 120 }, (_, e) => [
    e + 1,
    ...[0, 1, 2, 3].map((w) => lossOf(e + 1, w)),
    -1.5,
  ]);
  writeFileSync(join(folder.path, 'losses.csv'), ['epoch,w0,w1,w2,w3,network_loss', ...rows].join('\n'));
});

async function json(...args: string[]): Promise<Answer> {
  const { status, stdout, stderr } = await alloraHere(['simulate', ...args, '--json'], folder.path);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Answer;
}

describe('p and c', () => {
  it.each([SMALL, ['--replay', 'losses.csv']])(
    'are marked where the chain refuses them: %s',
    async (...args) => {
      const { warnings, formula, study } = await json(...args, '--p-norm', '12', '--c-norm', '-3');
      expect(warnings).toEqual(['p_norm 12 is not accepted by the chain (v0.17: 1 to 10).']);
      expect(formula ?? study).toMatchObject({ pNorm: 12, cNorm: -3 });
      const { stdout } = await alloraHere(['simulate', ...args, '--p-norm', '0.5'], folder.path);
      expect(stdout).toContain('\np_norm 0.5 is not accepted by the chain (v0.17: 1 to 10).\n');
    },
  );

  it.each([SMALL, ['--replay', 'losses.csv']])(
    'p follows from the type of the topic: %s',
    async (...args) => {
      const ofType = await json(...args, '--topic-type', 'classification');
      expect(ofType.formula ?? ofType.study).toMatchObject({ pNorm: 5 });
      expect(ofType.warnings).toEqual([]);
      expect(ofType).toEqual(await json(...args, '--p-norm', '5'));
    },
  );
});
