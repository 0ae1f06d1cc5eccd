// Recommends an epsilon twice: for an expected standard deviation of the regrets, and from the regrets of past epochs.

import { recommendEpsilon } from 'allora-epsilon';

// The log10 losses of ten workers are expected to differ by about 0.05 (dex).
const expected = recommendEpsilon({ std: 0.05, workers: 10 });
console.log(`expected std 0.05: epsilon ${expected.epsilon}`);
console.log(expected.guarantee);

// Regrets of past epochs: log10 loss of the network minus log10 loss of each worker. Rows are epochs, columns are workers.
// NaN marks a worker that was absent.
const regrets = [
  [-0.12, -0.05, 0.01, 0.06],
  [-0.1, -0.02, 0.0, 0.08],
  [-0.14, -0.06, 0.02, NaN],
  [-0.09, -0.04, 0.03, 0.05],
];
const observed = recommendEpsilon({ regrets, confidence: 0.5 });
console.log(`${observed.draws} past epochs: epsilon ${observed.epsilon}`);
console.log(observed.guarantee);

// No epsilon may exist. Then `epsilon` is null, and `advice` names changes that make one possible.
const none = recommendEpsilon({ std: 0.05, mean: 0.1 });
console.log(`all workers better than the network: epsilon ${none.epsilon}`);
console.log(none.advice);
