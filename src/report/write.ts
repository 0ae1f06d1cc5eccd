/**
 * `report.html` of a results folder: its figures with their captions, its fit and its manifest, on one page
 * that needs nothing beside it.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { curveKey } from '../fit/compare-fits.js';
import type { MappingFit } from '../fit/mapping-fit.js';
import type { DrawnFigure } from './draw.js';
import { readAssets } from './frame.js';
import { reportPage } from './page.js';
import { percent, short } from '../text/numbers.js';
import { readJson } from '../results/read.js';
import { MANIFEST, REPORT } from '../results/layout.js';
import { readRunFactsIfAny } from '../results/run-facts.js';

/**
 * @param folder with the facts of the run, if they exist
 * @param to with the manifest; the page is written here
 * @param figures in the order in which they are to be read
 */
export async function writeReport(
  folder: string,
  to: string,
  figures: readonly DrawnFigure[],
  fit: MappingFit | null,
): Promise<void> {
  const manifest = (await readJson(join(to, MANIFEST))) as { study: { name: string; title: string } };
  const facts = (await readRunFactsIfAny(folder)) as object | null;
  const curves = fit?.curves.map((curve) => ({
    curve: curveKey(curve),
    formula: curve.formula,
    'mean / std': curve.range.ratio.map((ratio) => short(ratio, 4)).join(' to '),
    'largest error': percent(curve.worstError, 2),
  }));
  const page = reportPage({
    title: manifest.study.title || manifest.study.name,
    figures,
    fit: curves ?? null,
    manifest: { ...manifest, ...facts },
    ...(await readAssets()),
  });
  await writeFile(join(to, REPORT), page);
}
