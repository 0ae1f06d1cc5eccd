/**
 * Writes the numbers that answers, the page and docs/topics.md take from results: `npm run committed`, after a run of
 * the studies `mapping`, `slopes`, `offsets` or of a topic study.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { committedLeversText } from './committed-levers-text.js';
import { committedText } from './committed-text.js';
import { committedCurvesText, committedTopicsText } from './committed-topics-text.js';
import { withChoices } from './forum/claims/choices-table.js';
import { readTopicTables } from './topic-results.js';

const write = (path: string, text: string) => writeFileSync(new URL(`../src/${path}`, import.meta.url), text);

write('recommend/committed.ts', await committedText());
write('recommend/committed-levers.ts', await committedLeversText());
write('recommend/committed-topics.ts', await committedTopicsText());
write('explore/committed-curves.ts', await committedCurvesText());

const page = new URL('../docs/topics.md', import.meta.url);
writeFileSync(page, withChoices(readFileSync(page, 'utf8'), await readTopicTables()));
