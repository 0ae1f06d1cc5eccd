/**
 * The JSON Schemas of the package: study files, and the answers of `recommend`, `precision`, `tune`,
 * `weights`, `simulate`, `topic` and `doctor` with --json.
 */

import { doctorJsonSchema } from '../src/cli/doctor-schema.js';
import { liveTopicJsonSchema } from '../src/epochs/chain/answer-schema.js';
import { answerJsonSchemas } from '../src/recommend/answer-schemas.js';
import { topicJsonSchemas } from '../src/recommend/topic-schemas.js';
import { tuneJsonSchema } from '../src/recommend/tune-schema.js';
import { weightsJsonSchema } from '../src/recommend/weights-schema.js';
import { studyJsonSchema } from '../src/study/study-file.js';

/**
 * unpkg serves every file of a published npm package at this address, so a study file anywhere can name its
 * schema.
 */
const ADDRESS = 'https://unpkg.com/allora-epsilon/';

/** The schemas by their path in the package. Users import them as `allora-epsilon/schemas/<file>`. */
export function schemas(): Record<string, object> {
  const { recommend, precision } = answerJsonSchemas();
  const { simulate, simulateReplay } = topicJsonSchemas();
  const definitions = {
    'studies/study.schema.json': studyJsonSchema(),
    'src/recommend/schemas/recommend.schema.json': recommend,
    'src/recommend/schemas/precision.schema.json': precision,
    'src/recommend/schemas/tune.schema.json': tuneJsonSchema(),
    'src/recommend/schemas/weights.schema.json': weightsJsonSchema() as object,
    'src/recommend/schemas/simulate.schema.json': simulate,
    'src/recommend/schemas/simulate-replay.schema.json': simulateReplay,
    'src/recommend/schemas/topic.schema.json': liveTopicJsonSchema() as object,
    'src/recommend/schemas/doctor.schema.json': doctorJsonSchema(),
  };
  return Object.fromEntries(
    Object.entries(definitions).map(([path, definition]) => [
      path,
      { $id: ADDRESS + path, ...(definition as object) },
    ]),
  );
}
