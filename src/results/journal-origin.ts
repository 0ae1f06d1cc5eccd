/**
 * The origin of a journal: the study, version and kernel of its results. Results with equal origins belong
 * together.
 */

import { createHash } from 'node:crypto';
import { SOURCES as KERNEL_SOURCES } from '../kernel/module.js';
import { SOURCES as SAMPLING_SOURCES } from '../sampling/module.js';
import { shardText, type Shard } from '../study/shard.js';
import type { Study } from '../study/study-file.js';
import { VERSION } from './package.js';

export interface Origin {
  format: number;
  version: string;
  /** Hash of the sources that the compiled code was built from. */
  kernel: string;
  study: Study;
}

/** The content of an origin record. */
export interface StoredOrigin extends Origin {
  /** Such as `3/8`; absent in the journal of a whole study. Its results do not depend on it. */
  shard?: string;
}

const KERNEL = `${KERNEL_SOURCES}-${SAMPLING_SOURCES}`;

export function originOf(study: Study): Origin {
  return { format: 3, version: VERSION, kernel: KERNEL, study };
}

/** Part of the checksums of all results of this origin. */
export function originHash(origin: Origin): Buffer {
  return createHash('sha256').update(JSON.stringify(origin)).digest();
}

export function storedOrigin(origin: Origin, shard: Shard | undefined): StoredOrigin {
  return shard ? { ...origin, shard: shardText(shard) } : origin;
}

/**
 * One line for each field that differs.
 * @param now words for the place of the current values
 */
export function differencesBetween(stored: StoredOrigin, current: StoredOrigin, now = 'now'): string[] {
  const fieldsOf = ({ study, ...rest }: StoredOrigin): Record<string, unknown> => ({ ...rest, ...study });
  const before = fieldsOf(stored);
  const after = fieldsOf(current);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
  return names
    .filter((name) => text(before[name]) !== text(after[name]))
    .map(
      (name) =>
        `  ${name}: ${shorten(text(before[name]))} in the journal, ${shorten(text(after[name]))} ${now}`,
    );
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
