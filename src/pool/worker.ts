/** The module that every thread runs; the only place where the pool meets the study. */

import { createKernel } from '../kernel/kernel.js';
import { gridCellSpreads } from '../study/grid.js';
import type { ChunkJob, ChunkResult } from './messages.js';

const kernel = createKernel();

export default function work({ study, cells }: ChunkJob): ChunkResult {
  return cells.map((cell) => gridCellSpreads(study, cell, kernel));
}
