/** Simulated topics of the benchmark, drawn once and written to a folder for external programs. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { networkLayout, type Layout } from '../../src/network/layout.js';
import { DEFAULT_TOPIC, type TopicSettings } from '../../src/topic/settings.js';
import { createWorld } from '../../src/topic/world.js';

/** Epsilon of all topics, dex. */
export const EPSILON = 0.05;

/** Mean stake of a reputer, and the reward of an epoch, as in simulated topics. */
const STAKE = 1e6;
export const REWARD = 1000;

/** All submissions of some topics, epoch by epoch. */
export interface TopicData {
  settings: TopicSettings;
  layout: Layout;
  /** Number of topics: their seeds are 1 to this. */
  topics: number;
  /** Shape (topic, epoch). */
  targets: Float64Array;
  /** Shape (topic, epoch, inferer); NaN: absent. */
  inferences: Float64Array;
  /** Predicted log10 losses, dex, shape (topic, epoch, forecaster, inferer). */
  forecasts: Float64Array;
  /** Errors of the reported losses, dex, shape (topic, epoch, reputer, quantity). */
  errors: Float64Array;
  /** Shape (topic, reputer). */
  stakes: Float64Array;
}

/**
 * Draws topics with a target near 0: the logarithm of an error that is much smaller than the target would
 * have few digits in common with that of another program.
 * @param some settings that differ from those of a study; the burn-in is 0
 */
export function drawTopics(topics: number, some: Partial<TopicSettings>): TopicData {
  const settings: TopicSettings = { ...DEFAULT_TOPIC, target: 'mean-reverting', ...some, burnIn: 0 };
  const { inferers, forecasters, reputers, epochs } = settings;
  const layout = networkLayout(inferers, forecasters);
  const perEpoch = (length: number) => new Float64Array(topics * epochs * length);
  const data: TopicData = {
    settings,
    layout,
    topics,
    targets: perEpoch(1),
    inferences: perEpoch(inferers),
    forecasts: perEpoch(forecasters * inferers),
    errors: perEpoch(reputers * layout.quantities),
    stakes: new Float64Array(topics * reputers),
  };
  for (let topic = 0; topic < topics; topic++) {
    const world = createWorld(settings, topic + 1, layout.quantities);
    const stakes = world.stakes.map((stake) => stake * STAKE);
    data.stakes.set(stakes, topic * reputers);
    for (let epoch = 0; epoch < epochs; epoch++) {
      world.next();
      const place = topic * epochs + epoch;
      data.targets[place] = world.target;
      data.inferences.set(world.inferences, place * inferers);
      data.forecasts.set(world.forecasts, place * forecasters * inferers);
      data.errors.set(world.reportErrors, place * reputers * layout.quantities);
    }
  }
  return data;
}

/** Writes the arrays as 64-bit numbers in the byte order of the machine, and the shape as text. */
export async function writeTopics(folder: string, data: TopicData, parameters: object): Promise<void> {
  const { settings, topics, targets, inferences, forecasts, errors, stakes } = data;
  const { inferers, forecasters, reputers, epochs } = settings;
  const shape = { topics, epochs, inferers, forecasters, reputers, reward: REWARD, ...parameters };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'shape.json'), JSON.stringify(shape));
  for (const [name, values] of Object.entries({ targets, inferences, forecasts, errors, stakes }))
    await writeFile(join(folder, `${name}.f64`), values);
}
