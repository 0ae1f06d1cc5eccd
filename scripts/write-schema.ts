/** Writes the JSON Schemas of study files and of answers from their definitions: `npm run schema`. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { answerJsonSchemas } from '../src/recommend/answer-schemas.js';
import { studyJsonSchema } from '../src/study/study-file.js';

function write(name: string, schema: unknown): void {
  writeFileSync(new URL(`../${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}

mkdirSync(new URL('../src/recommend/schemas', import.meta.url), { recursive: true });
write('studies/study.schema.json', studyJsonSchema());
for (const [name, schema] of Object.entries(answerJsonSchemas()))
  write(`src/recommend/schemas/${name}.schema.json`, schema);
