/** The report of a study, one self-contained page: `results/<study>/report.html`. */

import { escapeHtml } from '../text/html.js';
import { figureOf, figureId, sizesOf, type ReportFigure } from './figure.js';
import { pageOf, type Assets, type ContentsEntry } from './frame.js';

export interface Report extends Assets {
  title: string;
  /** In reading order. */
  figures: readonly ReportFigure[];
  /** Rows of a table, or an object of values; null without a fit. */
  fit: unknown;
  /** The manifest of the results folder. */
  manifest: unknown;
}

/**
 * @returns HTML of a page with all texts escaped. The findings come first: the titles of the figures. The
 *   figures are static drawings without the script, before it runs, and on paper.
 */
export function reportPage({ title, figures, fit, manifest, ...assets }: Report): string {
  const hasFit = fit !== null && fit !== undefined;
  const findings = findingsOf(figures);
  const sections = [
    ...(figures.length > 0 ? [sectionOf('findings', 'Findings', listOf(findings))] : []),
    ...(figures.length > 0
      ? [sectionOf('figures', 'Figures', figures.map((figure, i) => figureOf(figure, i)).join('\n'))]
      : []),
    ...(hasFit ? [sectionOf('fit', 'Fit', valueOf(fit))] : []),
    sectionOf('manifest', 'Manifest', `<div ${scrollable('Manifest')}>${valueOf(manifest)}</div>`),
  ];
  const contents: ContentsEntry[] = [
    ...(figures.length > 0
      ? [
          { id: 'findings', text: 'Findings' },
          {
            id: 'figures',
            text: 'Figures',
            entries: findings.map(({ text, indexes }) => ({ id: figureId(indexes[0]!), text })),
          },
        ]
      : []),
    ...(hasFit ? [{ id: 'fit', text: 'Fit' }] : []),
    { id: 'manifest', text: 'Manifest' },
  ];
  const style = assets.style + sizesOf(figures);
  return pageOf({ title, introduction: '', contents, body: sections.join('\n'), ...assets, style });
}

function sectionOf(id: string, title: string, body: string): string {
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${title}</h2>\n${body}\n</section>`;
}

/** A title, and the figures that have it. */
interface Finding {
  text: string;
  indexes: number[];
}

function findingsOf(figures: readonly ReportFigure[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const [i, { title: text }] of figures.entries()) {
    const finding = findings.get(text) ?? { text, indexes: [] };
    finding.indexes.push(i);
    findings.set(text, finding);
  }
  return [...findings.values()];
}

function listOf(findings: readonly Finding[]): string {
  const items = findings.map(({ text, indexes }) => {
    const [first, ...others] = indexes.map((i) => `<a href="#${figureId(i)}">`);
    const more = others.map((link, i) => `${link}${indexes[i + 1]! + 1}</a>`);
    const also = more.length > 0 ? ` (also figure${more.length > 1 ? 's' : ''} ${more.join(', ')})` : '';
    return `<li>${first!}${escapeHtml(text)}</a>${also}</li>`;
  });
  return `<ol class="findings">\n${items.join('\n')}\n</ol>`;
}

/** Attributes of an element that scrolls sideways: the keyboard can reach it, and it has a name. */
function scrollable(name: string): string {
  return `class="wide" tabindex="0" role="group" aria-label="${escapeHtml(name)}"`;
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
  return `<div ${scrollable(`Table of ${names.join(', ')}`)}><table>\n<tr>${head}</tr>\n${body.join('\n')}\n</table></div>`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
