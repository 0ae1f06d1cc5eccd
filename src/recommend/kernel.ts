/** The kernel of the answers. */

import { createKernel, type Kernel } from '../kernel/kernel.js';

let kernel: Kernel | undefined;

/**
 * The one kernel of this thread, created for the first answer that needs it. It is kept because compiling it
 * takes some 20 ms, as long as a small answer, and a caller may ask thousands of questions. It holds no state
 * between calls but the size of its memory.
 */
export function sharedKernel(): Kernel {
  kernel ??= createKernel();
  return kernel;
}
