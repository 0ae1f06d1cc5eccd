/** A figure of a report: its drawing, its data for the interactive one, and its caption. */

import { gzipSync } from 'node:zlib';
import { escapeHtml } from '../text/html.js';

export interface ReportFigure {
  /** The finding, in one sentence. */
  title: string;
  /** SVG of the whole drawing. It is trusted, because `report/render.ts` made it. */
  svg: string;
  /** The same figure for a page that runs Vega, from {@link packVega}; null for one that is not interactive. */
  packedVega: string | null;
  caption: string;
}

/** A Vega specification as it stands in a page: JSON, compressed by gzip, in base64. */
export function packVega(spec: object): string {
  return gzipSync(JSON.stringify(spec)).toString('base64');
}

export function figureId(index: number): string {
  return `figure-${index + 1}`;
}

/**
 * @param index of the figure on the page
 * @param heading level of the heading: 3 or 4
 */
export function figureOf(
  { title, svg, packedVega, caption }: ReportFigure,
  index: number,
  heading = 3,
): string {
  const id = figureId(index);
  const data = packedVega === null ? '' : ` data-vega="${packedVega}"`;
  return `<figure id="${id}" aria-labelledby="${id}-title">
<h${heading} id="${id}-title">${escapeHtml(title)}</h${heading}>
<div class="drawing"${data}>
${drawingOf(svg, title, index)}
</div>
<figcaption><a href="#${id}">Figure ${index + 1}</a>. ${escapeHtml(caption)}</figcaption>
</figure>`;
}

/**
 * The drawing as one image for screen readers, with ids that are unique on the page, because all drawings use
 * the same ones. The font is that of the style.
 */
function drawingOf(svg: string, title: string, index: number): string {
  return svg
    .replace(/^\s*<\?xml[^>]*\?>\s*/, '')
    .replace(/<[a-z](?:[^>"]|"[^"]*")*>/gi, (tag) =>
      tag
        .replace(/ (?:role|aria-[a-z]+|font-family)="[^"]*"/g, '')
        .replace(/\bid="([^"]+)"/g, `id="figure-${index}-$1"`)
        .replace(/url\(#([^)]+)\)/g, `url(#figure-${index}-$1)`)
        .replace(/href="#([^"]+)"/g, `href="#figure-${index}-$1"`),
    )
    .replace(/^<svg\b/, () => `<svg role="img" aria-label="${escapeHtml(title)}"`);
}

/**
 * Style that gives figures their height before they are laid out, so that the page does not move while it is
 * scrolled. The width is that of the drawing, or that of the screen between its margins.
 */
export function sizesOf(figures: readonly Pick<ReportFigure, 'svg'>[]): string {
  return figures
    .map(({ svg }, i) => {
      const [, width, height] = /^[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
      if (width === undefined) return '';
      const ratio = (Number(height) / Number(width)).toFixed(4);
      return `#${figureId(i)}{contain-intrinsic-size:auto calc(min(100vw - 2rem,${width}px)*${ratio} + 6rem)}`;
    })
    .join('');
}
