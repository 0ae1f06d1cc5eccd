/** A Slurm cluster of one node on the loopback address, from Debian's packages, for one test. */

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Cluster {
  /** Variables with which programs of Slurm find the cluster. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs a program of Slurm. @returns its output */
  call(program: string, ...args: string[]): string;
  stop(): Promise<void>;
}

const PROGRAMS = ['/usr/sbin/munged', '/usr/sbin/slurmctld', '/usr/sbin/slurmd'];

/** @throws {Error} if Slurm is not installed, or does not start within a minute */
export async function startCluster(): Promise<Cluster> {
  const missing = PROGRAMS.find((path) => !existsSync(path));
  if (missing !== undefined)
    throw new Error(`${missing} is missing: apt-get install --no-install-recommends slurm-wlm munge`);
  const folder = mkdtempSync(join(tmpdir(), 'allora-epsilon-slurm-'));
  for (const name of ['state', 'spool', 'munge']) mkdirSync(join(folder, name), { mode: 0o755 });
  const conf = join(folder, 'slurm.conf');
  const key = join(folder, 'munge/key');
  const socket = join(folder, 'munge/socket');
  writeFileSync(key, randomBytes(128), { mode: 0o600 });
  writeFileSync(conf, await configuration(folder, socket));
  const env = { ...process.env, SLURM_CONF: conf };

  const daemons: ChildProcess[] = [];
  const start = (program: string, ...args: string[]) => {
    daemons.push(spawn(program, args, { env, stdio: 'ignore' }));
  };
  const munge = ['pid-file', 'log-file', 'seed-file'].map(
    (name) => `--${name}=${join(folder, 'munge', name)}`,
  );
  start('/usr/sbin/munged', '--foreground', '--force', `--key-file=${key}`, `--socket=${socket}`, ...munge);
  await until('munged', () => existsSync(socket));
  start('/usr/sbin/slurmctld', '-D', '-f', conf);
  start('/usr/sbin/slurmd', '-D', '-f', conf, '-N', 'localhost');

  const call = (program: string, ...args: string[]) => execFileSync(program, args, { env, encoding: 'utf8' });
  await until('the node', () => {
    try {
      return call('sinfo', '--noheader', '--format=%t').trim() === 'idle';
    } catch {
      return false;
    }
  }).catch((error: unknown) => {
    const logs = ['slurmctld.log', 'slurmd.log']
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path));
    throw new Error(
      `${String(error)}\n${logs.map((path) => readFileSync(path, 'utf8').slice(-2000)).join('\n')}`,
    );
  });
  return {
    env,
    call,
    async stop() {
      for (const daemon of daemons.toReversed()) {
        daemon.kill();
        if (daemon.exitCode === null && daemon.signalCode === null)
          await new Promise((resolve) => daemon.once('exit', resolve));
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a condition holds, for a minute. */
export async function until(name: string, holds: () => boolean, seconds = 60): Promise<void> {
  const start = Date.now();
  while (!holds()) {
    if (Date.now() - start > 1000 * seconds) throw new Error(`${name}: not ready after ${seconds} s`);
    await sleep(100);
  }
}

async function configuration(folder: string, socket: string): Promise<string> {
  const user = 'root';
  return `ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${await freePort()}
SlurmdPort=${await freePort()}
AuthType=auth/munge
# A requeued task starts again after the lifetime of its credential. Slurm takes 120 s for less than 5 s.
AuthInfo=socket=${socket},cred_expire=5
SlurmUser=${user}
SlurmdUser=${user}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SchedulerParameters=sched_interval=2,bf_interval=2
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
KillWait=5
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP
`;
}

/** A port of the loopback address that no program uses. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
