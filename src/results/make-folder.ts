import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and its missing parents. The option `recursive` of mkdir is not used, because it never
 * returns below /proc, where mkdir always reports that the parent does not exist.
 * @returns the first folder that was made; undefined if all existed
 * @throws the error of the system
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const make = () =>
    mkdir(path).then(
      () => true,
      async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(path)).isDirectory())
          return false;
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
