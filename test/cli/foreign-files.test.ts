/** Files that are not of this program are neither replaced nor removed, and links and pipes are refused. */

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { allora, MAIN, temporaryFolder } from './command.js';
import { filesBelow, writeTiny } from './tiny-study.js';

const folder = temporaryFolder();
const RUN = ['run', 'tiny.json', '--threads', '0', '--quiet'];
const MINE = 'precious';

function newFolder(): string {
  const cwd = mkdtempSync(join(folder.path, 'foreign-'));
  writeTiny(cwd, 'tiny.json', { seeds: 1, mappings: 'gradient' });
  return cwd;
}

async function expectRefused(args: readonly string[], cwd: string, message: string) {
  const before = filesBelow(cwd);
  const { status, stdout, stderr } = await allora(args, { cwd });
  expect(stderr).toContain(message);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(filesBelow(cwd)).toEqual(before);
}

describe('a folder that is not empty and holds no results', () => {
  it.each(['figures/mine.txt', 'report.html', 'cells.csv', 'fit.json', 'notes.txt'])(
    'is refused by run, naming what is in it: %s',
    async (name) => {
      const cwd = newFolder();
      mkdirSync(join(cwd, 'out/figures'), { recursive: true });
      writeFileSync(join(cwd, 'out', name), MINE);
      const first = name.split('/')[0]!;
      const names = first === 'figures' ? first : [first, 'figures'].sort().join(' and ');
      const message = `cannot write results to out: it holds ${names}, but no results of this program; move it, or choose another folder with --out`;
      await expectRefused([...RUN, '--out', 'out'], cwd, message);
      expect(readFileSync(join(cwd, 'out', name), 'utf8')).toBe(MINE);
    },
  );

  it('is refused where its manifest is that of another program', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'manifest.json'), '{"name":"page","icons":[]}');
    await expectRefused(
      [...RUN, '--out', '.'],
      cwd,
      'it holds manifest.json and tiny.json, but no results of this program',
    );
  });
});

describe('a results folder', () => {
  let complete: string;
  beforeAll(async () => {
    complete = newFolder();
    for (const args of [
      [...RUN, '--out', 'out', '--no-figures'],
      ['render', 'out', '--format', 'svg', '--quiet'],
    ])
      expect((await allora(args, { cwd: complete })).status).toBe(0);
  });

  function copy(): string {
    const cwd = newFolder();
    spawnSync('cp', ['-r', join(complete, 'out'), cwd]);
    return cwd;
  }

  it('keeps files that its manifest does not list', async () => {
    const cwd = copy();
    writeFileSync(join(cwd, 'out/figures/mine.txt'), MINE);
    writeFileSync(join(cwd, 'out/notes.txt'), MINE);
    for (const args of [
      [...RUN, '--out', 'out', '--seed', '9', '--no-figures'],
      ['render', 'out', '--format', 'svg'],
    ]) {
      expect((await allora(args, { cwd })).status).toBe(0);
      for (const name of ['figures/mine.txt', 'notes.txt'])
        expect(readFileSync(join(cwd, 'out', name), 'utf8')).toBe(MINE);
    }
    expect(filesBelow(join(cwd, 'out')).filter((name) => name.includes('seed-1'))).toEqual([]);
  });

  it.each([
    ['report.html', 'report.html is not a file of this program'],
    ['run.json', 'run.json is not a file of this program'],
    ['fit.json', 'fit.json is not a file of this program'],
  ])('with a file of somebody else at the place of a result is refused: %s', async (name, message) => {
    const cwd = copy();
    writeFileSync(join(cwd, 'out', name), MINE);
    for (const args of [
      [...RUN, '--out', 'out'],
      ['render', 'out'],
    ])
      await expectRefused(args, cwd, message);
    expect(readFileSync(join(cwd, 'out', name), 'utf8')).toBe(MINE);
  });

  it('whose manifest lists files elsewhere, or whose figures are a link, leaves those alone', async () => {
    const cwd = copy();
    writeFileSync(join(cwd, 'mine.txt'), MINE);
    const path = join(cwd, 'out/manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { files: object };
    writeFileSync(path, JSON.stringify({ ...manifest, files: { ...manifest.files, '../mine.txt': 'x' } }));
    expect((await allora([...RUN, '--out', 'out', '--no-figures'], { cwd })).status).toBe(0);
    expect(readFileSync(join(cwd, 'mine.txt'), 'utf8')).toBe(MINE);

    mkdirSync(join(cwd, 'pictures'));
    symlinkSync('../pictures', join(cwd, 'out/figures'));
    writeFileSync(join(cwd, 'pictures/mine.svg'), MINE);
    expect((await allora(['render', 'out', '--format', 'svg'], { cwd })).status).toBe(0);
    expect(readdirSync(join(cwd, 'pictures'))).toEqual(['mine.svg']);
  });
});

describe('explore', () => {
  it('replaces only pages of its own', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'mine.html'), MINE);
    symlinkSync('mine.html', join(cwd, 'link.html'));
    await expectRefused(
      ['explore', '--out', 'mine.html'],
      cwd,
      'cannot write mine.html: it is not a page of',
    );
    await expectRefused(
      ['explore', '--out', 'link.html'],
      cwd,
      'cannot write link.html: it is a symbolic link',
    );
    expect(readFileSync(join(cwd, 'mine.html'), 'utf8')).toBe(MINE);
  });
});

