/** The table of decisions in docs/tables.md, line by line. */

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { DECISIONS, REGRETS } from './decision-examples.js';
import { tableReader } from './table-reader.js';

const { read, messageOf } = tableReader();

describe('the table of decisions', () => {
  const checked = new Set<string>();
  const page = readFileSync(new URL('../../../docs/tables.md', import.meta.url), 'utf8');
  const [, table = ''] = page.split('## Decisions');
  const lines = [...table.matchAll(/^\| ((?:[^|]|\\\|)*?) +\| .*\|$/gm)].map((match) => match[1]!).slice(2);

  it('has a line for each test, and a test for each line', () => {
    expect(lines).toEqual(Object.keys(DECISIONS));
  });

  it.each(Object.entries(DECISIONS))('%s', async (line, examples) => {
    checked.add(line);
    for (const [content, expected, options = REGRETS] of examples) {
      if (expected instanceof RegExp) expect(await messageOf(content, options)).toMatch(expected);
      else expect(await read(content, options), content).toMatchObject(expected);
    }
  });

  afterAll(() => {
    expect(checked.size).toBe(lines.length);
  });
});
