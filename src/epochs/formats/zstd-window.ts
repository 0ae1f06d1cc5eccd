/**
 * The window of a frame of zstd (RFC 8878, section 3.1.1.1): the memory that its decoder takes, and copies.
 */

/** Largest window, bytes: that of `zstd -d`. */
const MOST_WINDOW = 2 ** 27;

/** @throws {Error} if the window of the first frame is so large that it is almost certainly damaged */
export function checkZstdWindow(head: Uint8Array): void {
  const [flags = 0, descriptor = 0] = head.subarray(4, 6);
  const isSingleSegment = (flags & 0x20) !== 0;
  const size = 2 ** (10 + (descriptor >> 3)) * (1 + (descriptor & 7) / 8);
  if (!isSingleSegment && size > MOST_WINDOW)
    throw new Error(`a window of zstd is larger than ${MOST_WINDOW / 2 ** 20} MB`);
}
