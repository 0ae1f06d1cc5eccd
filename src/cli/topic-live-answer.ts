/** The answer of `topic`: the reading, its verdict, and facts about it. */

import type { Gap, PastEpoch } from '../epochs/chain/history.js';
import { NETWORKS } from '../epochs/chain/networks.js';
import type { TopicReading } from '../epochs/chain/read-topic.js';
import { count, short } from '../text/numbers.js';
import type { TopicArguments } from './topic-live-options.js';

/** Document of `topic --json`: `src/recommend/schemas/topic.schema.json`. */
export interface LiveAnswer extends Omit<TopicReading, 'history' | 'units'> {
  sentence: string;
  units: TopicReading['units'] & { unit: string };
  /** 10 to the power of the spread: the factor by which weights differ. */
  factor: number | null;
  history: {
    rpc: string;
    epochs: (Omit<PastEpoch, 'workers' | 'stdnorm'> & { workers: number })[];
    gaps: Gap[];
    resumed: number;
  } | null;
  notes: string[];
  written: string | null;
}

export function liveAnswer(reading: TopicReading, argv: TopicArguments): LiveAnswer {
  const { history, units, spread, ...rest } = reading;
  return {
    sentence: verdict(reading),
    ...rest,
    spread,
    factor: spread === null ? null : 10 ** spread,
    units: { ...units, unit: units.lossesAre === 'log10' ? 'dex' : 'unit of the loss' },
    history: history && {
      ...history,
      epochs: history.epochs.map(({ workers, stdnorm: _, ...epoch }) => ({
        ...epoch,
        workers: workers.length,
      })),
    },
    notes: notesOf(reading, argv),
    written: argv.out ?? null,
  };
}

/** The sentence that decides. */
function verdict({ workers, scale, spread, parameters }: TopicReading): string {
  if (workers.length === 1) return 'one worker counts: its weight does not depend on epsilon';
  const weights =
    spread === null
      ? 'the bounds of the formula make a weight 0'
      : `their weights differ by a factor of ${short(10 ** spread, 2)}`;
  if (scale === 0)
    return `the scale of the regrets is 0, because most of them are equal, so that epsilon alone counts: ${weights}`;
  return `epsilon is ${short(parameters.epsilon / scale, 2)} times the spread of your workers: ${weights}`;
}

/** Most gaps that are named. */
const MOST_GAPS = 10;

function notesOf(reading: TopicReading, { network }: TopicArguments): string[] {
  const { history, units, version } = reading;
  const notes: string[] = [];
  if (
    network !== undefined &&
    reading.network !== null &&
    !reading.network.startsWith(NETWORKS[network].chain)
  )
    notes.push(`The node belongs to ${reading.network}, not to ${network}.`);
  if (version.api === 'v5')
    notes.push('The node has the API of 2024 (v5): the formula is that of 2024, and no scale is stored.');
  if (units.lossesAre === 'raw') {
    notes.push(
      'The reputers send raw losses, which the chain subtracts as they are: read them in the file with --losses-are log10 to get its regrets.',
    );
  }
  if (!history) return notes;
  const { epochs, gaps, resumed, rpc } = history;
  const resumedText = resumed > 0 ? `, ${resumed} of them from an interrupted reading` : '';
  notes.push(`History: ${count(epochs.length, 'epoch')} from ${rpc}${resumedText}.`);
  for (const gap of gaps.slice(-MOST_GAPS)) notes.push(gapText(gap));
  if (gaps.length > MOST_GAPS) notes.push(`${gaps.length - MOST_GAPS} older gaps (--json names them).`);
  notes.push(...scaleNotes(epochs));
  const last = epochs.at(-1);
  if (last?.nonce === reading.heights.nonce && differs(last, reading))
    notes.push('The regrets of the newest epoch in the block results differ from those of the REST API.');
  return notes;
}

function gapText({ from, to, epochs, reason }: Gap): string {
  const blocks = from === to ? `block ${from}` : `blocks ${to} to ${from}`;
  return `Missing: ${count(epochs, 'epoch')} expected in ${blocks}: ${reason}.`;
}

/** Relative difference of scales that counts, as in the check of the newest epoch. */
const TOLERANCE = 1e-9;

function scaleNotes(epochs: readonly PastEpoch[]): string[] {
  const compared = epochs.filter(({ scale, storedScale }) => scale !== null && storedScale !== null);
  if (compared.length === 0)
    return epochs.length > 0 && epochs.every(({ scale }) => scale === null)
      ? [
          'The blocks state losses, but no regrets: use the file with --losses and --alpha, not with --regrets.',
        ]
      : [];
  const wrong = compared.filter(
    ({ scale, storedScale }) => !(Math.abs(scale! - storedScale!) <= TOLERANCE * storedScale! + 1e-15),
  );
  const names = wrong.slice(0, 5).map(({ nonce }) => nonce);
  return [
    wrong.length === 0
      ? `The scales of ${count(compared.length, 'epoch')} recomputed from their regrets equal the stored ones.`
      : `The scale recomputed from the regrets differs in ${wrong.length} of ${count(compared.length, 'epoch')} (${names.join(', ')}).`,
  ];
}

function differs(epoch: PastEpoch, { workers }: TopicReading): boolean {
  const regrets = new Map(epoch.workers.map(({ role, address, regret }) => [`${role} ${address}`, regret]));
  return workers.some(
    ({ role, address, regret }) => (regrets.get(`${role} ${address}`) ?? regret) !== regret,
  );
}
