/** `allora-epsilon reproduce`: every study with its figures, the ledger of claims, and one page that leads through them. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Assessment } from './claims/claim.js';
import { assessAll, type Chapter } from './claims/claims.js';
import { claimsMarkdown, measuredText } from './claims/markdown.js';
import { NEEDED, OWN_STUDIES, type StudyName, type Tables } from './claims/tables.js';
import type { ReportFigure } from '../../src/report/page.js';
import { reproductionPage, type ClaimText, type ReproducedStudy } from './reproduction.js';
import { ownStudy, tablesOfResult } from './claims-command.js';
import { compute, type ComputingArguments } from '../../src/cli/running.js';
import { answer } from '../../src/cli/console.js';
import { count } from '../../src/text/numbers.js';
import { untilInterrupted } from '../../src/cli/interrupt.js';
import { SCRIPT } from '../../src/report/write.js';
import { REPORT } from '../../src/results/layout.js';
import { readStudy, runInto } from '../../src/cli/commands/run.js';
import { writeWhole } from '../../src/results/whole-file.js';

interface ReproduceArguments extends ComputingArguments {
  results: string;
  claims: string;
}

/** The studies of each chapter of the claims, in the order in which they are read. */
const CHAPTER_STUDIES: readonly (readonly string[])[] = [
  ['regimes'],
  ['forum-coarse'],
  ['relative-thresholds', 'relative-plane'],
  ['plane', 'mapping'],
  ['blank-cells', 'forum-fine', 'median-scaling', 'parameters', 'heavy-tails', 'workers'],
];

/** So many cells that a live drawing would make the page heavy: figures of these stay drawings. */
const STILL = ['forum-fine', 'plane'];

export async function reproduce(argv: ReproduceArguments): Promise<void> {
  const start = performance.now();
  const tables: Partial<Record<StudyName, object>> = {};
  const drawn = new Map<string, { title: string; figures: ReportFigure[] }>();
  await untilInterrupted(async (signal) => {
    for (const name of CHAPTER_STUDIES.flat()) {
      const study = await readStudy({ ...argv, study: name });
      const { result, drawn: figures } = await runInto(
        join(argv.results, name),
        study,
        { ...argv, figures: true, fresh: false },
        signal,
      );
      if (name in NEEDED) tables[name as StudyName] = tablesOfResult(name as StudyName, result);
      const isStill = STILL.includes(name);
      drawn.set(name, {
        title: study.title || name,
        figures: figures.map(({ svg, vega, caption }) => ({ svg, vega: isStill ? null : vega, caption })),
      });
    }
  });
  await untilInterrupted(async (signal) => {
    for (const [name, own] of Object.entries(OWN_STUDIES) as [StudyName, object][]) {
      const study = ownStudy(own);
      tables[name] = tablesOfResult(name, await compute(study, argv, signal));
      drawn.set(name, { title: study.title, figures: [] });
    }
  });
  const chapters = assessAll(tables as Tables);
  await writeWhole(argv.claims, claimsMarkdown(chapters));

  const all = chapters.flatMap(({ claims }) => claims);
  const page = reproductionPage({
    title: 'Which epsilon? The study of the forum, reproduced',
    introduction: `${drawn.size} studies, ${count(all.length, 'claim')}. Every claim stands with the study that bears it out, with its numbers, their intervals and the criterion of its verdict; CLAIMS.md has them all in a table.`,
    chapters: chapters.map((chapter, i) => ({
      title: chapter.title,
      studies: studiesOf(chapter, CHAPTER_STUDIES[i]!, drawn),
    })),
    script: await readFile(SCRIPT, 'utf8'),
  });
  const report = join(argv.results, REPORT);
  await writeWhole(report, page);
  const seconds = (performance.now() - start) / 1000;
  answer(
    argv,
    `${report}, ${argv.claims}: ${drawn.size} studies, ${count(all.length, 'claim')} in ${seconds.toFixed(1)} s`,
    {
      report,
      claims: argv.claims,
      studies: [...drawn.keys()],
      seconds: Number(seconds.toFixed(3)),
    },
  );
}

/** Claims stand with their study; those of studies of other chapters, which have no figures here, come first. */
function studiesOf(
  { claims }: Chapter<Assessment>,
  names: readonly string[],
  drawn: Map<string, { title: string; figures: ReportFigure[] }>,
): ReproducedStudy[] {
  const others = [...new Set(claims.map(({ study }) => study))].filter((study) => !names.includes(study));
  return [...others, ...names].map((name) => ({
    name,
    title: drawn.get(name)!.title,
    claims: claims.filter(({ study }) => study === name).map(claimText),
    figures: names.includes(name) ? drawn.get(name)!.figures : [],
  }));
}

function claimText({ id, words, numbers, verdict, limited, holds, scope }: Assessment): ClaimText {
  return {
    ...{ id, words, verdict },
    measured: numbers.map(measuredText),
    limits: verdict === 'holds with limits' ? limited! : '',
    criterion: `Holds if: ${holds}. Scope: ${scope}`,
  };
}
