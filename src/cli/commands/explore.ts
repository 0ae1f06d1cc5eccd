/** `allora-epsilon explore`: writes the interactive page to one file. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FIELD_RULES } from '../../explore/field-rules.js';
import { DEFAULT_STATE, toHash, type State } from '../../explore/state.js';
import { answer, type OutputOptions } from '../console.js';
import { groupsOf, type GroupsArguments } from '../groups-option.js';
import { UsageError } from '../../text/errors.js';
import { escapeHtml } from '../../text/html.js';
import { PACKAGE } from '../../results/package.js';
import { writeWhole, type OwnFile } from '../../results/whole-file.js';

/** The page without a starting state, written by `npm run build`. */
const PAGE = fileURLToPath(new URL('dist/explore/explore.html', PACKAGE));

/** Each page has the same title. */
const PAGE_FILE: OwnFile = {
  kind: 'a page of this command',
  isOwn: (start) => start.includes('<title>Which epsilon? Allora topics</title>'),
};

type ExploreArguments = OutputOptions & { out: string } & Partial<State> & GroupsArguments;

export async function explore(argv: ExploreArguments): Promise<void> {
  const start = startOf({ ...argv, ...groupFields(argv) });
  const page = await readFile(PAGE, 'utf8');
  // The page starts with this state unless its address holds another one.
  const content = page.replace('data-start=""', () => `data-start="${escapeHtml(toHash(start))}"`);
  await writeWhole(argv.out, content, PAGE_FILE);
  answer(argv, argv.out, { path: resolve(argv.out), bytes: Buffer.byteLength(content), start });
}

/** The fields of two groups. */
function groupFields(argv: ExploreArguments): Partial<State> {
  const { groups: given, std, meanStdRatio, workers } = argv;
  if (given === undefined) return {};
  const groups = groupsOf({ groups: given, std, meanStdRatio, workers });
  if (!groups) return {};
  const [first, second] = groups;
  if (groups.length > 2)
    throw new UsageError(`--groups: expected two groups, as the page has, got ${groups.length}`);
  return {
    workers1: first!.workers,
    mean1: first!.mean,
    std1: first!.std,
    workers2: second!.workers,
    mean2: second!.mean,
    std2: second!.std,
  };
}

function startOf(argv: Partial<State>): State {
  const start = Object.fromEntries(
    Object.entries(DEFAULT_STATE).map(([name, value]) => [name, argv[name as keyof State] ?? value]),
  );
  for (const [field, { key, rule, holds }] of Object.entries(FIELD_RULES)) {
    const value = start[field] as number | null;
    if (value !== null && !holds(value)) throw new UsageError(`--${key}: expected ${rule}, got ${value}`);
  }
  return start as unknown as State;
}
