/** The module that every thread runs that draws figures. It loads Vega once. */

import type { Drawing, DrawingJob } from './drawing.js';
import { drawingIn, renderSvg } from './render.js';

export default async function work({ spec, ofFiles, formats, width }: DrawingJob): Promise<Drawing> {
  const { svg, vega } = await renderSvg(spec);
  const own = ofFiles ? (await renderSvg(ofFiles)).svg : svg;
  return { svg, vega, files: await Promise.all(formats.map((format) => drawingIn(format, own, width))) };
}
