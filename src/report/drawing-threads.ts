/**
 * Draws figures on threads, or in series on the calling thread. Both use the same module, so the bytes are
 * the same.
 */

import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { IMPORT_ONLY } from '../run/jobs.js';
import type { Drawing, DrawingJob } from './drawing.js';

export interface DrawingThreads {
  /** Figures that should be drawn at the same time. */
  readonly lanes: number;
  /**
   * @param make makes the job, which is not kept while it is drawn
   * @throws {Error} as `renderSvg`; if the memory is full; errors of `make`
   */
  draw(make: () => DrawingJob): Promise<Drawing>;
  /** Ends the threads. Figures that are being drawn fail. */
  close(): Promise<void>;
}

/** The module that threads run, beside this file, as TypeScript or compiled. */
const WORKER = new URL(`./draw-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Processors that a thread uses. Images take half of the time, and are made outside of JavaScript, while the
 * next figure is laid out.
 */
const PROCESSORS_PER_THREAD = 2;

/**
 * Figures that a thread holds for each of its processors, so that an image never waits for its figure. Our
 * choice.
 */
const FIGURES_PER_PROCESSOR = 2;

/**
 * Most megabytes of young objects in a thread. Vega drops most of its objects at once, so a small space for
 * them costs no time: `run forum-coarse` takes 0.99 of the time with the default of 48.
 */
const YOUNG_MEGABYTES = 4;

/**
 * Starts the first thread, which loads Vega at once; others start when figures wait for them. The caller
 * closes them.
 * @param threads processors to use; 0: the calling thread draws
 * @param lanes figures to draw at the same time, each of which needs memory
 */
export function openDrawing(
  threads: number,
  lanes = threads > 1 ? FIGURES_PER_PROCESSOR * threads : 1,
): DrawingThreads {
  // From TypeScript a thread would need the loaders of this process.
  if (threads === 0 || WORKER.pathname.endsWith('.ts'))
    return { lanes, draw: drawHere, close: () => Promise.resolve() };
  const pool = new Piscina<DrawingJob, Drawing>({
    filename: WORKER.href,
    minThreads: 1,
    maxThreads: Math.ceil(threads / PROCESSORS_PER_THREAD),
    concurrentTasksPerWorker: FIGURES_PER_PROCESSOR * PROCESSORS_PER_THREAD,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    execArgv: IMPORT_ONLY,
  });
  // A thread that cannot load its module takes no figure, and piscina would let the figures wait for ever.
  const failed = new Promise<never>((_, reject) => void pool.on('error', reject));
  failed.catch(() => undefined);
  // A function of its own, because a function that waits keeps its values.
  const run = (make: () => DrawingJob) => pool.run(make());
  let closed: Promise<void> | undefined;
  return {
    lanes,
    async draw(make) {
      try {
        return await Promise.race([run(make), failed]);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        // The system allows no further thread.
        if (code === 'ERR_WORKER_INIT_FAILED') return drawHere(make);
        throw code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error('out of memory') : error;
      }
    },
    close: () => (closed ??= pool.destroy()),
  };
}

async function drawHere(make: () => DrawingJob): Promise<Drawing> {
  const { default: work } = (await import(WORKER.href)) as typeof import('./draw-worker.js');
  return work(make());
}
