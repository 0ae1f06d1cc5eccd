/** `allora-epsilon completion`: the script that completes the command in a shell. */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { PACKAGE } from '../../results/package.js';
import { answer, type OutputOptions } from '../console.js';
import { SHELLS, type Shell } from '../shells.js';

export async function completion(argv: OutputOptions & { shell?: Shell }): Promise<void> {
  const shell = argv.shell ?? shellOfUser();
  const script = await readFile(new URL(`src/cli/completion/allora-epsilon.${shell}`, PACKAGE), 'utf8');
  if (argv.json) answer(argv, '', { shell, script });
  else process.stdout.write(script);
}

/** The shell that SHELL names; bash if it names another one. */
function shellOfUser(): Shell {
  const name = basename(process.env.SHELL ?? '');
  return SHELLS.find((shell) => shell === name) ?? 'bash';
}
