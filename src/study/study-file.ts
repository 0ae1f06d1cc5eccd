/** Study files: parsing, the complete study, and functions for studies of any kind. */

import * as z from 'zod';
import { together, type Group } from '../sampling/groups.js';
import { checkOptions } from '../text/check.js';
import { count } from '../text/numbers.js';
import { problemsOf, type Problem } from '../text/problems.js';
import { groupList } from './common-fields.js';
import * as KINDS from './kinds/index.js';
import { OVERRIDES, type KindDefinition, type KeyValues, type Override } from './kinds/kind.js';
import type { Table } from './table.js';

type Kinds = typeof KINDS;
/** Name of a kind of study. */
export type KindName = keyof Kinds;
/** A complete study of one kind: defaults filled in, axes as written. */
export type StudyOf<Name extends KindName> = z.output<Kinds[Name]['fields']>;
/** A complete study of any kind. */
export type Study = StudyOf<KindName>;

const NAMES = Object.keys(KINDS) as KindName[];

const studyFile = z.discriminatedUnion(
  'kind',
  Object.values(KINDS).map(({ fields }) => fields) as unknown as [Kinds[KindName]['fields']],
  {
    error: ({ input }) =>
      typeof input === 'object' && input !== null && !Array.isArray(input)
        ? `expected one of ${NAMES.join(', ')}`
        : 'expected an object',
  },
);

/** The definition of the kind of a study. */
function kindOf(study: Study): KindDefinition<Study> {
  return KINDS[study.kind] as KindDefinition<Study>;
}

/** Fields that the command line replaces, with the values that the user gave. */
export type Overrides = { readonly [Name in Override]?: unknown };

/** The option that replaces each field. */
const OPTIONS: Record<Override, string> = { seeds: '--seed', draws: '--draws' };

/** A parsed study, or every problem found. */
export type Parsed = { study: Study; problems?: never } | { study?: never; problems: Problem[] };

/**
 * Parses a study.
 * @param input the JSON of a study file
 * @param given values in place of fields of the study; problems with them name the option
 */
export function parseStudy(input: unknown, given?: Overrides): Parsed {
  const overrides = checkOptions(given, 'overrides');
  const names = OVERRIDES.filter((name) => overrides[name] !== undefined);
  const definition = definitionOf(input);
  const refused = names.filter((name) => definition && !definition.overrides.includes(name));
  if (refused.length > 0) {
    const message = `expected no such option: a study of kind "${definition!.name}" draws no regrets`;
    return { problems: refused.map((name) => ({ path: OPTIONS[name], message })) };
  }
  const replaced = Object.fromEntries(names.map((name) => [name, overrides[name]]));
  const hasGroups = definition && Object.hasOwn(definition.fields.in.shape, 'groups');
  const raw = isObject(input) ? { ...(hasGroups && ofGroups(input)), ...input, ...replaced } : input;
  const result = studyFile.safeParse(raw);
  if (result.success) return { study: result.data };
  const nameOption = ({ path, message }: Problem): Problem => {
    const name = names.find((each) => path === each || path.startsWith(`${each}[`));
    return { path: name ? OPTIONS[name] : path, message };
  };
  return { problems: problemsOf(result.error, raw).map(nameOption) };
}

/** The kind that a study names, if it is known. */
function definitionOf(input: unknown): KindDefinition<Study> | undefined {
  const kind = isObject(input) ? input.kind : undefined;
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind)
    ? (KINDS[kind as KindName] as KindDefinition<Study>)
    : undefined;
}

/** Fields that follow from the groups of a study where they are left out. */
function ofGroups({ groups, axis }: Record<string, unknown>): object {
  if (groups === undefined) return {};
  const { data } = groupList.safeParse(groups);
  if (!data) {
    // Only the mistakes in the groups are reported, not that mean, std and workers are missing.
    const counts = Array.isArray(groups)
      ? groups.map((each) => Number((each as Partial<Group> | null)?.workers))
      : [];
    const sum = counts.reduce((total, workers) => total + workers, 0);
    return { mean: 0, std: 1, ...(Number.isInteger(sum) && sum >= 2 && { workers: sum }) };
  }
  const { workers, mean, std } = together(data);
  return { workers, mean: axis === 'ratio' ? mean / std : mean, std };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Required fields that groups make optional. */
const FROM_GROUPS = ['mean', 'std'];

/** The JSON Schema of study files, for completion and hints in editors. */
export function studyJsonSchema(): unknown {
  return z.toJSONSchema(studyFile, {
    io: 'input',
    target: 'draft-7',
    override({ jsonSchema }) {
      const { properties, required } = jsonSchema;
      if (!properties?.groups || !required?.includes('mean')) return;
      // The groups take the place of these two.
      jsonSchema.required = required.filter((name) => !FROM_GROUPS.includes(name));
      jsonSchema.anyOf = [{ required: FROM_GROUPS }, { required: ['groups'] }];
    },
  });
}

/** Rows of the main table of a study: cells, or vectors. */
export function cellCount(study: Study): number {
  return kindOf(study).cellCount(study);
}

/** The tables of a study, by the name of their rows in the result of `runStudy`. */
export function tablesOf(study: Study): [name: string, table: Table][] {
  return Object.entries(kindOf(study).tables).filter(
    ([, { isIn }]) => !isIn || (isIn as (study: Study) => boolean)(study),
  );
}

/** Values of the key columns of the tables of a study. */
export function keyValuesOf(study: Study): Readonly<Record<string, KeyValues>> {
  return kindOf(study).keyValues(study);
}

/** Number of rows of a table. */
export function rowCount(study: Study, { columns, rows }: Table): number {
  if (rows) return (rows as (study: Study) => number)(study);
  const values = keyValuesOf(study);
  const keys = Object.keys(columns).filter((name) => columns[name]!.isKey);
  return keys.reduce((product, name) => product * values[name]!.size, 1);
}

/** The size of a study in one line: `2 seeds, 2 mappings, 100 cells, 10 epsilons`. */
export function summaryOf(study: Study): string {
  return kindOf(study)
    .sizes(study)
    .filter(([size]) => size > 1)
    .map(([size, noun]) => (noun === 'number of workers' ? `${size} numbers of workers` : count(size, noun)))
    .join(', ');
}
