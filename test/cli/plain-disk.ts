/**
 * A program that mounts a file system without hard and symbolic links, which cannot force folders to the disk
 * (EINVAL), and whose files have a largest size (EFBIG): as FAT, exFAT and some network disks. It answers the
 * FUSE requests of the kernel (linux/fuse.h) one after another, from the files of another folder.
 *
 * Arguments: the other folder, the mount point, the largest size of a file in bytes. Ends when the disk is
 * unmounted. Needs the right to mount, for example in a user namespace.
 */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  truncateSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import { constants as system } from 'node:os';
import { join } from 'node:path';

const [backing, mountPoint, largest] = process.argv.slice(2) as [string, string, string];
const MAX_WRITE = 65536;
const ROOT = 1n;
/** Reads and writes go to this program, not to the memory of the kernel. */
const DIRECT_IO = 1;

const paths = new Map([[ROOT, backing]]);
const ids = new Map([[backing, ROOT]]);
/** Open files by the number of their node: a removed file has no path. */
const openFiles = new Map<bigint, Set<number>>();
const folders = new Map<number, string[]>();
let lastId = ROOT;
let lastFolder = 0;

const refuse = (code: string): never => {
  throw Object.assign(new Error(code), { code });
};
const pathOf = (id: bigint): string => paths.get(id) ?? refuse('ENOENT');

function idOf(path: string): bigint {
  const id = ids.get(path) ?? ++lastId;
  ids.set(path, id);
  paths.set(id, path);
  return id;
}

function forget(path: string): void {
  const id = ids.get(path);
  ids.delete(path);
  if (id !== undefined) paths.delete(id);
}

function move(from: string, to: string): void {
  forget(to);
  for (const [path, id] of [...ids])
    if (path === from || path.startsWith(`${from}/`)) {
      const moved = to + path.slice(from.length);
      ids.delete(path);
      ids.set(moved, id);
      paths.set(id, moved);
    }
}

function attributes(found: BigIntStats): Buffer {
  const bytes = Buffer.alloc(88);
  const { ino, size, blocks, atimeNs, mtimeNs, ctimeNs } = found;
  const second = 1_000_000_000n;
  const times = [atimeNs, mtimeNs, ctimeNs];
  [ino, size, blocks, ...times.map((time) => time / second)].forEach((value, i) =>
    bytes.writeBigUInt64LE(value, 8 * i),
  );
  const { mode, nlink, uid, gid } = found;
  [...times.map((time) => time % second), mode, nlink, uid, gid, 0n, 4096n].forEach((value, i) =>
    bytes.writeUInt32LE(Number(value), 48 + 4 * i),
  );
  return bytes;
}

function attributesOf(id: bigint): Buffer {
  const path = paths.get(id);
  const file = openFiles.get(id)?.values().next().value;
  if (path !== undefined) return attributes(lstatSync(path, { bigint: true }));
  return attributes(file === undefined ? refuse('ENOENT') : fstatSync(file, { bigint: true }));
}

/** Names and attributes are never remembered by the kernel: their time is zero. */
function entry(path: string): Buffer {
  const found = attributes(lstatSync(path, { bigint: true }));
  const head = Buffer.alloc(40);
  head.writeBigUInt64LE(idOf(path), 0);
  return Buffer.concat([head, found]);
}

function opened(file: number, flags: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt(file), 0);
  bytes.writeUInt32LE(flags, 8);
  return bytes;
}

function openFile(id: bigint, path: string, flags: number, mode?: number): Buffer {
  // The kernel adds the position of an append itself.
  const file = openSync(path, flags & ~(constants.O_APPEND | constants.O_NOFOLLOW), mode);
  openFiles.set(id === 0n ? idOf(path) : id, new Set([...(openFiles.get(id) ?? []), file]));
  return opened(file, DIRECT_IO);
}

function listing(names: readonly string[], from: number, size: number): Buffer {
  const entries: Buffer[] = [];
  let room = size;
  for (let i = from; i < names.length; i++) {
    const name = Buffer.from(names[i]!);
    const bytes = Buffer.alloc(Math.ceil((24 + name.length) / 8) * 8);
    if ((room -= bytes.length) < 0) break;
    bytes.writeBigUInt64LE(BigInt(i + 1), 0);
    bytes.writeBigUInt64LE(BigInt(i + 1), 8);
    bytes.writeUInt32LE(name.length, 16);
    name.copy(bytes, 24);
    entries.push(bytes);
  }
  return Buffer.concat(entries);
}

const NOTHING = Buffer.alloc(0);
const namesIn = (bytes: Buffer) => bytes.toString().split('\0');

type Answer = (id: bigint, body: Buffer) => Buffer;
const file = (body: Buffer) => Number(body.readBigUInt64LE(0));
const offset = (body: Buffer) => Number(body.readBigUInt64LE(8));

function rename(id: bigint, body: Buffer, start: number): Buffer {
  const [from, to] = namesIn(body.subarray(start)) as [string, string];
  const [before, after] = [join(pathOf(id), from), join(pathOf(body.readBigUInt64LE(0)), to)];
  renameSync(before, after);
  move(before, after);
  return NOTHING;
}

