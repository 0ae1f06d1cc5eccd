/**
 * `npm run reproduce`: runs every study, draws every figure, and writes CLAIMS.md and one page about all
 * studies.
 */

import { join } from 'node:path';
import { readStudy } from '../../src/cli/commands/run.js';
import { answer } from '../../src/cli/console.js';
import { untilInterrupted } from '../../src/cli/interrupt.js';
import { compute, computeInto, type ComputingArguments } from '../../src/cli/running.js';
import type { ReportFigure } from '../../src/report/figure.js';
import { readAssets } from '../../src/report/frame.js';
import { REPORT } from '../../src/results/layout.js';
import { writeWhole } from '../../src/results/whole-file.js';
import { count } from '../../src/text/numbers.js';
import { assessAll, type Chapter } from './claims/chapters.js';
import { limitsOf, type Assessment } from './claims/claim.js';
import { claimsMarkdown, measuredText, verdictCounts } from './claims/markdown.js';
import { NEEDED_TABLES, SMALL_STUDIES, smallStudy, tablesOfResult } from './claims/tables.js';
import type { StudyName, Tables } from './claims/tables.js';
import { reproductionPage, type ClaimText, type ReproducedStudy } from './reproduction.js';

interface ReproduceArguments extends ComputingArguments {
  results: string;
  claims: string;
}

/** The studies of each chapter of the claims, in the order of the page. */
const CHAPTER_STUDIES: readonly (readonly string[])[] = [
  ['regimes'],
  ['forum-coarse'],
  ['relative-thresholds', 'relative-plane'],
  ['plane', 'mapping'],
  ['blank-cells', 'forum-fine', 'median-scaling', 'parameters', 'heavy-tails', 'clusters', 'workers'],
  ['topic', 'topic-rules', 'topic-workers', 'topic-tails', 'topic-groups', 'topic-reputers'],
];

/**
 * Studies whose live figures would make the page too large, because they have many cells. Their figures are
 * static drawings.
 */
const STATIC = ['forum-fine', 'plane'];

const TERMS = [
  'Regret: the log10 loss of the network minus that of a worker, in dex. Epsilon is added to the spread of the regrets before they become weights.',
  'S: the population standard deviation of the log10 weights of an epoch. T = 0.5: the S from which on weights differ meaningfully, by a factor of 10 to the power of T, 3.16.',
  'Epsilons are in dex, or divided by the std of the regrets if the text says so.',
  'The interval of a single number contains its true value; that of a range contains the smallest and the largest true value. A criterion is met if the worse end of each interval meets it.',
  'Exact: computed from given regrets, without random draws.',
];

interface Illustrated {
  title: string;
  figures: ReportFigure[];
}

export async function reproduce(argv: ReproduceArguments): Promise<void> {
  const start = performance.now();
  const { tables, studies } = await untilInterrupted((signal) => runStudies(argv, signal));
  const chapters = assessAll(tables);
  const claims = count(chapters.flatMap(({ claims }) => claims).length, 'claim');
  await writeWhole(argv.claims, claimsMarkdown(chapters));

  const report = join(argv.results, REPORT);
  const page = reproductionPage({
    title: 'Which epsilon? The forum study, reproduced',
    introduction:
      `${verdictCounts(chapters)} Each is tested by one of ${studies.size} studies, which draw the regrets of ` +
      'workers at random. The verdicts come first; each leads to its numbers, their intervals and the criterion.',
    terms: TERMS,
    chapters: chapters.map((chapter, i) => ({
      title: chapter.title,
      studies: studiesOf(chapter, CHAPTER_STUDIES[i]!, studies),
    })),
    ...(await readAssets()),
  });
  await writeWhole(report, page);

  const seconds = (performance.now() - start) / 1000;
  answer(argv, `${report}, ${argv.claims}: ${studies.size} studies, ${claims} in ${seconds.toFixed(1)} s`, {
    report,
    claims: argv.claims,
    studies: [...studies.keys()],
    seconds: Number(seconds.toFixed(3)),
  });
}

/** Runs all studies, those of CHAPTER_STUDIES into their results folders. */
async function runStudies(
  argv: ReproduceArguments,
  signal: AbortSignal,
): Promise<{ tables: Tables; studies: Map<string, Illustrated> }> {
  const tables: Partial<Record<StudyName, object>> = {};
  const studies = new Map<string, Illustrated>();
  for (const name of CHAPTER_STUDIES.flat()) {
    const study = await readStudy({ ...argv, study: name });
    const { result, drawn } = await computeInto(join(argv.results, name), study, argv, signal);
    if (name in NEEDED_TABLES) tables[name as StudyName] = tablesOfResult(name as StudyName, result);
    const isStatic = STATIC.includes(name);
    const figures = drawn.map((figure) => (isStatic ? { ...figure, packedVega: null } : figure));
    studies.set(name, { title: study.title || name, figures });
  }
  for (const name of Object.keys(SMALL_STUDIES) as StudyName[]) {
    const study = smallStudy(name)!;
    tables[name] = tablesOfResult(name, await compute(study, argv, signal));
    studies.set(name, { title: study.title, figures: [] });
  }
  return { tables: tables as Tables, studies };
}

/**
 * The studies of a chapter with their claims. Studies of other chapters that its claims use come first,
 * without figures.
 */
function studiesOf(
  { claims }: Chapter<Assessment>,
  names: readonly string[],
  studies: ReadonlyMap<string, Illustrated>,
): ReproducedStudy[] {
  const others = [...new Set(claims.map(({ study }) => study))].filter((study) => !names.includes(study));
  return [...others, ...names].map((name) => {
    const { title, figures } = studies.get(name)!;
    return {
      name,
      title,
      claims: claims.filter(({ study }) => study === name).map(claimText),
      figures: names.includes(name) ? figures : [],
    };
  });
}

function claimText(claim: Assessment): ClaimText {
  const { id, words, numbers, verdict, holds, scope } = claim;
  return {
    id,
    words,
    measured: numbers.map(measuredText),
    verdict,
    limits: limitsOf(claim),
    criterion: `Holds if: ${holds}. Scope: ${scope}`,
  };
}
