/** The option `--groups`: groups of workers, as `5:-0.19:0.045,3:0.027:0.008`. */

import { MOST_WORKERS } from '../kernel/limits.js';
import type { Group } from '../sampling/groups.js';
import { decimalHint, decimalOf } from '../text/decimal.js';
import { UsageError } from '../text/errors.js';
import { shownWord } from '../text/visible.js';
import { estimatedOptions, type DataArguments, type EstimatedArguments } from './data-options.js';
import { FINITE, POSITIVE, type Options, type Rule } from './options.js';

const COUNT: Rule = [
  `a whole number from 1 to ${MOST_WORKERS}`,
  (n) => Number.isInteger(n) && n >= 1 && n <= MOST_WORKERS,
];

export const groupsOption: Options = {
  groups: {
    takes: 'several',
    rule: 'two or more groups count:mean:std, separated by commas',
    describe:
      'Groups of workers in place of one distribution, as count:mean:std of their regrets: 5:-0.19:0.045,3:0.027:0.008',
    read: readGroupList,
  },
};

export interface GroupsArguments {
  /** A list for each word. */
  groups?: Group[][];
}

/** The groups of `--groups`; undefined if it is not given. @throws {UsageError} */
export function groupsOf(
  argv: GroupsArguments & Pick<DataArguments, 'regrets' | 'losses'> & EstimatedArguments,
): Group[] | undefined {
  if (argv.groups === undefined) return undefined;
  for (const [name, value] of estimatedOptions(argv)) {
    if (value !== undefined)
      throw new UsageError(`${name} cannot be combined with --groups: it follows from the groups`);
  }
  for (const [name, value] of Object.entries({ '--regrets': argv.regrets, '--losses': argv.losses })) {
    if (value !== undefined)
      throw new UsageError(`--groups cannot be combined with ${name}: the data show whether there are two`);
  }
  const groups = argv.groups.flat();
  if (groups.length >= 2) return groups;
  throw new UsageError(
    `--groups: expected two or more groups, got ${groups.length === 0 ? 'none' : 'one'}; for a single one, leave --groups out and use --workers and the options beside it`,
  );
}

/** Groups between semicolons if there are any, else between commas or blanks. */
function readGroupList(word: string, option: string): Group[] {
  const text = word.trim().replace(/\s*([:=;])\s*/g, '$1');
  const pieces = text.split(text.includes(';') ? ';' : /[\s,]+/).filter((piece) => piece !== '');
  return pieces.map((piece) => readGroup(piece, option, word));
}

function readGroup(piece: string, option: string, word: string): Group {
  const [, name, numbers] = /^(?:([^=]*)=)?(.*)$/s.exec(piece) ?? [];
  const parts = numbers!.split(':');
  if (parts.length !== 3) {
    const commas = /\d,\d/.test(word) && !word.includes('.') ? ', with decimal points' : '';
    throw new UsageError(
      `${option}: expected groups as count:mean:std, got ${shownWord(piece)}; write for example ${option} 5:-0.19:0.045,3:0.027:0.008${commas}`,
    );
  }
  const read = (what: string, part: string, [rule, holds]: Rule): number => {
    const value = decimalOf(part);
    if (value !== undefined && holds(value)) return value;
    const hint = value === undefined ? decimalHint(part, holds) : '';
    throw new UsageError(
      `${option}: expected ${what} of a group to be ${rule}, got ${shownWord(part)} in ${shownWord(piece)}${hint}`,
    );
  };
  return {
    ...(name !== undefined && { name: readName(name, option, piece) }),
    workers: read('the count', parts[0]!, COUNT),
    mean: read('the mean', parts[1]!, FINITE),
    std: read('the std', parts[2]!, POSITIVE),
  };
}

function readName(name: string, option: string, piece: string): string {
  if (/^[\p{L}\p{N}_-]{1,40}$/u.test(name)) return name;
  throw new UsageError(
    `${option}: expected the name of a group to be letters, digits, _ and -, 40 at most, got ${shownWord(piece)}; write for example inferers=5:-0.19:0.045`,
  );
}
