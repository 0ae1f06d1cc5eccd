/** The JSON Schemas of the package: study files, and the answers of `recommend --json` and `precision --json`. */

import { answerJsonSchemas } from '../src/recommend/answer-schemas.js';
import { studyJsonSchema } from '../src/study/study-file.js';

/** unpkg serves every file of a published npm package at this address, so a study file anywhere can name its schema. */
const ADDRESS = 'https://unpkg.com/allora-epsilon/schemas/';

/** The schemas by file name. */
export function schemas(): Record<string, object> {
  const { recommend, precision } = answerJsonSchemas();
  const definitions = { study: studyJsonSchema(), recommend, precision };
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => {
      const file = `${name}.schema.json`;
      return [file, { $id: `${ADDRESS}${file}`, ...(definition as object) }];
    }),
  );
}
