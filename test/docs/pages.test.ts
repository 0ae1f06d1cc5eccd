/**
 * Runs examples of the pages in docs/ and compares their output: in continuous integration each one.
 * live-topics.md needs a server, and has a test of its own.
 */

import { readdirSync } from 'node:fs';
import { describe } from 'vitest';
import { testDocument } from './document.js';

const pages = readdirSync(new URL('../../docs', import.meta.url)).filter(
  (name) => name.endsWith('.md') && name !== 'live-topics.md',
);

/**
 * Words of examples that simulate millions of regrets, fit large tables, draw figures or run shards. README
 * has commands of these kinds, or other tests run them with less.
 */
const LONG = [
  'recommend --std 0.05 --confidence 0.99',
  'recommend --std 0.05 --mean 0.1',
  'recommend --std 0.05 --workers 5',
  'recommend --std 0.05 --p-norm 2.5',
  'recommend --groups',
  'precision --epsilon 0.01 --losses',
  'tune --epsilon 0.1',
  'simulate --epsilon 0.01 0.1',
  'more-draws',
  'fit results/mapping',
  'slopeLimit',
  'mergeShards',
  'shards/forum-coarse',
  'forum-coarse --shard',
];

describe.each(pages)('docs/%s', (page) =>
  testDocument(`docs/${page}`, (example) => LONG.some((words) => example.includes(words))),
);