/** By the number of the operation. */
const ANSWERS: Partial<Record<number, Answer>> = {
  1: (id, body) => entry(join(pathOf(id), namesIn(body)[0]!)), // LOOKUP
  3: (id) => Buffer.concat([Buffer.alloc(16), attributesOf(id)]), // GETATTR
  // SETATTR
  4(id, body) {
    const valid = body.readUInt32LE(0);
    const size = Number(body.readBigUInt64LE(16));
    if (valid & 8 && size > Number(largest)) refuse('EFBIG');
    if (valid & 8 && valid & 64) ftruncateSync(Number(body.readBigUInt64LE(8)), size);
    else if (valid & 8) truncateSync(pathOf(id), size);
    if (valid & 1) chmodSync(pathOf(id), body.readUInt32LE(68) & 0o7777);
    return Buffer.concat([Buffer.alloc(16), attributesOf(id)]);
  },
  6: () => refuse('EPERM'), // SYMLINK
  8: () => refuse('EPERM'), // MKNOD
  // MKDIR
  9(id, body) {
    const path = join(pathOf(id), namesIn(body.subarray(8))[0]!);
    mkdirSync(path, body.readUInt32LE(0));
    return entry(path);
  },
  // UNLINK
  10(id, body) {
    const path = join(pathOf(id), namesIn(body)[0]!);
    unlinkSync(path);
    forget(path);
    return NOTHING;
  },
  // RMDIR
  11(id, body) {
    const path = join(pathOf(id), namesIn(body)[0]!);
    rmdirSync(path);
    forget(path);
    return NOTHING;
  },
  12: (id, body) => rename(id, body, 8), // RENAME
  13: () => refuse('EPERM'), // LINK
  14: (id, body) => openFile(id, pathOf(id), body.readUInt32LE(0)), // OPEN
  // READ
  15(_, body) {
    const bytes = Buffer.alloc(body.readUInt32LE(16));
    return bytes.subarray(0, readSync(file(body), bytes, 0, bytes.length, offset(body)));
  },
  // WRITE
  16(_, body) {
    const bytes = body.subarray(40);
    if (offset(body) + bytes.length > Number(largest)) refuse('EFBIG');
    const answer = Buffer.alloc(8);
    answer.writeUInt32LE(writeSync(file(body), bytes, 0, bytes.length, offset(body)));
    return answer;
  },
  17: () => Buffer.alloc(80), // STATFS
  // RELEASE
  18(id, body) {
    closeSync(file(body));
    openFiles.get(id)?.delete(file(body));
    return NOTHING;
  },
  // FSYNC
  20(_, body) {
    fsyncSync(file(body));
    return NOTHING;
  },
  25: () => NOTHING, // FLUSH
  // INIT: version 7.31, without options
  26() {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32LE(7, 0);
    bytes.writeUInt32LE(31, 4);
    bytes.writeUInt32LE(MAX_WRITE, 20);
    bytes.writeUInt32LE(1, 24);
    return bytes;
  },
  // OPENDIR
  27(id) {
    folders.set(++lastFolder, ['.', '..', ...readdirSync(pathOf(id))]);
    return opened(lastFolder, 0);
  },
  28: (_, body) => listing(folders.get(file(body))!, offset(body), body.readUInt32LE(16)), // READDIR
  // RELEASEDIR
  29(_, body) {
    folders.delete(file(body));
    return NOTHING;
  },
  30: () => refuse('EINVAL'), // FSYNCDIR
  // CREATE
  35(id, body) {
    const path = join(pathOf(id), namesIn(body.subarray(16))[0]!);
    const answer = openFile(0n, path, body.readUInt32LE(0) | constants.O_CREAT, body.readUInt32LE(4));
    return Buffer.concat([entry(path), answer]);
  },
  45: (id, body) => rename(id, body, 16), // RENAME2
};
/** FORGET, INTERRUPT and BATCH_FORGET expect no answer. */
const UNANSWERED = new Set([2, 36, 42]);

const device = openSync('/dev/fuse', 'r+');
const options = `fd=3,rootmode=40000,user_id=${process.getuid!()},group_id=${process.getgid!()},default_permissions`;
const mounted = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'plain-disk', mountPoint], {
  stdio: ['ignore', 'inherit', 'inherit', device],
});
if (mounted.status !== 0) process.exit(1);

const request = Buffer.alloc(MAX_WRITE + 8192);
for (;;) {
  let length: number;
  try {
    length = readSync(device, request);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A request that was withdrawn before it was read.
    if (code === 'ENOENT' || code === 'EINTR') continue;
    if (code === 'ENODEV') break;
    throw error;
  }
  const operation = request.readUInt32LE(4);
  if (UNANSWERED.has(operation)) continue;
  let errno = 0;
  let answer: Buffer = NOTHING;
  try {
    answer = (ANSWERS[operation] ?? (() => refuse('ENOSYS')))(
      request.readBigUInt64LE(16),
      request.subarray(40, length),
    );
  } catch (error) {
    const numbers: Partial<Record<string, number>> = system.errno;
    errno = numbers[(error as NodeJS.ErrnoException).code!] ?? system.errno.EIO;
  }
  const head = Buffer.alloc(16);
  head.writeUInt32LE(16 + answer.length, 0);
  head.writeInt32LE(-errno, 4);
  request.copy(head, 8, 8, 16);
  try {
    writeSync(device, Buffer.concat([head, answer]));
  } catch (error) {
    // The process that asked was killed meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
