/** Starts the worker that reads files. Its script is compressed in the page, or a file beside the page. */

import { decompressed } from './compressed.js';

export async function startReader(): Promise<Worker> {
  const { dataset } = document.getElementById('reader')!;
  if (dataset.src) return new Worker(dataset.src);
  return new Worker(URL.createObjectURL(await decompressed('reader', 'text/javascript')));
}
