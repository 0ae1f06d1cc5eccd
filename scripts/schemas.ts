/**
 * The JSON Schemas of the package: study files, and the answers of `recommend --json` and `precision --json`.
 */

import { answerJsonSchemas } from '../src/recommend/answer-schemas.js';
import { studyJsonSchema } from '../src/study/study-file.js';

/**
 * unpkg serves every file of a published npm package at this address, so a study file anywhere can name its
 * schema.
 */
const ADDRESS = 'https://unpkg.com/allora-epsilon/';

/** The schemas by their path in the package. Users import them as `allora-epsilon/schemas/<file>`. */
export function schemas(): Record<string, object> {
  const { recommend, precision } = answerJsonSchemas();
  const definitions = {
    'studies/study.schema.json': studyJsonSchema(),
    'src/recommend/schemas/recommend.schema.json': recommend,
    'src/recommend/schemas/precision.schema.json': precision,
  };
  return Object.fromEntries(
    Object.entries(definitions).map(([path, definition]) => [
      path,
      { $id: ADDRESS + path, ...(definition as object) },
    ]),
  );
}
