/** Names of shards: `3/8` is the third of eight. */

/** Most shards of a study: more files than a folder should hold. Our choice. */
export const MOST_SHARDS = 100_000;

/** One of several shards of a study. */
export interface Shard {
  /** From 1 to `count`. */
  index: number;
  /** Number of all shards, from 1 to 100,000. */
  count: number;
}

/** `3/8` */
export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/** The shard of a text such as `3/8`; undefined for other texts. */
export function parseShard(text: string): Shard | undefined {
  const found = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  if (!found) return undefined;
  const [index, count] = [Number(found[1]), Number(found[2])];
  return count >= 1 && count <= MOST_SHARDS && index >= 1 && index <= count ? { index, count } : undefined;
}

/** The rule of {@link parseShard} in words. */
export const SHARD_RULE = `i/n with whole numbers, i from 1 to n, n from 1 to ${MOST_SHARDS}`;
