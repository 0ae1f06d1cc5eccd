import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RUNS_ALL } from '../effort.js';
import { allora, MAIN, temporaryFolder } from './command.js';
import { contentsOf, folderWith, LONG, SHORT, startPaused } from './interruption.js';

const folder = temporaryFolder();
const newFolder = (...studies: { name: string }[]) => folderWith(folder.path, ...studies);

let long: Record<string, string>;
beforeAll(async () => {
  const cwd = newFolder(LONG);
  expect((await allora(['run', 'long.json', '--threads', '0', '--no-figures'], { cwd })).status).toBe(0);
  long = contentsOf(join(cwd, 'results/long'));
  expect(readdirSync(join(cwd, 'results'))).toEqual(['long']);
}, 600_000);

describe('a disk that fails', () => {
  /** Runs commands in a user namespace of their own, where a small disk can be mounted. */
  function withDisk(script: string, cwd: string) {
    const text = `mount -t tmpfs -o size=2500k tmpfs disk && cp *.json disk && cd disk && run() { "${process.execPath}" "${MAIN}" run long.json --no-figures --threads 0 "$@"; }\n${script}`;
    return spawnSync('unshare', ['-rm', 'sh', '-c', text], { cwd, encoding: 'utf8', timeout: 500_000 });
  }

  it('full: reports it with status 3, keeps finished parts, and resumes when there is space', async () => {
    const cwd = newFolder(LONG);
    mkdirSync(join(cwd, 'disk'));
    // Outside continuous integration the next run has the space of another disk, and no process of its own.
    const { status, stdout, stderr } = withDisk(
      `run; echo "status $?"; ls -A results; ${RUNS_ALL ? 'mount -o remount,size=64m "$PWD"; run; echo "status $?";' : ''} cp -r results ..`,
      cwd,
    );
    const args = ['run', 'long.json', '--no-figures', '--threads', '0'];
    const next = RUNS_ALL ? { stderr, stdout: '' } : await allora(args, { cwd });
    expect(stderr).toContain('cannot write results to results/long: the disk is full');
    expect(next.stderr).toMatch(/Resuming an interrupted run: [\d.]+ % of the study is done/);
    const done = RUNS_ALL ? 'results\\/long: .*\nstatus 0\n' : '';
    expect(stdout).toMatch(new RegExp(`^status 3\n\\.long\\.run\n${done}$`));
    expect(status).toBe(0);
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 600_000);

  it('a folder that becomes read-only: status 3, and the next run resumes', async () => {
    const cwd = newFolder(LONG);
    mkdirSync(join(cwd, 'results'));
    // Root may write everywhere, so root runs the command as another user.
    const uid = process.getuid?.() === 0 ? 65534 : undefined;
    for (const path of [folder.path, cwd]) chmodSync(path, 0o755);
    if (uid !== undefined) chownSync(join(cwd, 'results'), uid, uid);
    const args = ['run', 'long.json', '--no-figures', '--threads', '0'];
    const running = await startPaused(args, cwd, 'parts', uid);
    chmodSync(join(cwd, 'results'), 0o555);
    running.send('SIGCONT');
    const { status, stderr } = await running.ended;
    expect(stderr).toContain('cannot write results to results/long: permission denied');
    expect(status).toBe(3);
    chmodSync(join(cwd, 'results'), 0o755);
    expect((await allora(args, { cwd })).stderr).toContain(
      'Resuming an interrupted run: 100 % of the study is done',
    );
    expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
  }, 600_000);

  it('a folder that is removed during the run: status 3', async () => {
    const cwd = newFolder(LONG);
    const running = await startPaused(['run', 'long.json', '--no-figures', '--threads', '0'], cwd, 'parts');
    rmSync(join(cwd, 'results'), { recursive: true });
    running.send('SIGCONT');
    const { status, stderr } = await running.ended;
    expect(stderr).toContain('cannot write results to results/long: there is no such file or folder');
    expect(status).toBe(3);
  }, 600_000);

  // In CI only, because other failures at the same place are shown above, and each takes two runs.
  it.runIf(RUNS_ALL)(
    'too many open files during the run: status 3, and the next run resumes',
    async () => {
      const cwd = newFolder(LONG);
      // Its only thread has loaded its code.
      const args = ['run', 'long.json', '--no-figures'];
      const running = await startPaused([...args, '--threads', '1'], cwd, 'parts');
      expect(spawnSync('prlimit', ['--pid', String(running.pid), '--nofile=3:']).status).toBe(0);
      running.send('SIGCONT');
      const { status, stderr } = await running.ended;
      expect(stderr).toContain('cannot write results to results/long: too many files are open');
      expect(status).toBe(3);
      expect(existsSync(join(cwd, 'results/long'))).toBe(false);
      expect((await allora([...args, '--threads', '0'], { cwd })).stderr).toContain(
        'Resuming an interrupted run: 100 % of the study is done',
      );
      expect(contentsOf(join(cwd, 'results/long'))).toEqual(long);
    },
    600_000,
  );

  it('a symbolic link in place of the folder: status 2', async () => {
    const cwd = newFolder(SHORT);
    mkdirSync(join(cwd, 'results'));
    mkdirSync(join(cwd, 'elsewhere'));
    symlinkSync('../elsewhere', join(cwd, 'results/short'));
    const { status, stderr } = await allora(['run', 'short.json', '--threads', '0'], { cwd });
    expect(stderr).toContain(
      'cannot write results to results/short: it is a symbolic link; name the folder that it points to with --out',
    );
    expect(status).toBe(2);
    expect(readdirSync(join(cwd, 'elsewhere'))).toEqual([]);
  });
});
