/** The answer of `topic` for people. */

import type { TopicReading } from '../epochs/chain/read-topic.js';
import { count, percent, short } from '../text/numbers.js';
import { tableLines } from '../text/table.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import type { LiveAnswer } from './topic-live-answer.js';

/** Most workers in the table: the chain allows 32 inferers and 6 forecasters. */
const MOST_WORKERS = 40;
/** Most lines of other lists. */
const MOST_LINES = 10;

export function liveText(found: LiveAnswer, reading: TopicReading): string {
  const { sentence, notes, written, units, readAt, node, network, version, heights } = found;
  return [
    sentence,
    '',
    ...meaningLines(found),
    '',
    ...tableLines(facts(found), { align: 'left', gap: 2 }),
    '',
    ...workerLines(found),
    '',
    ...checkLines(found),
    ...leftOutLines(found),
    `Read as ${units.unit} (${units.reason}).`,
    ...notes,
    `Topic ${found.topic} of ${network ?? 'an unnamed chain'}${version.chain === null ? '' : ` ${version.chain}`}` +
      ` (API ${version.api}), read from ${node} at ${readAt.replace(/\.\d+Z$/, 'Z')}`,
    `epoch ${heights.nonce}, closed in block ${heights.block}; ${found.scheme}, gradient`,
    ...(written === null ? [] : [`${written}: ${count(reading.history?.epochs.length || 1, 'epoch')}`]),
  ].join('\n');
}

/** The threshold, and the way out below it. */
function meaningLines(found: LiveAnswer): string[] {
  const { spread, workers } = found;
  if (workers.length === 1) return ['Weights need at least two workers.'];
  const { factor } = DEFAULT_OPTIONS;
  const limit = `weights count as different from a factor of ${short(factor)}.`;
  if (spread === null || spread >= Math.log10(factor))
    return [`The network tells your workers apart: ${limit}`];
  return [
    `The network does not tell your workers apart: ${limit}`,
    'The epsilon of a topic can never be changed, but its creator can change p and c:',
    `  ${tuneCommand(found)}`,
  ];
}

/**
 * The question for the p or c that separates these workers: from the file of several epochs, else from their
 * std.
 */
function tuneCommand({ parameters, std, mean, workers, scheme, written, history }: LiveAnswer): string {
  const { epsilon, pNorm, cNorm } = parameters;
  const hasEpochs =
    written !== null && (history?.epochs.filter(({ scale }) => scale !== null).length ?? 0) > 1;
  const regrets = hasEpochs
    ? `--regrets ${written}`
    : `--std ${short(std, 4)} --mean=${short(mean, 4)} --workers ${workers.length}`;
  const formula = `--p-norm ${short(pNorm, 15)} --c-norm=${short(cNorm, 15)}`;
  return `allora-epsilon tune --epsilon ${short(epsilon, 15)} ${regrets} ${formula} --scheme ${scheme}`;
}

function facts({ parameters, units, ...found }: LiveAnswer): string[][] {
  const { epsilon, pNorm, cNorm } = parameters;
  const measure = found.scheme === 'chain-2026' ? '1.4826 MAD' : 'sample std';
  const { unit } = units;
  return [
    ['epsilon', `${short(epsilon, 6)} ${unit}`],
    ['p, c', `${short(pNorm, 6)}, ${short(cNorm, 6)}`],
    ['std of the regrets', `${short(found.std)} ${unit}, mean ${short(found.mean)}`],
    ['scale of the regrets', `${short(found.scale)} ${unit} (${measure})`],
    ['share of epsilon', `${percent(found.epsilonShare, 2)} of the denominator, scale + epsilon`],
    [
      'spread of the weights',
      found.spread === null ? 'undefined: a weight is 0' : `${short(found.spread)} (std of log10 weights)`,
    ],
    ['workers that count', `${short(found.effectiveWorkers)} of ${found.workers.length} (effective number)`],
    ...(found.scoreStd === null ? [] : [['std of the last scores', scoreText(found.scoreStd, epsilon)]]),
  ];
}

function scoreText(std: number, epsilon: number): string {
  return `${short(std)}: rewards ${std < epsilon ? 'are equal, because epsilon is larger' : 'differ, because epsilon is smaller'}`;
}

function workerLines({ workers }: LiveAnswer): string[] {
  const shown = workers.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_WORKERS);
  const total = workers.reduce((sum, { weight }) => sum + weight, 0);
  const rows = shown.map(({ address, role, regret, weight }) => [
    address,
    role,
    short(regret, 4),
    percent(weight / total),
  ]);
  const rest = workers.length - shown.length;
  return [
    ...tableLines([['worker', 'role', 'regret', 'weight'], ...rows], { align: 'right', gap: 2 }),
    ...(rest > 0 ? [`  and ${count(rest, 'worker')} more (--json)`] : []),
    ...bestToWorstLines(workers.map(({ weight }) => weight)),
  ];
}

function bestToWorstLines(weights: readonly number[]): string[] {
  const ratio = Math.max(...weights) / Math.min(...weights);
  if (weights.length < 2 || !Number.isFinite(ratio)) return [];
  return [
    `The best weight is ${short(ratio)} times the worst. A factor between weights is 10 to the power of the std of their log10.`,
  ];
}

function checkLines({ check, storedScale }: LiveAnswer): string[] {
  const { agrees, compared, differences, tolerance } = check;
  if (agrees === null) return ['Check: not possible, because the node serves neither scale nor weights.'];
  const weights = count(compared - (storedScale === null ? 0 : 1), 'weight');
  const what = storedScale === null ? weights : `scale and ${weights}`;
  if (agrees)
    return [
      `Check: ${what}, recomputed from the regrets, equal those of the chain to ${tolerance} (relative).`,
    ];
  const shown = differences
    .slice(0, MOST_LINES)
    .map(
      ({ of, role, recomputed, stored }) =>
        `  ${of}${role === null ? '' : ` (${role})`}: ${recomputed}, on the chain ${stored}`,
    );
  const rest = differences.length - shown.length;
  return [
    `Check: ${differences.length} of ${compared} numbers recomputed from the regrets differ from those of the chain by more than ${tolerance}:`,
    ...shown,
    ...(rest > 0 ? [`  and ${rest} more (--json)`] : []),
    'The numbers of the chain are right: its formula or its workers are not those that this program assumes.',
  ];
}

function leftOutLines({ leftOut }: LiveAnswer): string[] {
  const shown = leftOut
    .slice(0, MOST_LINES)
    .map(({ address, role, reason }) => `Left out: ${address} (${role}): ${reason}.`);
  const rest = leftOut.length - shown.length;
  return [...shown, ...(rest > 0 ? [`Left out: ${count(rest, 'worker')} more (--json).`] : [])];
}
