/** Starts the worker that reads files. Its script is compressed in the page, or a file beside the page. */

import { decompressed } from './compressed.js';

export async function startReader(): Promise<Worker> {
  const { dataset } = document.getElementById('reader')!;
  if (dataset.src) return workerOf(dataset.src);
  const address = URL.createObjectURL(await decompressed('reader', 'text/javascript'));
  const worker = new Worker(address);
  // The browser keeps the text as long as the address is known. The worker has said by then that it runs.
  worker.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
  return worker;
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
