/** `report.html` of a results folder: its figures with their captions, its fit and its manifest, on one page that needs nothing beside it. */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { curveKey } from '../fit/compare-fits.js';
import { reportPage } from '../page/report.js';
import { FIGURES } from './draw-figures.js';
import { readFitIfAny } from './fit-file.js';
import { readJson } from './files.js';
import { MANIFEST } from './manifest.js';

export const REPORT = 'report.html';

/**
 * @param folder with manifest and fit
 * @param drawn with the figures; the page goes there, too
 */
export async function writeReport(folder: string, drawn: string): Promise<void> {
  const manifest = (await readJson(join(folder, MANIFEST))) as { study: { name: string; title: string } };
  const names = (await readdir(join(drawn, FIGURES))).filter((name) => name.endsWith('.svg')).sort();
  const figures = await Promise.all(
    names.map(async (name) => ({
      svg: await readFile(join(drawn, FIGURES, name), 'utf8'),
      caption: await readFile(join(drawn, FIGURES, name.replace(/svg$/, 'txt')), 'utf8'),
    })),
  );
  const curves = (await readFitIfAny(folder))?.curves.map((curve) => ({
    curve: curveKey(curve),
    formula: curve.formula,
    'mean / std': curve.range.ratio.map((ratio) => Number(ratio.toPrecision(4))).join(' to '),
    'off by at most': `${(100 * curve.worstError).toPrecision(2)} %`,
  }));
  const page = reportPage({ title: manifest.study.title || manifest.study.name, figures, fit: curves ?? null, manifest });
  await writeFile(join(drawn, REPORT), page);
}
