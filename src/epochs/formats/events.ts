/** Events of the chain, as RPC `/block_results` gives them: attributes are JSON in strings. */

import { isObject, split, type JsonObject } from './cells.js';
import { addEpoch } from './epoch-shapes.js';
import { parseDocument } from './json-text.js';
import type { RowBuilder, Scope } from './row-builder.js';

/** Events with regrets, scores or losses; `emissions.v9.` stands before them. */
const REGRETS = /(?:^|\.)Event(Inferer|Forecaster)NetworkRegretSet$/;
const SCORES = /(?:^|\.)EventScoresSet$/;
const LOSSES = /(?:^|\.)EventNetworkLossSet$/;

/** Lists of events in an answer. */
const LISTS = ['finalize_block_events', 'begin_block_events', 'end_block_events', 'events'];
/** Lists of answers to transactions, which have events of their own. */
const TRANSACTIONS = ['txs_results', 'logs'];

interface ChainEvent {
  type: string;
  attributes: readonly JsonObject[];
}

function isEvent(value: unknown): value is ChainEvent {
  return (
    isObject(value) &&
    typeof value.type === 'string' &&
    Array.isArray(value.attributes) &&
    value.attributes.every(isObject)
  );
}

/**
 * Adds the rows of an event, or of all events in an answer. Other events are left out.
 * @returns false if the object is neither
 */
export function addEvents(rows: RowBuilder, object: JsonObject, scope: Scope): boolean {
  if (isEvent(object)) {
    addEvent(rows, object, scope);
    return true;
  }
  const answer = isObject(object.result) ? object.result : object;
  const events = eventsIn(answer);
  events?.forEach((event) => addEvent(rows, event, scope));
  return events !== null;
}

/** The events in an answer, in their order; null if it is another object. */
function eventsIn(answer: JsonObject): ChainEvent[] | null {
  const lists = LISTS.filter((key) => isEvents(answer[key])).map((key) => answer[key] as ChainEvent[]);
  const isAnswer = LISTS.some((key) => key !== 'events' && key in answer) || 'txs_results' in answer;
  const transactions = TRANSACTIONS.flatMap((key) =>
    Array.isArray(answer[key]) ? (answer[key] as unknown[]) : [],
  );
  const inner = transactions.filter(isObject).map(eventsIn);
  const all = [...inner, ...lists].filter((list) => list !== null);
  return all.length > 0 || isAnswer ? all.flat() : null;
}

function isEvents(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isEvent);
}

function addEvent(rows: RowBuilder, { type, attributes }: ChainEvent, scope: Scope): void {
  const actor = REGRETS.exec(type)?.[1];
  if (actor === undefined && !SCORES.test(type) && !LOSSES.test(type)) return;
  const decoded = Object.fromEntries(attributes.map(({ key, value }) => [String(key), decode(value)]));
  const { value_bundle: bundle, ...fields } = decoded;
  const event = {
    ...(isObject(bundle) ? withoutEpoch(bundle) : {}),
    ...fields,
    ...(actor ? { actor_type: actor } : {}),
  };
  const { cells, nested } = split(rows, event, scope.at);
  const isRead = addEpoch(
    rows,
    cells,
    nested,
    { ...scope, isItem: true },
    LOSSES.test(type) ? 'loss' : 'value',
  );
  if (!isRead) throw rows.error(scope.at, `expected addresses and values in ${type}, got neither`);
}

/** The event itself names the nonce and the topic. */
function withoutEpoch(bundle: JsonObject): JsonObject {
  const { reputer_request_nonce: _nonce, ...others } = bundle;
  return others;
}

/** Attributes are JSON in strings, but for a few bare words. A long integer stays text, which is exact. */
export function decode(value: unknown): unknown {
  if (typeof value !== 'string' || /^-?\d{16,}$/.test(value)) return value;
  try {
    return parseDocument(value, '');
  } catch {
    return value;
  }
}
