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

/** A whole number with commas: `1,000`. Intl does it too, but to load it takes a tenth of the time of an answer. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 seed`, `2 seeds` */
export function count(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}
