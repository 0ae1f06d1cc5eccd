/**
 * Pages of the studies. Their figures load when they are seen, and become interactive when the reader asks
 * for it.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { figuresOf } from '../../src/report/draw.js';
import { renderSvg } from '../../src/report/render.js';
import { readResults, type StoredResults } from '../../src/results/read-results.js';
import { tablesOf } from '../../src/study/study-file.js';
import { escapeHtml } from '../../src/text/html.js';
import { STUDIES } from './pages.js';
import { pageHtml } from './template.js';

export interface SiteFile {
  /** Path in the site. */
  readonly path: string;
  readonly text: string;
}

interface StudyFigure {
  readonly name: string;
  readonly caption: string;
  readonly svg: string;
  /** Vega specification; null if the tables are not in the checkout. */
  readonly vega: object | null;
}

interface StudyText {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly figures: readonly StudyFigure[];
  /** Files of the tables. */
  readonly tables: readonly string[];
}

/** Script that loads drawings when they are seen, and the bundle that makes them interactive. */
const SCRIPT = 'studies/figures.js';

/** @param results folder with a folder for each study */
export async function studyFiles(results: string): Promise<SiteFile[]> {
  const studies: StudyText[] = [];
  for (const name of readdirSync(results).sort()) {
    const folder = join(results, name);
    if (existsSync(join(folder, 'manifest.json'))) studies.push(await studyOf(name, folder));
  }
  return [{ path: STUDIES, text: indexHtml(studies) }, ...studies.flatMap(filesOf)];
}

async function studyOf(name: string, folder: string): Promise<StudyText> {
  const { study, fit } = await readResults(folder);
  const tables = tablesOf(study).map(([, { file }]) => file);
  const isComplete = tables.every((file) => existsSync(join(folder, file)));
  const figures = isComplete ? await drawn(study, folder, fit) : storedFigures(folder);
  return { name, title: study.title || study.name, kind: study.kind, figures, tables };
}

async function drawn(
  study: StoredResults['study'],
  folder: string,
  fit: StoredResults['fit'],
): Promise<StudyFigure[]> {
  const figures: StudyFigure[] = [];
  for (const { name, spec, caption } of await figuresOf(study, folder, fit))
    figures.push({ name, caption, ...(await renderSvg(spec)) });
  return figures;
}

/** Drawings of a folder whose tables are not in the checkout. */
function storedFigures(folder: string): StudyFigure[] {
  const files = existsSync(join(folder, 'figures')) ? readdirSync(join(folder, 'figures')).sort() : [];
  return files
    .filter((file) => file.endsWith('.svg'))
    .map((file) => {
      const path = join(folder, 'figures', file);
      const caption = readFileSync(path.replace(/svg$/, 'txt'), 'utf8').trim();
      return { name: file.replace('.svg', ''), caption, svg: readFileSync(path, 'utf8'), vega: null };
    });
}

function indexHtml(studies: readonly StudyText[]): string {
  const cards = studies.map(
    ({ name, title, kind, figures }) =>
      `<li><h2><a href="${name}.html">${escapeHtml(title)}</a></h2><p><code>${name}</code>, kind ${kind}, ${figures.length} figures</p></li>`,
  );
  const body = `<h1>Studies</h1>
<p>Each study is a file of the repository, with tables and figures that anyone can compute again, byte for byte. The
figures show values and intervals under the pointer. <a href="../claims.html">The claims</a> compare the tables with the
statements of the forum study.</p>
<ul class="cards">${cards.join('\n')}</ul>`;
  return pageHtml({ path: STUDIES, title: 'Studies', body });
}

function filesOf(study: StudyText): SiteFile[] {
  const { name, title, kind, figures, tables } = study;
  const path = `studies/${name}.html`;
  const isLive = figures.some(({ vega }) => vega !== null);
  const body = `<h1>${escapeHtml(title)}</h1>
<p>Study <code>${name}</code> of kind <code>${kind}</code>; tables ${tables.map((file) => `<code>${file}</code>`).join(', ')} in
<code>results/${name}</code>. <code>allora-epsilon run ${name}</code> computes it again.</p>
${isLive ? '<p><button type="button" id="live" hidden>Show values under the pointer</button></p>' : ''}
<noscript><p>The drawings need JavaScript. They are also in results/${name}/figures of the repository.</p></noscript>
${figures.map((figure) => figureHtml(name, figure)).join('\n')}
${figures.length === 0 ? '<p>The drawings of this study are too large for a page: the command above makes them.</p>' : ''}`;
  return [
    { path, text: pageHtml({ path, title, body, scripts: figures.length > 0 ? [SCRIPT] : [] }) },
    ...figures.flatMap((figure, i) => dataFiles(name, figure, i)),
  ];
}

function figureHtml(study: string, { name, caption, svg, vega }: StudyFigure): string {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!;
  const live = vega === null ? '' : ` data-live="${study}/${name}.vega.js"`;
  return `<figure id="${name}">
<div class="drawing" role="img" aria-label="${escapeHtml(titleOf(svg) || name)}" tabindex="0" data-name="${study}/${name}" data-drawing="${study}/${name}.svg.js"${live}>
<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true"></svg>
</div>
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>`;
}

/** A drawing whose places have two decimals: a hundredth of a pixel. It takes a quarter less as gzip. */
export function withShortNumbers(svg: string): string {
  return svg.replace(/\d+\.\d{3,}(?=[^<>]*>)/g, (text) => String(Number(Number(text).toFixed(2))));
}

/** Numbers of a specification with seven digits: tooltips show fewer. They take half as much. */
function shortened(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value;
}

/** The first text of a drawing, which is its title. */
function titleOf(svg: string): string {
  return /<text[^>]*>([^<]+)<\/text>/.exec(svg)?.[1] ?? '';
}

/**
 * Drawing and specification as scripts, which also load from a disk, where `fetch` is refused. Gzip makes
 * them a tenth as large.
 */
function dataFiles(study: string, { name, svg, vega }: StudyFigure, index: number): SiteFile[] {
  const script = (kind: string, text: string) =>
    `siteData(${JSON.stringify(`${study}/${name}`)},"${kind}","${gzipSync(text, { level: 9 }).toString('base64')}");\n`;
  const drawing = withOwnIds(withShortNumbers(svg), index);
  const files = [{ path: `studies/${study}/${name}.svg.js`, text: script('svg', drawing) }];
  if (vega !== null)
    files.push({
      path: `studies/${study}/${name}.vega.js`,
      text: script('vega', JSON.stringify(vega, shortened)),
    });
  return files;
}

/** Makes the ids of a drawing unique on the page, because all drawings use the same ids. */
function withOwnIds(svg: string, index: number): string {
  return svg
    .replace(/^\s*<\?xml[^>]*\?>\s*/, '')
    .replace(/\bid="([^"]+)"/g, `id="figure-${index}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#figure-${index}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#figure-${index}-$1"`);
}