describe('the working folder', () => {
  const work = (cwd: string) => join(cwd, 'results/.tiny.run');
  const links: [string, (from: string, to: string) => void, string][] = [
    ['symbolic', symlinkSync, 'a symbolic link'],
    ['hard', linkSync, 'a file with several names (hard links)'],
  ];
  for (const [kind, makeLink, text] of links) {
    it(`with a ${kind} link as journal is refused, also with --fresh`, async () => {
      const cwd = newFolder();
      mkdirSync(work(cwd), { recursive: true });
      writeFileSync(join(cwd, 'precious.txt'), MINE);
      makeLink(join(cwd, 'precious.txt'), join(work(cwd), 'journal'));
      for (const args of [RUN, [...RUN, '--fresh']])
        await expectRefused(args, cwd, `journal: expected a file of this program, got ${text}`);
      expect(readFileSync(join(cwd, 'precious.txt'), 'utf8')).toBe(MINE);
      expect(existsSync(join(work(cwd), 'journal'))).toBe(true);
    });
  }

  it.each(['journal', 'lock.1', 'notes.txt', 'staging-mine', 'claim.1.notes'])(
    'with a file of somebody else is refused: %s',
    async (name) => {
      const cwd = newFolder();
      mkdirSync(work(cwd), { recursive: true });
      writeFileSync(join(work(cwd), name), 'My notes of the last year, which nobody else has.');
      for (const args of [RUN, [...RUN, '--fresh']]) await expectRefused(args, cwd, name);
    },
  );

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a symbolic link', (path: string) => symlinkSync('nowhere', path)],
    ['a named pipe', (path: string) => spawnSync('mkfifo', [path])],
  ])('with %s as journal or lock is refused at once', async (kind, make) => {
    for (const name of ['journal', 'lock.1']) {
      const cwd = newFolder();
      mkdirSync(work(cwd), { recursive: true });
      make(join(work(cwd), name));
      await expectRefused(RUN, cwd, `${name}: expected a file of this program, got ${kind}`);
    }
  });
});

describe('a named pipe or a device', () => {
  it.each(['cells.csv', 'fit.json', 'manifest.json', 'report.html', 'run.json'])(
    'in a results folder is refused: %s',
    async (name) => {
      const cwd = newFolder();
      expect((await allora([...RUN, '--no-figures'], { cwd })).status).toBe(0);
      spawnSync('sh', ['-c', `rm -f results/tiny/${name}; mkfifo results/tiny/${name}`], { cwd });
      for (const command of ['render', 'run']) {
        const args = command === 'run' ? RUN : ['render', 'results/tiny'];
        const { status, stderr } = await allora(args, { cwd });
        expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(name) as string });
      }
    },
  );

  it('as study or table is refused; a pipe that the shell opened is read', async () => {
    const cwd = newFolder();
    spawnSync('mkfifo', [join(cwd, 'pipe.json')]);
    for (const args of [
      ['run', './pipe.json', '--threads', '0'],
      ['recommend', '--regrets', 'pipe.json'],
    ])
      await expectRefused(args, cwd, 'cannot read ');
    await expectRefused(
      ['run', '/dev/zero', '--threads', '0'],
      cwd,
      'cannot read /dev/zero: it is a device, not a regular file',
    );
    const command = `"${process.execPath}" "${MAIN}" run <(cat tiny.json) --threads 0 --no-figures --quiet`;
    const { status, stderr } = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
