/** The module that every thread runs; the only place where the pool meets the study. */

import { createKernel } from '../kernel/kernel.js';
import { computePart } from '../study/kinds/compute.js';
import type { ChunkJob, ChunkResult } from './messages.js';

const kernel = createKernel();

export default function work({ study, parts }: ChunkJob): ChunkResult {
  return parts.map((part) => computePart(study, part, kernel));
}
