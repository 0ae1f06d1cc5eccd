/** Chromium: the one of Debian if it is installed, else the one in an npm package. */

import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const SYSTEM = '/usr/bin/chromium';

/** With fewer processes and threads, a browser takes a fifth less of the processor for these tests. */
const FEWER_PROCESSES = [
  '--in-process-gpu',
  '--js-flags=--single-threaded',
  // No process is started before it is needed. This list replaces that of Playwright, which has the
  // second name too.
  '--disable-features=SpareRendererForSitePerProcess,PaintHolding',
];

let launched: Promise<Browser> | null = null;

/**
 * The browser of this process. Files of tests that run in one process share it, because a start takes as long
 * as a test. It ends with the process.
 */
export function sharedBrowser(): Promise<Browser> {
  launched ??= launch();
  return launched;
}

async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: existsSync(SYSTEM) ? SYSTEM : await packaged(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', ...FEWER_PROCESSES],
    headless: true,
  });
}

/** Returns whether a script that is added to a page runs. The policy of the page should block it. */
export function runsAddedScript(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "run"';
    document.body.append(script);
    return document.title === 'run';
  });
}

async function packaged(): Promise<string> {
  // The package unpacks the shared libraries that it contains only if it detects Amazon Linux.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x';
  const { default: binary } = await import('@sparticuz/chromium');
  return binary.executablePath();
}
