import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** Makes a folder for the tests of a file, and removes it after them. */
export function temporaryFolder(): { path: string } {
  const folder = { path: '' };
  beforeAll(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'allora-epsilon-'));
  });
  afterAll(() => {
    rmSync(folder.path, { recursive: true, force: true });
  });
  return folder;
}
