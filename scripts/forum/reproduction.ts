/**
 * The page about all studies, in the order of the forum study, each with its claims and figures:
 * `results/report.html`.
 */

import { escapeHtml } from '../../src/text/html.js';
import { figureOf, pageOf, STYLE, type ReportFigure } from '../../src/report/page.js';

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

export interface Reproduction {
  title: string;
  /** First paragraph. */
  introduction: string;
  chapters: readonly { title: string; studies: readonly ReproducedStudy[] }[];
  /** Text of the script that makes the figures interactive: `dist/report/report.bundle.js`. */
  script: string;
}

/** @returns HTML of a page that fetches nothing and runs only the script. Every text is escaped. */
export function reproductionPage({ title, introduction, chapters, script }: Reproduction): string {
  let figureCount = 0;
  const sectionOf = ({ name, title, claims, figures: drawn }: ReproducedStudy) =>
    [
      `<section>`,
      `<h3>${escapeHtml(title)} <code>${escapeHtml(name)}</code></h3>`,
      ...(claims.length > 0 ? [`<ul class="claims">`, ...claims.map(claimItem), `</ul>`] : []),
      ...drawn.map((figure) => figureOf(figure, figureCount++)),
      `</section>`,
    ].join('\n');
  const links = chapters.map(
    ({ title }, i) => `<li><a href="#chapter-${i + 1}">${escapeHtml(title)}</a></li>`,
  );
  const body = [
    `<p>${escapeHtml(introduction)}</p>`,
    `<nav><ol>${links.join('')}</ol></nav>`,
    ...chapters.map(
      ({ title, studies }, i) =>
        `<h2 id="chapter-${i + 1}">${escapeHtml(title)}</h2>\n${studies.map(sectionOf).join('\n')}`,
    ),
  ].join('\n');
  return pageOf({ title, body, script, style: STYLE + CLAIM_STYLE });
}

function claimItem({ id, words, measured, verdict, limits, criterion }: ClaimText): string {
  const className = verdict.replaceAll(' ', '-');
  return `<li class="${escapeHtml(className)}">
<p><b>${escapeHtml(verdict)}</b> ${escapeHtml(words)}</p>
${limits && `<p class="limits">Limits: ${escapeHtml(limits)}</p>\n`}<details><summary>Numbers and criterion of <code>${escapeHtml(id)}</code></summary>
<ul>${measured.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>
<p>${escapeHtml(criterion)}</p>
</details></li>`;
}

const CLAIM_STYLE = `
h2{margin-top:4rem;border-top:1px solid #b5bec7;padding-top:1rem}
h3 code{font-weight:400;font-size:.85em;color:#4a5764}
nav ol{padding-left:1.2rem}
a{color:#0a5aae}
.claims{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));gap:.8rem;align-items:start}
.claims>li{border-left:4px solid #1b7f4d;padding:.1rem .8rem;background:#f3f6f8}
.claims>.holds-with-limits{border-color:#b07300}
.claims>.does-not-hold{border-color:#c0282d}
.claims p{margin:.4rem 0}
.claims b{display:block;font-size:.85rem}
.limits,.claims details{font-size:.85rem}
.claims details ul{padding-left:1.1rem}
summary{cursor:pointer}
@media (prefers-color-scheme:dark){a{color:#79b8ff}.claims>li{background:#182129}h3 code{color:#aab6c2}h2{border-color:#4c5a67}}
`;
