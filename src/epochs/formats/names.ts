/** Names of fields in JSON, and of columns with lists: workers, values, epochs. */

import { indexRank, INDEX_RANKS, meaningOf } from '../tables/names.js';

/** A name without case, blanks, underscores and hyphens. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** Does a field tell epochs apart? */
export function isEpochName(name: string): boolean {
  return indexRank(name) < INDEX_RANKS - 1 || /^(index|period|slot)$/.test(plain(name));
}

/** Does a field of an epoch number or date it under a short name: `id`, `day`? */
export function isNumberOfEpoch(name: string, cell: unknown): boolean {
  return indexRank(name) === INDEX_RANKS && /^\d+$|^\d{4}-\d\d-\d\d/.test(String(cell));
}

/** Fields that describe an epoch or a topic. They are kept where a list is taken out of an object. */
export function isContextName(name: string): boolean {
  return isEpochName(name) || /^(topic(id)?|actortype)$/.test(plain(name));
}

/** Fields of answers that count or describe them. */
export function isDescription(name: string): boolean {
  return (
    isContextName(name) ||
    /^(id|count|total|page|pages|limit|offset|size|status|code|version|took|rows|elapsed|jsonrpc)$/.test(
      plain(name),
    )
  );
}

/** Names of lists of workers, and of the worker in a list of objects. */
export function isWorkerName(name: string): boolean {
  return /^(worker)?(address|inferer|forecaster|worker|participant|name)(e?s)?$/.test(plain(name));
}

/** Does a column hold lists of workers? They may be JSON in a string. */
export function isListOfWorkers(name: string): boolean {
  return /(addresses|inferers|forecasters|workers|participants)$/.test(plain(name));
}

/**
 * The column for a list of values: `regrets` gives `regret`, `inferer_losses` gives `loss`. null for the name
 * of something else, such as `combined_value`.
 */
export function valueColumnOf(name: string): string | null {
  const found = /(regret|loss|score|value|weight)(?:e?s)?$/i.exec(name);
  const isOther = ['network', 'other network', 'perhaps network', 'statistic'].includes(meaningOf(name));
  return found && (!isOther || /regrets$/i.test(name)) ? found[1]!.toLowerCase() : null;
}

export type Actor = 'inferer' | 'forecaster' | 'reputer';

/** The role of the workers under a name or in a text such as `ACTOR_TYPE_FORECASTER`. */
export function actorOf(text: string): Actor | null {
  const found = /inferer|forecaster|reputer/i.exec(text);
  return found ? (found[0].toLowerCase() as Actor) : null;
}

/**
 * The name of a worker in a role. An address can belong to an inferer and to a forecaster, which have regrets
 * of their own.
 */
export function workerName(address: string, actor: Actor | null): string {
  return actor === 'forecaster' ? `${address} (forecaster)` : address;
}

/** Is a key the label of a row, not the name of a worker? A number, or a date in ISO 8601. */
export function isLabel(key: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(key) || /^\d{4}-\d\d-\d\d([T ].*)?$/.test(key);
}
