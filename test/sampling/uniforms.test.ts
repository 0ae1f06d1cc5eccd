import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BATCH, drawUniforms } from '../../src/sampling/uniforms.js';
import { philox4x32, uniforms } from './philox.js';

it('agrees with the readable Philox bit for bit: two numbers of each counter', () => {
  const edge = fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1);
  const word = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), edge);
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (words, key) => {
      const batch = new Float64Array(BATCH);
      drawUniforms(batch, words, key);
      for (let i = 0; i < BATCH; i += 2) {
        // Uint32Array wraps the lowest word after 2^32 - 1, like drawUniforms.
        const random = Uint32Array.of(words[0] + i / 2, words[1], words[2], words[3]);
        philox4x32(random, ...key);
        expect([batch[i], batch[i + 1]]).toEqual(uniforms(random));
      }
    }),
  );
});
