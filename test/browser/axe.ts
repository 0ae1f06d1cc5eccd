/** Faults that axe finds on a page. Its policy must be bypassed (`bypassCSP`), because axe is not a script of the page. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { RUNS_ALL } from '../effort.js';

interface Results {
  violations: { id: string; nodes: { html: string }[] }[];
}

type Look = readonly [width: number, height: number, colorScheme: 'light' | 'dark'];

/** Windows in pixels, and themes, in which pages are checked: two outside continuous integration. */
export const LOOKS: readonly Look[] = [
  ...(RUNS_ALL
    ? ([
        [390, 844, 'light'],
        [820, 1180, 'light'],
        [820, 1180, 'dark'],
        [1440, 900, 'dark'],
      ] as const)
    : []),
  [390, 844, 'dark'],
  [1440, 900, 'light'],
];

/** @returns for each fault the rule and the first element */
export async function violations(page: Page): Promise<string[]> {
  const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.addScriptTag({ content: readFileSync(path, 'utf8') });
  const { violations: found } = await page.evaluate(() =>
    (window as unknown as { axe: { run: () => Promise<Results> } }).axe.run(),
  );
  return found.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0]!.html.slice(0, 200)}`);
}
