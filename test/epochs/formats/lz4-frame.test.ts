import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressLz4Frame } from '../../../src/epochs/formats/lz4-frame.js';
import { plainFrame, repeatedFrame } from './lz4.js';

describe('a frame of LZ4', () => {
  it('of plain blocks gives their bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(200_000), (bytes, length) => {
        const content = Buffer.alloc(length, bytes.length === 0 ? 1 : bytes);
        expect(Buffer.from(decompressLz4Frame(plainFrame(content))).equals(content)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('of a compressed block gives its bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 600 }),
        fc.integer({ min: 4, max: 3000 }),
        (bytes, repeats) => {
          const content = Buffer.concat([bytes, Buffer.alloc(repeats + 5, bytes.at(-1))]);
          expect(Buffer.from(decompressLz4Frame(repeatedFrame(bytes, repeats))).equals(content)).toBe(true);
        },
      ),
    );
  });

  it('by the program lz4, with a content size, checksums, and blocks that refer to earlier ones', () => {
    // `seq 1 12 | lz4 -BX --content-size`
    const frame = Buffer.from(LZ4_OUTPUT, 'hex');
    const text = Array.from({ length: 12 }, (_, i) => `${i + 1}\n`).join('');
    expect(Buffer.from(decompressLz4Frame(frame)).toString()).toBe(text);
  });

  it('is refused if it is damaged', () => {
    const frame = repeatedFrame(Buffer.from('abc'), 50);
    for (let length = 0; length < frame.length; length++)
      expect(() => decompressLz4Frame(frame.subarray(0, length)), String(length)).toThrow();
    // A distance before the start.
    const distance = Buffer.from(frame);
    distance[frame.indexOf(1, 15)] = 9;
    expect(() => decompressLz4Frame(distance)).toThrow('damaged LZ4 data');
    const version = Buffer.from(frame);
    version[4] = 0x80;
    expect(() => decompressLz4Frame(version)).toThrow('an LZ4 frame of another version');
  });
});

const LZ4_OUTPUT =
  '04224d187c401b00000000000000981b000080310a320a330a340a350a360a370a380a390a31300a31310a31320ab760d48400000000b760d484';
