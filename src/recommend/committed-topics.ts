/** Limits of the topics of results/topic*, for answers. Written by `npm run committed`; a test compares it with the results. */

import type { CommittedTopics } from './topic-limits.js';

export const COMMITTED_TOPICS: CommittedTopics = {
  harm: { lossChange: 0.01, equalPay: 0.05 },
  epochs: 500,
  forecasters: 3,
  pNorm: 3,
  cNorm: 0.75,
  byInferers: [
    { inferers: 5, topics: 40, loss: [0.583848, 0.413294, 0.758696], pay: [0.348204, 0.332162, 0.365589] },
    { inferers: 10, topics: 100, loss: [0.132171, 0.0966489, 0.193818], pay: [0.168216, 0.165184, 0.171254] },
    { inferers: 24, topics: 40, loss: [0.126543, 0.0898682, 0.146425], pay: [0.0847042, 0.0810396, 0.0898626] },
  ],
  byScheme: {
    'forum-2024': { inferers: 10, topics: 40, loss: [0.128459, 0.0574311, 0.206392], pay: [0.149846, 0.146594, 0.153349] },
    'chain-2024': { inferers: 10, topics: 40, loss: [0.12744, 0.0518375, 0.172212], pay: [0.149596, 0.146323, 0.152843] },
  },
  harmless: { epsilon: 0.01, kinds: 17 },
};
