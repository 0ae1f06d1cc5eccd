/** Writes `src/recommend/committed.ts` from `results/mapping`: `npm run committed`, after `allora-epsilon run mapping`. */

import { writeFileSync } from 'node:fs';
import { committedText } from './committed-text.js';

writeFileSync(new URL('../src/recommend/committed.ts', import.meta.url), await committedText());
