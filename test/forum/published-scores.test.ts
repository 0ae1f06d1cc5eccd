import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { PUBLISHED_FORECASTERS, PUBLISHED_INFERERS } from '../../scripts/forum/claims/published-scores.js';
import { hasReference, referenceText } from '../network/reference.js';

const rows = parse<Record<string, number>>(referenceText('epochs.csv'), {
  columns: true,
  cast: (value, { header }) => (header ? value : Number(value)),
});
const [INFERERS, FORECASTERS] = [5, 3];

it.runIf(hasReference)('the published scores of claims are those of the published table', () => {
  expect(PUBLISHED_INFERERS).toEqual(
    rows.flatMap((row) =>
      Array.from({ length: INFERERS }, (_, j) => ({
        epoch: row.epoch,
        networkLoss: row.network_loss,
        oneOut: row[`network_loss_oneout_${j}`],
        score: row[`inferer_score_${j}`],
        fraction: row[`inferer_reward_fraction_${j}`],
      })),
    ),
  );
  expect(PUBLISHED_FORECASTERS).toEqual(
    rows.flatMap((row) =>
      Array.from({ length: FORECASTERS }, (_, k) => ({
        epoch: row.epoch,
        networkLoss: row.network_loss,
        naiveLoss: row.network_naive_loss,
        oneIn: row[`network_naive_loss_onein_${k}`],
        oneOut: row[`network_loss_oneout_${INFERERS + k}`],
        score: row[`forecaster_score_${k}`],
      })),
    ),
  );
});
