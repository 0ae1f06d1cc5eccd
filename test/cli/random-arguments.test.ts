/** Random command lines end with an answer or one message. */

import fc from 'fast-check';
import { textOfAnyCharacters } from '../any-text.js';
import { describe, expect, it } from 'vitest';
import { COMMON_OPTIONS } from '../../src/cli/options.js';
import { RUNS_ALL } from '../effort.js';
import { alloraHere, temporaryFolder } from './command.js';
import { commands, complete, options } from './command-words.js';

const folder = temporaryFolder();

describe('random command lines', () => {
  const numbers = [
    ...['0.05', '1', '0', '-1', '2', '10001', '1e300', '1e-300', '5e-324', '1e400', '1e-400', '-0', '1e16'],
    ...['0x10', '1_000', '1e', '+5', '５', '−5', '0,05', '1.234,5', '94', '95%', '18446744073709551615'],
    ...['-inf', 'nan', 'Infinity', '.5', '5.', '37', '12.7', '0.9999999999999999'],
  ];
  const texts = [
    ...[
      '',
      ' ',
      '--',
      '---',
      '-x',
      '-q',
      '--json',
      '--help=1',
      '=',
      '--=',
      '--__proto__',
      '--std.x',
      'a',
      './x',
    ],
    ...['/proc/self/mem', 'true', 'null', 'undefined', 'chain-2026', 'raw', 'run', 'completion', '%', '1;2;'],
    ...['x'.repeat(100_000), '\u009b31m', 'a\nb', '\ud800', '\u202e', 'a\0b', '0,4 0,1'],
  ];
  const word = fc.oneof(
    fc.constantFrom(...numbers),
    fc.constantFrom(...texts),
    textOfAnyCharacters(),
    fc.double().map(String),
  );
  const forms: ((name: string, value: string) => string[])[] = [
    (name, value) => [`--${name}`, value],
    (name, value) => [`--${name}=${value}`],
    (name) => [`--${name}`],
    (name) => [`--no-${name}`],
    (name, value) => [`–${name}`, value],
  ];
  const anyOption = options.map(({ name }) => name);
  // `topic` would ask the network.
  const offline = commands.filter(({ name }) => name !== 'topic');
  const line = fc.constantFrom(...offline).chain((command) => {
    const own = [...Object.keys(command.options), ...Object.keys(COMMON_OPTIONS)];
    const name = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...own) },
      { weight: 1, arbitrary: fc.constantFrom(...anyOption) },
    );
    const option = fc.tuple(fc.constantFrom(...forms), name, word).map(([form, ...rest]) => form(...rest));
    const parts = fc.array(
      fc.oneof(
        { weight: 5, arbitrary: option },
        word.map((each) => [each]),
      ),
      {
        maxLength: 3,
      },
    );
    const more: Record<string, string[]> = {
      recommend: ['--std', '0.05'],
      simulate: ['--epochs', '10', '--burn-in', '0', '--threads', '0'],
    };
    const start = fc.constantFrom([...complete(command), ...(more[command.name] ?? [])], [command.name], []);
    return fc.tuple(start, parts).map(([words, more]) => [...words, ...more.flat()]);
  });

  it('end with an answer or with one message, never with a failure', async () => {
    // A lone hyphen is standard input, which never ends here.
    const readsInput = (words: readonly string[]) => words.some((each) => /(?:^|=)\s*-\s*$/.test(each));
    await fc.assert(
      fc.asyncProperty(
        line.filter((words) => !readsInput(words)),
        async (words) => {
          const { status, stdout, stderr } = await alloraHere(words, folder.path);
          expect([0, 2]).toContain(status);
          expect(stdout + stderr).not.toMatch(/[\0-\t\v-\x1f\x7f-\x9f]/);
          expect(stdout).not.toMatch(/NaN|Infinity/);
          expect(stderr).not.toMatch(
            /\n\s+at |is not a function|Cannot (?:read|destructure|convert)|not iterable|is not defined|Received |must be of type/,
          );
          expect(status === 0 || (stdout === '' && stderr !== '' && stderr.length < 3000)).toBe(true);
        },
      ),
      { numRuns: RUNS_ALL ? 3000 : 100 },
    );
  }, 120_000);
});
