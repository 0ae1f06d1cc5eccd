/** The report of a study, one self-contained page: `results/<study>/report.html`. */

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { escapeHtml } from '../text/html.js';

export interface ReportFigure {
  /** SVG of the whole drawing. It is trusted, because `report/render.ts` made it. */
  svg: string;
  /** The same figure as a Vega specification, in JSON; null for a figure that is not interactive. */
  vega: object | null;
  caption: string;
}

export interface Report {
  title: string;
  /** In reading order. */
  figures: readonly ReportFigure[];
  /** Rows of a table, or an object of values; null without a fit. */
  fit: unknown;
  /** The manifest of the results folder. */
  manifest: unknown;
  /** Text of the script that makes the figures interactive: `dist/report/report.bundle.js`. */
  script: string;
}

/**
 * @returns HTML of a page with all texts escaped. Its policy allows only the script and no requests. The
 *   figures are static drawings without the script, before it runs, and on paper.
 */
export function reportPage({ title, figures, fit, manifest, script }: Report): string {
  const body = `${figures.map(figureOf).join('\n')}
${fit === null || fit === undefined ? '' : `<h2>Fit</h2>\n${valueOf(fit)}`}
<h2>Manifest</h2>
${valueOf(manifest)}`;
  return pageOf({ title, body, script, style: STYLE });
}

/** Puts the HTML of a body, which is trusted, into a page. */
export function pageOf({
  title,
  body,
  script,
  style,
}: {
  title: string;
  body: string;
  script: string;
  style: string;
}): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  // Drawings use SVG attributes, which the policy allows. It blocks a <style> element inside a drawing.
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
<script>${script}</script>
</body>
</html>
`;
}

/** Makes the ids inside a drawing unique on the page, because all drawings use the same ids. */
export function figureOf({ svg, vega, caption }: ReportFigure, index: number): string {
  const drawing = svg
    .replace(/^\s*<\?xml[^>]*\?>\s*/, '')
    .replace(/\bid="([^"]+)"/g, `id="figure-${index}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#figure-${index}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#figure-${index}-$1"`);
  const packed = vega === null ? '' : ` data-vega="${gzipSync(JSON.stringify(vega)).toString('base64')}"`;
  return `<figure>\n<div class="drawing"${packed}>\n${drawing}\n</div>\n<figcaption>${escapeHtml(caption)}</figcaption>\n</figure>`;
}

/** Writes a list of objects as a table, an object as names and values, and anything else as text. */
function valueOf(value: unknown): string {
  if (Array.isArray(value)) {
    const rows: unknown[] = value;
    if (rows.length > 0 && rows.every(isObject)) return tableOf(rows);
    return rows.some((each) => typeof each === 'object' && each !== null)
      ? rows.map(valueOf).join('\n')
      : escapeHtml(rows.map(String).join(', '));
  }
  if (!isObject(value))
    return escapeHtml(typeof value === 'string' ? value : value === null ? 'none' : JSON.stringify(value));
  const rows = Object.entries(value).map(
    ([name, each]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${valueOf(each)}</td></tr>`,
  );
  return `<table>\n${rows.join('\n')}\n</table>`;
}

function tableOf(rows: readonly Record<string, unknown>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${names.map((name) => `<td>${name in row ? valueOf(row[name]) : ''}</td>`).join('')}</tr>`,
  );
  return `<div class="wide"><table>\n<tr>${head}</tr>\n${body.join('\n')}\n</table></div>`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Styles of the page. Figures have a white background also in dark mode. */
export const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.45 system-ui,'DejaVu Sans',sans-serif;max-width:70rem;margin:0 auto;padding:1rem;background:#fff;color:#16202a}
figure{position:relative;margin:2.5rem 0;break-inside:avoid}
h1,h2,h3,p,figcaption{overflow-wrap:anywhere}
.drawing{overflow-x:auto}
.drawing svg,.stage canvas{display:block;max-width:max(100%,38rem);height:auto!important;background:#fff}
.hint{color:#4a5764;max-width:46rem}
.live>svg{display:none}
.stage{position:relative;width:fit-content;max-width:max(100%,38rem)}
.stage:focus-visible{outline:3px solid #0a66c2;outline-offset:-3px}
.tip,.ring,.box{position:absolute;pointer-events:none;z-index:1}
.tip{background:#16202a;color:#fff;font-size:.8rem;line-height:1.4;padding:.4rem .6rem;border-radius:.3rem;width:max-content;max-width:min(20rem,90vw);box-sizing:border-box}
.tip b{font-variant-numeric:tabular-nums}
.ring{box-sizing:content-box;margin:-4px;border:2px solid #fff;outline:2px solid #d6006c;border-radius:3px;padding:2px}
.box{background:#0a66c233;border:1px solid #0a66c2}
.all{position:absolute;bottom:100%;left:0;margin-bottom:.2rem;font:inherit;font-size:.85rem;padding:.15rem .7rem}
[hidden]{display:none}
@media (pointer:coarse){.hint span{display:none}}
figcaption{max-width:46rem;margin-top:.5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .6rem;border:1px solid #b5bec7;text-align:left;vertical-align:top;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{background:#0e1318;color:#e8edf2}th,td{border-color:#4c5a67}.hint{color:#aab6c2}.stage:focus-visible{outline-color:#79b8ff}}
@media print{body{background:#fff;color:#000}.hint,.stage,.all{display:none}.live>svg{display:block}.drawing svg{max-width:100%}}
`;
