import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { alloraHere, temporaryFolder } from '../cli/command.js';
import { some } from '../effort.js';

const folder = temporaryFolder();
const root = new URL('../../', import.meta.url);
const documents = ['README.md', 'docs/questions.md']
  .map((path) => readFileSync(new URL(path, root), 'utf8'))
  .join('\n');
const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`src/recommend/schemas/${name}.schema.json`, root), 'utf8')) as object;
const ajv = new Ajv({ strict: true, strictTuples: false });
const validators = {
  recommend: ajv.compile(schemaOf('recommend')),
  precision: ajv.compile(schemaOf('precision')),
};

/** Every question of the README and of docs/questions.md, with its standard input. */
const questions = [
  ...documents.matchAll(/^\$ (?:printf '(.*)' \| )?allora-epsilon (recommend|precision) ([^|\n]*)/gm),
].map(([, input, command, options]) => ({
  input,
  command: command as keyof typeof validators,
  options: options!.trim(),
}));
const files = [...documents.matchAll(/^\$ printf '(.*)' > (\S+)$/gm)].map(([, text, name]) => ({
  text: text!,
  name: name!,
}));
const unescaped = (text: string) => text.replaceAll('\\n', '\n');

describe('the schemas of answers', () => {
  it('accept the answer to every question of README and docs/questions.md', async () => {
    for (const { name, text } of files) writeFileSync(join(folder.path, name), unescaped(text));
    const refused: string[] = [];
    const asked = some(questions, 3);
    for (const { input, command, options } of asked) {
      if (input !== undefined) writeFileSync(join(folder.path, 'input.csv'), unescaped(input));
      const args = options.split(/\s+/).map((word) => (word === '-' ? 'input.csv' : word));
      const { status, stdout } = await alloraHere(
        [command, ...args.filter((word) => word !== '--json'), '--json'],
        folder.path,
      );
      if (status !== 0) {
        refused.push(options);
        continue;
      }
      const validate = validators[command];
      validate(JSON.parse(stdout));
      expect({ options, errors: validate.errors }).toEqual({ options, errors: null });
    }
    // A std of 0, losses of an unknown unit, and a single worker.
    const questionable = ['--losses long.csv', '--std 0', '--regrets -'];
    expect(refused.filter((options) => !questionable.includes(options))).toEqual([]);
    expect(refused.length).toBeLessThanOrEqual(questionable.length);
    expect(asked.length).toBeGreaterThan(5);
  });

  it('accept a question without an answer, and an interval without an upper end', async () => {
    writeFileSync(join(folder.path, 'few.csv'), 'a,b\n5.1,5.2\n5.1,5.3\n-0.1,0.2\n');
    const all = [
      ['recommend', '--regrets', 'few.csv', '--scores', 'few.csv'],
      ['recommend', '--regrets', 'few.csv', '--scheme', 'whitepaper', '--confidence', '0.2'],
      ['recommend', '--std', '1', '--workers', '3', '--confidence', '0.0001'],
      ['precision', '--epsilon', '0.1', '--regrets', 'few.csv'],
      ['precision', '--epsilon', '0.1', '--mean-std-ratio', '4'],
    ];
    for (const args of some(all, 2)) {
      const { stdout } = await alloraHere([...args, '--json'], folder.path);
      const validate = validators[args[0] as keyof typeof validators];
      validate(JSON.parse(stdout));
      expect({ args, errors: validate.errors }).toEqual({ args, errors: null });
    }
  });

  it('refuse other documents', () => {
    expect(validators.recommend({})).toBe(false);
    expect(validators.precision({})).toBe(false);
  });
});
