/** Runs every example of the pages in docs/ and compares its output. live-topics.md needs a server, and has a test of its own. */

import { readdirSync } from 'node:fs';
import { describe } from 'vitest';
import { testDocument } from './document.js';

const pages = readdirSync(new URL('../../docs', import.meta.url)).filter(
  (name) => name.endsWith('.md') && name !== 'live-topics.md',
);

describe.each(pages)('docs/%s', (page) => testDocument(`docs/${page}`));
