/**
 * The page about all studies, in the order of the forum study, each with its claims and figures:
 * `results/report.html`.
 */

import { escapeHtml } from '../../src/text/html.js';
import { figureOf, sizesOf, type ReportFigure } from '../../src/report/figure.js';
import { pageOf, type Assets } from '../../src/report/frame.js';

export interface ClaimText {
  id: string;
  words: string;
  /** One line per number, with its interval. */
  measured: readonly string[];
  verdict: string;
  /** Limits of the verdict; empty if it has none. */
  limits: string;
  /** Criterion and scope. */
  criterion: string;
}

export interface ReproducedStudy {
  name: string;
  title: string;
  claims: readonly ClaimText[];
  figures: readonly ReportFigure[];
}

export interface Reproduction extends Assets {
  title: string;
  /** First paragraph. */
  introduction: string;
  /** Meanings of symbols and words, one sentence or more each. */
  terms: readonly string[];
  chapters: readonly { title: string; studies: readonly ReproducedStudy[] }[];
}

/** @returns HTML of a page that fetches nothing and runs only the script. Every text is escaped. */
export function reproductionPage({ title, introduction, terms, chapters, ...assets }: Reproduction): string {
  const all = chapters.flatMap(({ studies }) => studies.flatMap(({ figures }) => figures));
  let figureCount = 0;
  const sectionOf = (chapter: number, { name, title, claims, figures: drawn }: ReproducedStudy) =>
    [
      `<section aria-labelledby="${studyId(chapter, name)}">`,
      `<h3 id="${studyId(chapter, name)}">${escapeHtml(title)} <code>${escapeHtml(name)}</code></h3>`,
      ...claims.map((claim) => claimText(claim, name)),
      ...drawn.map((figure) => figureOf(figure, figureCount++, 4)),
      `</section>`,
    ].join('\n');
  const body = [
    '<section aria-labelledby="verdicts">',
    '<h2 id="verdicts">Verdicts</h2>',
    ...chapters.map(verdictsOf),
    '</section>',
    ...chapters.map(
      ({ title, studies }, i) =>
        `<section aria-labelledby="chapter-${i + 1}">\n<h2 id="chapter-${i + 1}">${escapeHtml(title)}</h2>\n` +
        `${studies.map((study) => sectionOf(i + 1, study)).join('\n')}\n</section>`,
    ),
    '<section aria-labelledby="terms">\n<h2 id="terms">Terms</h2>',
    `<ul>${terms.map((term) => `<li>${escapeHtml(term)}</li>`).join('\n')}</ul>\n</section>`,
  ].join('\n');
  const contents = [
    { id: 'verdicts', text: 'Verdicts' },
    ...chapters.map(({ title: text, studies }, i) => ({
      id: `chapter-${i + 1}`,
      text,
      entries: studies.map(({ name, title }) => ({ id: studyId(i + 1, name), text: title })),
    })),
    { id: 'terms', text: 'Terms' },
  ];
  return pageOf({
    title,
    introduction: `<p>${escapeHtml(introduction)}</p>\n`,
    contents,
    body,
    script: assets.script,
    style: assets.style + sizesOf(all),
  });
}

/** An address inside the page. */
function slug(text: string): string {
  return text.replace(/[^\w.-]+/g, '-');
}

function studyId(chapter: number, name: string): string {
  return `study-${chapter}-${slug(name)}`;
}

function claimId({ id }: ClaimText): string {
  return `claim-${slug(id)}`;
}

function className(verdict: string): string {
  return escapeHtml(verdict.replaceAll(' ', '-'));
}

/** A line for each claim of a chapter, which links to its numbers. */
function verdictsOf({ title, studies }: Reproduction['chapters'][number]): string {
  const claims = studies.flatMap(({ claims }) => claims);
  if (claims.length === 0) return '';
  const lines = claims.map(
    (claim) =>
      `<li class="${className(claim.verdict)}"><a href="#${claimId(claim)}">${escapeHtml(claim.words)}</a> ` +
      `<span class="verdict">${escapeHtml(claim.verdict)}</span></li>`,
  );
  return `<h3>${escapeHtml(title)}</h3>\n<ul class="verdicts">\n${lines.join('\n')}\n</ul>`;
}

/**
 * A claim that can be read alone: verdict, study, limits, numbers and criterion, with an address of its own.
 */
function claimText(claim: ClaimText, study: string): string {
  const { words, measured, verdict, limits, criterion } = claim;
  return `<article class="claim ${className(verdict)}" id="${claimId(claim)}">
<p class="verdict">${escapeHtml(verdict)}</p>
<p>${escapeHtml(words)}</p>
${limits && `<p>Limits: ${escapeHtml(limits)}</p>\n`}<details><summary>Numbers and criterion</summary>
<ul>${measured.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>
<p>${escapeHtml(criterion)}</p>
<p>Study <code>${escapeHtml(study)}</code>; address of this claim: <a href="#${claimId(claim)}">${escapeHtml(claim.id)}</a></p>
</details>
</article>`;
}
