/** Faults that axe finds on a page. Its policy must be bypassed (`bypassCSP`), because axe is not a script of the page. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Results {
  violations: { id: string; nodes: { html: string }[] }[];
}

/** @returns for each fault the rule and the first element */
export async function violations(page: Page): Promise<string[]> {
  const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.addScriptTag({ content: readFileSync(path, 'utf8') });
  const { violations: found } = await page.evaluate(() =>
    (window as unknown as { axe: { run: () => Promise<Results> } }).axe.run(),
  );
  return found.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0]!.html.slice(0, 200)}`);
}
