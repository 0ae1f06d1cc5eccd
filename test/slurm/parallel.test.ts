/** GNU parallel over SSH, as docs/clusters.md shows it, on a server of the loopback address with its own keys and port. */

import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/command.js';
import { freePort, until } from './cluster.js';
import { filesOf } from './files-of.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SSHD = '/usr/sbin/sshd';
const PROGRAMS = [SSHD, '/usr/bin/ssh', '/usr/bin/parallel'];
const folder = temporaryFolder();

const study = {
  name: 'parallel',
  kind: 'grid',
  mean: [-2, -1, 0, 0.5],
  std: [0.5, 1, 2, 4],
  draws: 2000,
  epsilon: { logspace: [-3, 1, 20] },
};

let keys: string;
let server: ChildProcess;
/** The command with which parallel reaches the server. */
let ssh: string;

beforeAll(async () => {
  const missing = PROGRAMS.find((path) => !existsSync(path));
  if (missing !== undefined)
    throw new Error(`${missing} is missing: apt-get install --no-install-recommends openssh-server parallel`);
  keys = mkdtempSync(join(tmpdir(), 'allora-epsilon-ssh-'));
  const path = (name: string) => join(keys, name);
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path(name)]);
  const port = await freePort();
  writeFileSync(
    path('sshd_config'),
    `ListenAddress 127.0.0.1
Port ${port}
HostKey ${path('host')}
AuthorizedKeysFile ${path('user.pub')}
PidFile ${path('sshd.pid')}
PermitRootLogin prohibit-password
PasswordAuthentication no
StrictModes no
UsePAM no
`,
  );
  // The server of Debian needs this folder, which a running one has made.
  mkdirSync('/run/sshd', { recursive: true });
  server = spawn(SSHD, ['-D', '-e', '-f', path('sshd_config')], { stdio: 'ignore' });
  const options = [
    'StrictHostKeyChecking=no',
    `UserKnownHostsFile=${path('known')}`,
    'BatchMode=yes',
    'LogLevel=ERROR',
  ];
  ssh = [
    'ssh',
    '-F',
    '/dev/null',
    '-p',
    port,
    '-i',
    path('user'),
    ...options.map((each) => `-o ${each}`),
  ].join(' ');
  await until('the server', () => {
    try {
      execFileSync('sh', ['-c', `${ssh} 127.0.0.1 true`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}, 90_000);

afterAll(() => {
  server.kill();
  rmSync(keys, { recursive: true, force: true });
});

it('computes all shards over SSH, and their merge gives the bytes of one machine', async () => {
  const options = { cwd: folder.path };
  writeFileSync(join(folder.path, 'parallel.json'), JSON.stringify(study));
  const allora = (...words: string[]) => promisify(execFile)(process.execPath, [MAIN, ...words], options);
  const command = `${process.execPath} ${MAIN} run parallel.json --shard {}/4 --quiet`;
  const { stdout } = await promisify(execFile)(
    'parallel',
    [
      '--ssh',
      ssh,
      '--sshlogin',
      '127.0.0.1',
      '--workdir',
      '.',
      '--will-cite',
      command,
      ':::',
      '1',
      '2',
      '3',
      '4',
    ],
    options,
  );
  expect(stdout.match(/^shards\/parallel\/shard-000\d-of-0004: .* parts? in .*$/gm)).toHaveLength(4);
  await allora('merge', 'parallel.json', 'shards/parallel', '--quiet');
  await allora('run', 'parallel.json', '--out', 'alone', '--quiet');
  expect(filesOf(join(folder.path, 'results/parallel'))).toEqual(filesOf(join(folder.path, 'alone')));
}, 300_000);
