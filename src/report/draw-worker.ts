/** The module that every thread runs that draws figures. It loads Vega once. */

import type { Drawing, DrawingJob } from './drawing.js';
import { packVega } from './figure.js';
import { drawingIn, renderSvg } from './render.js';

/** Vega shares its time among figures. In turns, the image of one is made while the next one is laid out. */
const layout = turns();
/** An image takes up to 60 MB while it is made. */
const image = turns();

export default async function work({ spec, ofFiles, formats, width }: DrawingJob): Promise<Drawing> {
  const { svg, vega } = await layout(() => renderSvg(spec));
  const own = ofFiles ? (await layout(() => renderSvg(ofFiles))).svg : svg;
  const files = formats.map((format) => image(() => drawingIn(format, own, width)));
  // While the images are made outside of JavaScript.
  const packedVega = packVega(vega);
  return { svg, packedVega, files: await Promise.all(files) };
}

/** Does one task after the other. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const next = last.then(task);
    last = next.catch(() => undefined);
    return next;
  };
}
