import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those it lies in. The `recursive` of mkdir does that too, but never ends where a system lets nobody make folders and says that
 * there is none, as below /proc.
 * @returns the first folder that was made; undefined if all were there
 * @throws what the system says
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const make = () =>
    mkdir(path).then(
      () => true,
      async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(path)).isDirectory()) return false;
        throw error;
      },
    );
  try {
    return (await make()) ? path : undefined;
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    const first = await makeFolder(parent);
    const isMade = await make();
    return first ?? (isMade ? path : undefined);
  }
}
