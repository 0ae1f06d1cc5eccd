// Compares a scheme of your own with the deployed one. A scheme is given by its options instead of its name:
//   scale   spread that divides the regrets: 'population-std', 'sample-std' or 'mad' (1.4826 times the MAD)
//   bounds  cap large normalised regrets, and set weights far below the best to zero
//   ratio   divide the weights by the largest one

import { getWeights, maxEpsilon, SCHEMES, weightSpread } from 'allora-epsilon';

const ownScheme = { scale: 'sample-std', bounds: false, ratio: true };
const regrets = [-0.4, -0.1, 0.2];

for (const [name, scheme] of [
  ['chain-2026', SCHEMES['chain-2026']],
  ['own scheme', ownScheme],
]) {
  const { weights, log10Weights } = getWeights(regrets, { epsilon: 0.01, scheme });
  const largest = maxEpsilon(regrets, { factor: 3, scheme });
  console.log(`${name}: weights ${Array.from(weights, (weight) => weight.toFixed(4)).join(' ')}`);
  console.log(`${name}: spread ${weightSpread(log10Weights).toFixed(4)} (std of log10 weights)`);
  console.log(`${name}: largest epsilon for a factor of 3: ${largest.epsilon?.toFixed(4) ?? largest.reason}`);
}
