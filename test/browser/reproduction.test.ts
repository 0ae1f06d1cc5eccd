/** The page about all studies (`npm run reproduce`) in a browser, with the figures of one small study. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { reproductionPage } from '../../scripts/forum/reproduction.js';
import { readAssets } from '../../src/report/frame.js';
import { runInto } from '../../src/report/results.js';
import { parseStudy } from '../../src/study/study-file.js';
import { temporaryFolder } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';
import { LOOKS, violations } from './axe.js';
import { sharedBrowser } from './launch.js';

const folder = temporaryFolder();
let browser: Browser;
let address: string;

beforeAll(async () => {
  const definition = {
    name: 'small',
    kind: 'grid',
    mappings: 'gradient',
    mean: 0,
    std: { logspace: [-2, 0, 3] },
    epsilon: { logspace: [-2, 0, 3] },
  };
  const study = parseStudy(definition).study!;
  const [{ drawn }, started] = await Promise.all([
    runInto(join(folder.path, 'small'), study, { threads: 0 }),
    sharedBrowser(),
  ]);
  browser = started;
  const claim = {
    id: 'a-claim',
    words: 'Weights become equal if epsilon is large.',
    measured: ['S at epsilon 1: 0.31 (0.3 to 0.32), 95 %'],
    limits: 'normal regrets',
    criterion: 'Holds if: S falls. Scope: two stds',
  };
  const chapters = ['First', 'Second'].map((title) => ({
    title,
    studies: [
      {
        name: `${title}-study`,
        title: 'A study of two stds',
        claims: [
          { ...claim, id: `${title}-1`, verdict: 'holds' as const },
          { ...claim, id: `${title}-2`, verdict: 'does not hold' as const },
        ],
        figures: [drawn[0]!, { ...drawn.at(-1)!, packedVega: null }],
      },
    ],
  }));
  const page = reproductionPage({
    title: 'Which epsilon?',
    introduction: 'Two claims hold.',
    terms: ['Regret: a difference of log10 losses, in dex.'],
    chapters,
    ...(await readAssets()),
  });
  const path = join(folder.path, 'report.html');
  writeFileSync(path, page);
  address = pathToFileURL(path).href;
}, 60_000);

// Outside CI one of them, because the page of a study has the same elements.
it.each(RUNS_ALL ? LOOKS : LOOKS.slice(0, 1))(
  'axe finds nothing, and nothing is cut, at %i x %i pixels, %s',
  async (width, height, colorScheme) => {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, bypassCSP: true });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    // The verdicts come first, and every claim has an address.
    const [verdicts, figure] = await page.evaluate(() =>
      ['.verdicts a[href="#claim-First-1"]', 'figure'].map(
        (part) => document.querySelector(part)!.getBoundingClientRect().top,
      ),
    );
    expect(verdicts).toBeLessThan(figure!);
    expect(complaints).toEqual([]);
    await page.goto(`${address}#claim-Second-2`);
    expect(await page.locator('#claim-Second-2').isVisible()).toBe(true);
    await page.close();
  },
);
