/** Width and height of a drawing, in its own pixels. */
export function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!.map(Number);
  return { width: width!, height: height! };
}
