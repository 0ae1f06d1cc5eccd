/** Starts the worker that reads files. Its script is compressed in the page, or a file beside the page. */

import { decompressed } from './compressed.js';

export async function startReader(): Promise<Worker> {
  const { dataset } = document.getElementById('reader')!;
  if (dataset.src) return workerOf(dataset.src);
  return new Worker(URL.createObjectURL(await decompressed('reader', 'text/javascript')));
}

/** @throws {Error} if the page was opened from a disk; some browsers then start no script beside it */
function workerOf(address: string): Worker {
  try {
    return new Worker(address);
  } catch {
    throw new Error(
      'In this browser, a page of the site reads no table if it was opened from a disk. ' +
        'The page of `allora-epsilon explore` does.',
    );
  }
}
