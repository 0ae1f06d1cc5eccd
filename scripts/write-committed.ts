/**
 * Writes the numbers that answers and the page take from results: `npm run committed`, after `allora-epsilon run mapping`
 * or a run of a topic study.
 */

import { writeFileSync } from 'node:fs';
import { committedText } from './committed-text.js';
import { committedCurvesText, committedTopicsText } from './committed-topics-text.js';

const write = (path: string, text: string) => writeFileSync(new URL(`../src/${path}`, import.meta.url), text);

write('recommend/committed.ts', await committedText());
write('recommend/committed-topics.ts', await committedTopicsText());
write('explore/committed-curves.ts', await committedCurvesText());
