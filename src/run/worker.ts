/** The module that every thread runs. */

import { createTools } from '../study/kinds/tools.js';
import { computationOf } from './computation.js';
import type { ChunkJob, ChunkResult } from './messages.js';

/** One kernel and one store of regrets per thread. */
const tools = createTools();

export default function work({ study, parts, index, running }: ChunkJob): ChunkResult {
  const computation = computationOf(study);
  return parts.map((part, finished) => {
    const reportShare = (share: number) => {
      running[index] = finished + share;
    };
    reportShare(0);
    return computation.compute(study, part, { ...tools, reportShare });
  });
}
