/** A small study with its figures and its report, from the start of the process to its end. */

import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commandOf } from '../checkouts.js';
import type { Benchmark } from '../measure.js';
import type { Setting } from './setting.js';

export const WITH_FIGURES = 'run forum-coarse';

export async function startBenchmark({ checkouts, temporary }: Setting): Promise<Benchmark> {
  const folder = join(temporary, 'start');
  await mkdir(folder);
  const commands = checkouts.flatMap((checkout) =>
    [WITH_FIGURES, `${WITH_FIGURES} --no-figures`].map((words) => {
      const out = join(folder, 'out');
      const args = [commandOf(checkout), ...words.split(' '), '--out', out, '--quiet'];
      const seconds = async () => {
        const start = performance.now();
        await promisify(execFile)(process.execPath, args, { cwd: checkout.folder });
        const taken = (performance.now() - start) / 1000;
        await rm(out, { recursive: true });
        return taken;
      };
      const results = async () => Float64Array.of(Math.sign(await seconds()));
      return {
        name: words + checkout.suffix,
        units: 1,
        start: () => ({ note: '', results, seconds, stop: () => undefined }),
      };
    }),
  );
  return { title: 'a small study', competitors: commands, check: () => [] };
}
