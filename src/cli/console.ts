/** Standard output carries results, standard error everything else. */

export interface OutputOptions {
  json: boolean;
  quiet: boolean;
}

/** An answer for people, or with `--json` the one document for programs. */
export function answer({ json }: Pick<OutputOptions, 'json'>, text: string, document: unknown): void {
  process.stdout.write(`${json ? JSON.stringify(document, null, 2) : text}\n`);
}

export function note({ quiet }: Pick<OutputOptions, 'quiet'>, text: string): void {
  if (!quiet) process.stderr.write(`${text}\n`);
}
