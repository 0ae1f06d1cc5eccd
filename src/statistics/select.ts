/** Order statistics of numbers that are in memory. */

/** Of the numbers between the smallest and the largest finite one; below them and above them is one each for the infinite. */
const BUCKETS = 4096;

/**
 * The numbers of some ranks. All are counted in evenly spaced buckets, and only those of the buckets with a wanted rank are sorted: for a dozen
 * ranks a tenth of the time that sorting all takes, unless most numbers share a bucket.
 * @param list none NaN, in any order; left as it is
 * @param ranks whole numbers from 1 (the smallest) to the length of the list
 * @returns shape (ranks); of -0 and 0, which are equal, either
 */
export function selectRanks(list: Float64Array, ranks: readonly number[]): Float64Array {
  const buckets = bucketsOf(list);
  const counts = new Uint32Array(BUCKETS + 2);
  for (let i = 0; i < buckets.length; i++) counts[buckets[i]!]!++;

  /** Where the next number of a bucket goes; -1 for buckets that nobody wants. */
  const places = new Int32Array(counts.length).fill(-1);
  let room = 0;
  const found = ranks.map((rank) => {
    let [bucket, before] = [0, 0];
    while (before + counts[bucket]! < rank) before += counts[bucket++]!;
    if (places[bucket]! < 0) {
      places[bucket] = room;
      room += counts[bucket]!;
    }
    return { bucket, from: places[bucket]!, index: places[bucket]! + rank - before - 1 };
  });

  const taken = new Float64Array(room);
  for (let i = 0; i < buckets.length; i++) {
    const place = places[buckets[i]!]!;
    if (place < 0) continue;
    taken[place] = list[i]!;
    places[buckets[i]!] = place + 1;
  }
  for (const { bucket, from } of found) taken.subarray(from, from + counts[bucket]!).sort();
  return Float64Array.from(found, ({ index }) => taken[index]!);
}

/** The bucket of each number, from 0: a larger number has no smaller one. */
export function bucketsOf(list: Float64Array): Uint16Array {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < list.length; i++) {
    const value = list[i]!;
    if (value < least && value !== -Infinity) least = value;
    if (value > most && value !== Infinity) most = value;
  }
  // Neither infinite nor 0, whatever the range: an infinite number stays one, and 0 stays 0.
  const scale = Math.max(Number.MIN_VALUE, Math.min(BUCKETS / (most - least), Number.MAX_VALUE));
  const buckets = new Uint16Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const place = (list[i]! - least) * scale;
    buckets[i] =
      place >= 0
        ? place < BUCKETS
          ? 1 + Math.floor(place)
          : list[i]! === Infinity
            ? BUCKETS + 1
            : BUCKETS
        : 0;
  }
  return buckets;
}
