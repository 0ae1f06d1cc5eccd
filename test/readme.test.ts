/** README: its length, its first screen, and its links. Its commands run in package.test.ts, in the installed package. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blocksOf, testDocument } from './docs/document.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('shows the two commands of the reproduction', () => {
    const commands = blocksOf(readme).filter(({ language }) => language === 'sh');
    expect(commands.map(({ text }) => text)).toEqual(['npm ci && npm run study\n', 'npm ci && npm test\n']);
  });

  it('has at most 250 lines', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(251);
  });

  it('answers five questions of a newcomer on its first screen', () => {
    const start = readme.split('\n').slice(0, 40).join('\n');
    for (const question of [
      'What is epsilon?',
      'Which one do I need?',
      'Where do I get the std?',
      'Can I change it later?',
      'How sure is this number?',
    ])
      expect(start).toContain(question);
  });

  testDocument('README.md');
});
