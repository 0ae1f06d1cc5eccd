/** Writes the JSON Schemas of study files and of answers: `npm run schema`. */

import { writeFileSync } from 'node:fs';
import { schemas } from './schemas.js';

for (const [path, schema] of Object.entries(schemas()))
  writeFileSync(new URL(`../${path}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
