/** The abilities of the file system of results: those that a run relies on, each tried on small files. */

import { link, mkdtemp, open, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileExists } from '../results/read.js';
import { errorText } from '../text/errors.js';
import type { Check } from './doctor-schema.js';

/** Names of file systems by the number that Linux gives them (statfs(2)). */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext2, ext3 or ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x2fc12fc1: 'zfs',
  0xf2f52010: 'f2fs',
  0x01021994: 'tmpfs',
  0x794c7630: 'overlay',
  0x6969: 'nfs',
  0xff534d42: 'cifs',
  0xfe534d42: 'smb2',
  0x65735546: 'fuse',
  0x01021997: '9p',
  0x4d44: 'fat',
  0x2011bab0: 'exfat',
};

/** Bytes below which a run of an included study may not find enough room. Our choice. */
const LEAST_SPACE = 200e6;

/** @param shorten writes a path without the home folder */
export async function diskChecks(shorten: (path: string) => string): Promise<Check[]> {
  const folder = resolve((await fileExists('results')) ? 'results' : '.');
  const checks: Check[] = [{ name: 'results in', value: shorten(folder), problem: null }];
  try {
    const { type, bavail, bsize } = await statfs(folder);
    const name =
      FILE_SYSTEMS[type >>> 0] ??
      (process.platform === 'linux' ? `type 0x${(type >>> 0).toString(16)}` : 'unknown');
    const free = bavail * bsize;
    checks.push(
      { name: 'file system', value: name, problem: null },
      {
        name: 'free space',
        value: `${(free / 1e9).toFixed(1)} GB`,
        problem:
          free < LEAST_SPACE ? 'results may not fit; free some space, or write elsewhere with --out' : null,
      },
    );
  } catch (error) {
    checks.push({ name: 'file system', value: 'unknown', problem: errorText(error) });
  }
  return [...checks, ...(await tried(folder))];
}

/** A run works without hard links. Without the others it cannot write results. */
async function tried(folder: string): Promise<Check[]> {
  let own: string;
  try {
    own = await mkdtemp(join(folder, '.allora-epsilon-doctor-'));
  } catch (error) {
    return [
      {
        name: 'write',
        value: 'no',
        problem: `${errorText(error)}; change to another folder, or write elsewhere with --out`,
      },
    ];
  }
  try {
    const file = join(own, 'file');
    const attempts: [name: string, isNeeded: boolean, attempt: () => Promise<unknown>][] = [
      ['write', true, () => writeFile(file, 'text')],
      ['flush', false, () => flush(file)],
      ['rename', true, () => rename(file, join(own, 'renamed'))],
      ['lock', true, () => writeFile(join(own, 'lock'), '', { flag: 'wx' })],
      ['hard link', false, () => link(join(own, 'renamed'), join(own, 'linked'))],
    ];
    const checks: Check[] = [];
    for (const [name, isNeeded, attempt] of attempts) {
      const reason = await attempt().then(() => null, errorText);
      const value = reason === null ? 'yes' : isNeeded ? 'no' : `no (${reason}); results are written without`;
      checks.push({ name, value, problem: reason !== null && isNeeded ? reason : null });
    }
    return checks;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
