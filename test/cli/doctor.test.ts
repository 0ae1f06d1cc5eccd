import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, it, vi } from 'vitest';
import { allora, alloraHere, temporaryFolder } from './command.js';

const folder = temporaryFolder();
const schema = JSON.parse(
  readFileSync(new URL('../../src/recommend/schemas/doctor.schema.json', import.meta.url), 'utf8'),
) as object;

interface Answer {
  passed: boolean;
  checks: { name: string; value: string; problem: string | null }[];
}

it('states the facts of the machine, and leaves no file', async () => {
  const { status, stdout, stderr } = await allora(['doctor'], { cwd: folder.path });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^no problem found\n\n {2}allora-epsilon {3}\d+\.\d+\.\d+\n/);
  for (const name of [
    'node',
    'SIMD',
    'threads',
    'file system',
    'free space',
    'hard link',
    'lock',
    'output',
    'Unicode',
  ])
    expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  expect(stdout.split('\n').length).toBeLessThan(40);
  expect(readdirSync(folder.path)).toEqual([]);
});

it('answers programs, without the home folder', async () => {
  vi.stubEnv('HOME', folder.path);
  const { stdout } = await alloraHere(['doctor', '--json'], folder.path);
  vi.unstubAllEnvs();
  const answer = JSON.parse(stdout) as Answer;
  const validate = new Ajv({ strict: true }).compile(schema);
  validate(answer);
  expect(validate.errors).toBeNull();
  expect(answer.passed).toBe(true);
  expect(stdout).not.toContain(folder.path);
  expect(answer.checks.find(({ name }) => name === 'results in')!.value).toBe('~');
});

it('names a problem and the way out, with status 1', async () => {
  const locked = join(folder.path, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o555);
  chmodSync(folder.path, 0o755);
  const { status, stdout } = await allora(['doctor'], {
    cwd: locked,
    ...(process.getuid?.() === 0 && { uid: 65534 }),
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^1 problem found\n/);
  expect(stdout).toMatch(
    /^write: .*permission denied; change to another folder, or write elsewhere with --out$/m,
  );
});

it('is in the help', async () => {
  expect((await alloraHere(['--help'], folder.path)).stdout).toContain('allora-epsilon doctor');
});
