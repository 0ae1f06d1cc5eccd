/**
 * Faults that axe finds on a page. Its policy must be bypassed (`bypassCSP`), because axe is not a script of
 * the page.
 */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { RUNS_ALL } from '../effort.js';

interface Axe {
  run: (options: {
    resultTypes: string[];
    preload: boolean;
  }) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

type Look = readonly [width: number, height: number, colorScheme: 'light' | 'dark'];

/**
 * Windows in pixels, and themes, in which pages are checked: one outside continuous integration, the narrow
 * and dark one.
 */
export const LOOKS: readonly Look[] = [
  ...(RUNS_ALL
    ? ([
        [390, 844, 'light'],
        [820, 1180, 'light'],
        [820, 1180, 'dark'],
        [1440, 900, 'dark'],
        [1440, 900, 'light'],
      ] as const)
    : []),
  [390, 844, 'dark'],
];

/**
 * The script of axe. A server that offers it saves most of its loading, because a browser keeps it compiled.
 */
export const AXE_SCRIPT = readFileSync(
  new URL('../../node_modules/axe-core/axe.min.js', import.meta.url),
  'utf8',
);

/**
 * @param address of `AXE_SCRIPT` on a server; null adds its text
 * @returns for each fault the rule and the first element
 */
export async function violations(page: Page, address: string | null = null): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window)))
    await (address === null ? page.evaluate(AXE_SCRIPT) : page.addScriptTag({ url: address }));
  const { violations: found } = await page.evaluate(() =>
    // A description of each element without a fault takes longer than all rules. Only a rule about audio and
    // video uses files that are loaded before, and no page has any.
    (window as unknown as { axe: Axe }).axe.run({ resultTypes: ['violations'], preload: false }),
  );
  return found.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0]!.html.slice(0, 200)}`);
}
