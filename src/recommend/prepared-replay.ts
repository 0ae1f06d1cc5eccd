/** A topic of the past before it is replayed: its true values, and the unit of epsilon. */

import {
  lossOffset,
  replayTopic,
  targetsFromLosses,
  type ReplayData,
  type ReplayFormula,
} from '../epochs/replay.js';
import type { ReplayTables } from '../epochs/replay-table.js';
import { checkList, checkObject } from '../text/check.js';
import { short } from '../text/numbers.js';

/** A negligible epsilon, dex: the unit of epsilon is the std of the regrets at this one. */
const NEGLIGIBLE = 1e-9;

/**
 * Largest median distance of losses from squared errors plus a constant, dex. Noise of reports is below it.
 */
const MOST_SCATTER = 0.2;

/** A topic that is ready to be replayed. */
export interface PreparedReplay {
  data: ReplayData;
  offset: number;
  targets: 'column' | 'losses' | null;
  notes: string[];
  notComputed: string[];
  /** Dex; 0 if all regrets are equal. */
  stdOfRegrets: number;
}

/**
 * Prepares a replay: finds the true values, and the unit of epsilon.
 * @throws {TypeError|RangeError} naming the parameter of the formula, the rule and the value
 */
export function prepareReplay(tables: ReplayTables, formula: ReplayFormula): PreparedReplay {
  const { data: given, notes } = checkObject('tables', tables);
  checkObject('formula', formula);
  checkList('notes', notes);
  const found: PreparedReplay = {
    data: given,
    offset: 0,
    targets: null,
    notes: [...notes],
    notComputed: [],
    stdOfRegrets: 0,
  };
  findTargets(found);
  const { stdOfRegrets } = replayTopic(found.data, { ...formula, scores: false }, NEGLIGIBLE, found.offset);
  found.stdOfRegrets = stdOfRegrets;
  if (!found.targets) {
    found.notes.push(
      'Every epsilon has the network losses of the file. Another epsilon would have changed them, and shifted all regrets of an epoch alike.',
    );
  }
  return found;
}

function findTargets(found: PreparedReplay): void {
  const { data, notComputed } = found;
  if (data.inferences === null) {
    notComputed.push(
      'Not computed: the network inference and its loss, scores and rewards: they need the inferences of the workers (--inferences).',
    );
    return;
  }
  const targets = data.targets ?? targetsFromLosses(data);
  if (targets === null) {
    notComputed.push(
      'Not computed: the loss of the network inference, scores and rewards: they need the losses without each worker, and so the true values. ' +
        'No column holds them (--target), and the losses are no squared errors of these inferences that would reveal them.',
    );
    return;
  }
  const { offset, scatter } = lossOffset(data, targets);
  if (!(scatter <= MOST_SCATTER)) {
    found.data = { ...data, targets: null };
    notComputed.push(
      'Not computed: the loss of the network inference, scores and rewards: the losses of the file are no squared errors of the inferences. ' +
        (Number.isNaN(scatter)
          ? 'No epoch has a loss, an inference and a true value.'
          : `They differ from log10 of the squared error by ${short(offset)} dex in the median, and from that by ${short(scatter)} dex.`),
    );
    return;
  }
  found.offset = offset;
  found.targets = data.targets ? 'column' : 'losses';
  found.data = { ...data, targets };
  found.notes.push(
    `Losses are log10 of the squared errors ${Math.abs(offset) < 0.0005 ? '' : `${offset < 0 ? '-' : '+'} ${short(Math.abs(offset))} dex `}` +
      `(median distance ${short(scatter, 2)} dex)${data.targets ? '' : ', and reveal the true values'}.`,
  );
}
