import { createKernel } from '../../kernel/kernel.js';
import { createSharedRegrets } from '../../sampling/regrets.js';
import type { Tools } from './kind.js';

/** The tools of one thread. Building the tables of the kernel takes about 10 ms. */
export function createTools(): Tools {
  return { kernel: createKernel(), sharedRegrets: createSharedRegrets(), reportShare: () => undefined };
}
