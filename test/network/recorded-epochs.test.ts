/** Whole epochs of recorded topics: every output of the chain's own functions, state carried along. */

import { describe, expect, it } from 'vitest';
import { recordedErrors, runRecorded, startRecorded } from './recorded.js';
import { hasReference, referenceJson, type RecordedTopic } from './reference.js';

/** Relative to the largest number of a row. Differences of reputer scores are divided by 0.001. */
const TOLERANCE = 1e-12;

const topics = referenceJson<RecordedTopic[]>('recorded_epochs.json', []);

describe.runIf(hasReference)('recorded epochs', () => {
  it('are complete', () => {
    expect(topics.length).toBeGreaterThanOrEqual(20);
    expect(topics.flatMap((topic) => topic.epochs).length).toBeGreaterThanOrEqual(100);
  });

  it.each(topics.map((topic) => [topic.name, topic] as const))('%s', (_, topic) => {
    const run = startRecorded(topic);
    topic.epochs.forEach((epoch, i) => {
      runRecorded(run, epoch);
      const wrong = Object.entries(recordedErrors(run, epoch)).filter(([, error]) => !(error <= TOLERANCE));
      expect(wrong, `epoch ${i}`).toEqual([]);
      const { kind } = run.settlement;
      if (epoch.out.rewards) expect(kind).toBe('rewards');
      else if (epoch.out.rewardsError !== undefined) expect(kind).toBe('losses');
    });
  });
});
