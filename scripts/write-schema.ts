/** Writes the JSON Schema of study files from their definition: `npm run schema`. */

import { writeFileSync } from 'node:fs';
import { studyJsonSchema } from '../src/study/study-file.js';

writeFileSync(new URL('../studies/study.schema.json', import.meta.url), `${JSON.stringify(studyJsonSchema(), null, 2)}\n`);
