/** A study's results as one page that needs nothing beside it: `results/<study>/report.html`. */

import { createHash } from 'node:crypto';
import { escapeHtml } from './numbers.js';

export interface Report {
  title: string;
  /** In the order in which they are to be read; `svg` is a whole drawing as `report/` renders it, which is trusted. */
  figures: readonly { svg: string; caption: string }[];
  /** The rows of a table, or an object of values; null where there is no fit. */
  fit: unknown;
  /** What was run, when and where. */
  manifest: unknown;
}

/** @returns HTML of a page that runs no script and fetches nothing, whose policy says so; every text in it is escaped */
export function reportPage({ title, figures, fit, manifest }: Report): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  // Attributes of SVG need no style; a drawing's own <style> is not run.
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${figures.map(figureOf).join('\n')}
${fit === null || fit === undefined ? '' : `<h2>Fit</h2>\n${valueOf(fit)}`}
<h2>Manifest</h2>
${valueOf(manifest)}
</body>
</html>
`;
}

/** Names that a drawing refers to by \`#name\` get a number each, as all drawings share the page. */
function figureOf({ svg, caption }: Report['figures'][number], index: number): string {
  const drawing = svg
    .replace(/^\s*<\?xml[^>]*\?>\s*/, '')
    .replace(/\bid="([^"]+)"/g, `id="figure-${index}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#figure-${index}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#figure-${index}-$1"`);
  return `<figure>\n${drawing}\n<figcaption>${escapeHtml(caption)}</figcaption>\n</figure>`;
}

/** A list of objects as a table, an object as names and values, anything else as text. */
function valueOf(value: unknown): string {
  if (Array.isArray(value)) {
    const rows: unknown[] = value;
    if (rows.length > 0 && rows.every(isObject)) return tableOf(rows);
    return rows.some((each) => typeof each === 'object' && each !== null)
      ? rows.map(valueOf).join('\n')
      : escapeHtml(rows.map(String).join(', '));
  }
  if (!isObject(value)) return escapeHtml(typeof value === 'string' ? value : value === null ? 'none' : JSON.stringify(value));
  const rows = Object.entries(value).map(([name, each]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${valueOf(each)}</td></tr>`);
  return `<table>\n${rows.join('\n')}\n</table>`;
}

function tableOf(rows: readonly Record<string, unknown>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = names.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${names.map((name) => `<td>${name in row ? valueOf(row[name]) : ''}</td>`).join('')}</tr>`);
  return `<div class="wide"><table>\n<tr>${head}</tr>\n${body.join('\n')}\n</table></div>`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Figures are drawn on white, also where the page is dark. */
const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.45 system-ui,'DejaVu Sans',sans-serif;max-width:70rem;margin:0 auto;padding:1rem;background:#fff;color:#16202a}
figure{margin:2rem 0;break-inside:avoid}
figure svg{max-width:100%;height:auto;background:#fff}
figcaption{max-width:46rem;margin-top:.5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .6rem;border:1px solid #b5bec7;text-align:left;vertical-align:top;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{background:#0e1318;color:#e8edf2}th,td{border-color:#4c5a67}}
@media print{body{background:#fff;color:#000}}
`;
