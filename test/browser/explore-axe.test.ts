import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/command.js';
import { RUNS_ALL } from '../effort.js';
import { LOOKS, violations } from './axe.js';
import { browserOfPage, settled, textOf } from './explore-page.js';

const { open } = browserOfPage();
const folder = temporaryFolder();

describe('axe finds nothing', () => {
  it.each(LOOKS)('at %i x %i pixels, %s', { timeout: 180_000 }, async (width, height, colorScheme) => {
    const page = await open('', { viewport: { width, height }, colorScheme, bypassCSP: true });
    // The field of the std is filled below, so the last ones have no groups.
    const hashes = [
      '#workers-1=5&mean-1=-0.19&std-1=0.045&workers-2=3&mean-2=0.027&std-2=0.008',
      '#std=0.05',
      '#std=0.1&mean-std-ratio=5',
      '#std=abc&pinned=std%3D0.2&scheme=whitepaper',
    ];
    // Outside CI only the last one, with problems and a comparison, because each state takes axe a second of
    // the processor.
    for (const hash of RUNS_ALL ? hashes : hashes.slice(-1)) {
      await page.evaluate((text) => {
        location.hash = text;
      }, hash);
      await settled(page);
      expect(await violations(page), hash).toEqual([]);
    }
    // In the address above it is invalid, too.
    if (RUNS_ALL) {
      await page.fill('#std', 'wrong');
      await settled(page);
      expect(await violations(page), 'an invalid field').toEqual([]);
    }
    const path = join(folder.path, 'regrets.csv');
    writeFileSync(path, 'a,b,c\n0.1,-0.1,0.05\n-0.1,0.2,0.3\n0.02,0.03,-0.1\n');
    await page.setInputFiles('#file', path);
    await expect.poll(() => textOf(page, 'file-status'), { timeout: 20_000 }).toMatch(/^Read as/);
    await settled(page);
    await page.click('#file-details summary');
    expect(await violations(page), 'a file').toEqual([]);
  });
});
