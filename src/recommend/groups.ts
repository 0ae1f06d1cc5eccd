/** Groups of workers in questions, and the comparison with one normal distribution. */

import { MOST_WORKERS } from '../kernel/limits.js';
import { together, type Group } from '../sampling/groups.js';
import { quotientOf } from '../statistics/quotient.js';
import { checkNumber, checkOptions, checkText, show } from '../text/check.js';
import { count, short } from '../text/numbers.js';
import {
  checkLeftOut,
  completeQuestion,
  isNormal,
  type Answer,
  type Bounded,
  type CriterionOptions,
  type Question,
} from './question.js';

/** Options of a question about groups of workers; the answer is simulated. */
export interface GroupsOptions extends CriterionOptions {
  /** Two or more groups, such as inferers and forecasters, with normal regrets of their own mean and std. */
  groups: readonly Group[];
  /** Seed of the draws: a whole number from 0 to 2^53 - 1. Default 0. */
  seed?: number | undefined;
  regrets?: undefined;
  std?: undefined;
  mean?: undefined;
  meanStdRatio?: undefined;
  workers?: undefined;
}

/**
 * An answer for one normal distribution with the mean and std of all workers, beside that for their groups.
 */
export interface GroupsAnswer {
  /** The groups of the question. */
  groups: Group[];
  /** Std of all workers together, dex. */
  std: number;
  /** The answer for one normal distribution of the same mean and std. */
  oneNormal: {
    /** In the unit of the answer; null: none. */
    value: number | null;
    interval: [low: number, high: number] | null;
    /**
     * `value` over the answer for the groups: how wrong one normal distribution is. null: one of them is
     * none.
     */
    factor: number | null;
    factorInterval: [low: number, high: number] | null;
    source: Answer['source'];
    draws: number;
  };
  /** The comparison: a sentence. */
  sentence: string;
}

/** Options that follow from groups. */
const FROM_GROUPS = ['std', 'mean', 'meanStdRatio', 'workers'] as const;

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
function completeGroups(value: unknown): Group[] {
  if (!Array.isArray(value))
    throw new TypeError(`Expected \`groups\` to be a list of { workers, mean, std }, got ${show(value)}`);
  const groups = value.map(completeGroup);
  if (groups.length < 2)
    throw new RangeError(
      `Expected \`groups\` to hold at least two groups, got ${groups.length}; for one, give the options workers, mean and std`,
    );
  const { workers, mean, std } = together(groups);
  if (workers > MOST_WORKERS)
    throw new RangeError(
      `Expected \`groups\` to hold at most ${MOST_WORKERS} workers together, got ${workers}`,
    );
  if (!isNormal(std) || !Number.isFinite(mean / std))
    throw new RangeError(`Expected \`groups\` whose std together is within double precision, got ${std}`);
  return groups;
}

function completeGroup(value: unknown, i: number): Group {
  const at = `groups[${i}]`;
  const { name, workers, mean, std } = checkOptions(value as Group, at);
  const isCount = (each: number) => Number.isInteger(each) && each >= 1 && each <= MOST_WORKERS;
  return {
    ...(name === undefined ? {} : { name: checkText(`${at}.name`, name) }),
    workers: checkNumber(`${at}.workers`, workers, `a whole number from 1 to ${MOST_WORKERS}`, isCount),
    mean: checkNumber(`${at}.mean`, mean, 'a finite number', Number.isFinite),
    std: checkNumber(`${at}.std`, std, 'a finite number > 0', (each) => each > 0 && each < Infinity),
  };
}

/** The question about groups, with the std of all workers, in whose unit it is. */
export function completeGroupsQuestion(options: GroupsOptions): { std: number; question: Question } {
  checkLeftOut(options, [...FROM_GROUPS, 'regrets'], 'groups', 'it follows from them');
  const groups = completeGroups(options.groups);
  const { workers, mean, std } = together(groups);
  return { std, question: { ...completeQuestion({ ...options, workers }, mean / std), groups } };
}

/** The same question about one normal distribution of the same mean and std. */
export function withoutGroups({ groups: _, ...question }: Question): Question {
  return question;
}

/**
 * @param own answer for the groups of the question; null: none
 * @param one answer for one normal distribution, in the same unit; null: none
 * @param noun of the answer, as "epsilon"
 */
export function compareWithOne(
  { groups = [] }: Question,
  own: Bounded | null,
  one: Bounded | null,
  { source, draws, noun }: Pick<Answer, 'source' | 'draws'> & { noun: string },
): GroupsAnswer {
  const factor = own && one && quotientOf(one, own);
  return {
    groups: [...groups],
    std: together(groups).std,
    oneNormal: {
      value: one?.value ?? null,
      interval: one && [one.low, one.high],
      factor: factor?.value ?? null,
      factorInterval: factor && [factor.low, factor.high],
      source,
      draws,
    },
    sentence: sentenceOf(own, one, factor, noun),
  };
}

const ONE = 'One normal distribution of the same mean and std';

function sentenceOf(own: Bounded | null, one: Bounded | null, factor: Bounded | null, noun: string): string {
  if (factor)
    return `${ONE} would give ${noun} ${short(one!.value)}, ${short(factor.value)} times the answer for these groups (95 % interval ${short(factor.low)} to ${short(factor.high)}).`;
  if (one) return `${ONE} would give ${noun} ${short(one.value)}, but these groups have none.`;
  return own ? `${ONE} would give none.` : `${ONE} would give none either.`;
}

/** Most groups that a sentence names. */
const MOST_NAMED = 6;

/** `5 inferers around -0.19 (std 0.045) and 3 workers around 0.027 (std 0.008)` */
export function groupsText(groups: readonly Group[]): string {
  const named = groups.slice(0, MOST_NAMED).map(({ name, workers, mean, std }) => {
    const who = name === undefined ? count(workers, 'worker') : `${workers} ${name}`;
    return `${who} around ${short(mean)} (std ${short(std)})`;
  });
  const more = groups.length - named.length;
  if (more > 0) named.push(`${more} more groups`);
  return `${named.slice(0, -1).join(', ')} and ${named.at(-1)!}`;
}
