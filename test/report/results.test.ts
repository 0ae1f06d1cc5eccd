import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInto } from '../../src/report/results.js';
import type { Phase } from '../../src/report/writing.js';
import { parseStudy } from '../../src/study/study-file.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const SMALL = { mean: 0, std: [0.1, 1], draws: 40 };
const grid = parseStudy({ name: 'grid', kind: 'grid', ...SMALL, epsilon: { logspace: [-2, 0, 3] } }).study!;
const threshold = parseStudy({
  name: 'threshold',
  kind: 'threshold',
  ...SMALL,
  schemes: ['chain-2026'],
}).study!;

describe('runInto, which draws figures while tables are written', () => {
  // The figures of the second one need its fit, so they are drawn after the tables.
  it.each([grid, threshold])('tells the phases of $name one after another', async (study) => {
    const phases: Phase[] = [];
    const out = join(folder.path, study.name);
    const { drawn } = await runInto(out, study, { threads: 0, onPhase: (phase) => phases.push(phase) });
    const changes = phases.map(({ unit }) => unit).filter((unit, i, all) => unit !== all[i - 1]);
    expect(changes).toEqual(['tables', 'figures', 'report']);
    for (const file of drawn.flatMap(({ files }) => files))
      expect(readFileSync(join(out, file)).length, file).toBeGreaterThan(0);
  });

  it('rejects with the error of a table, and writes nothing', async () => {
    const out = join(folder.path, 'failed');
    const onPhase = ({ unit }: Phase) => {
      if (unit === 'tables') throw new Error('of the caller');
    };
    await expect(runInto(out, grid, { threads: 0, onPhase })).rejects.toThrow('of the caller');
    expect(existsSync(out)).toBe(false);
  });

  it('rejects with the reason of a signal that stops it meanwhile, and writes nothing', async () => {
    const out = join(folder.path, 'stopped');
    const controller = new AbortController();
    const onPhase = ({ unit }: Phase) => {
      if (unit === 'tables') controller.abort(new Error('enough'));
    };
    await expect(runInto(out, grid, { threads: 0, onPhase, signal: controller.signal })).rejects.toThrow(
      'enough',
    );
    expect(existsSync(out)).toBe(false);
  });
});
