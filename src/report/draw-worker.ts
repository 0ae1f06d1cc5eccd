/** The module that every thread runs that draws figures. It loads Vega once. */

import type { Drawing, DrawingJob } from './drawing.js';
import { packVega } from './figure.js';
import { drawingIn, renderSvg } from './render.js';

export default async function work({ spec, ofFiles, formats, width }: DrawingJob): Promise<Drawing> {
  const { svg, vega } = await inTurn(() => renderSvg(spec));
  const own = ofFiles ? (await inTurn(() => renderSvg(ofFiles))).svg : svg;
  const files = formats.map((format) => drawingIn(format, own, width));
  // While the images are made outside of JavaScript.
  const packedVega = packVega(vega);
  return { svg, packedVega, files: await Promise.all(files) };
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Vega shares its time among figures. In turns, the image of a figure is made while the next one is laid out.
 */
function inTurn<T>(task: () => Promise<T>): Promise<T> {
  const next = last.then(task);
  last = next.catch(() => undefined);
  return next;
}
