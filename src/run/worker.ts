/** The module that every thread runs. */

import { createTools } from '../study/kinds/tools.js';
import { computationOf } from './computation.js';
import type { ChunkJob, ChunkResult } from './messages.js';

/** One kernel and one store of regrets per thread. */
const tools = createTools();

export default function work({ study, parts }: ChunkJob): ChunkResult {
  const computation = computationOf(study);
  return parts.map((part) => computation.compute(study, part, tools));
}
