/** Formulas of the second implementation: statistics, weights, the consensus of reputers. */

export interface PlainRules {
  version: 'network-2024-07' | 'network-2024-10' | 'network-2026';
  epsilon: number;
  p: number;
  c: number;
  alpha: number;
  pI: number;
  cI: number;
  pF: number;
  cF: number;
  pR: number;
  history: number;
  alphaR: number;
  beta: number;
  eta: number;
  steps: number;
  delta: number;
  leastGradient: number;
  leastListened: number;
  tolerance: number;
  safe: number;
  quantile: number;
}

export const sum = (x: number[]) => x.reduce((total, each) => total + each, 0);
export const mean = (x: number[]) => sum(x) / x.length;
const squares = (x: number[]) => sum(x.map((each) => (each - mean(x)) ** 2));
export const sampleStd = (x: number[]) => (x.length === 1 ? 0 : Math.sqrt(squares(x) / (x.length - 1)));
export const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

export function quantile(x: number[], q: number): number {
  const sorted = x.toSorted((a, b) => a - b);
  const position = q * (x.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
export const median = (x: number[]) => quantile(x, 0.5);

// Section 4.
export function scaleOf(regrets: number[], version: PlainRules['version']): number {
  if (version === 'network-2024-07') return Math.sqrt(squares(regrets) / regrets.length);
  if (version === 'network-2024-10') return sampleStd(regrets);
  const centre = median(regrets);
  return 1.4826 * median(regrets.map((regret) => Math.abs(regret - centre)));
}

/** Weights of regrets, and the weighted mean of the values. */
export function combinations(regrets: number[], values: number[], spread: number | null, rules: PlainRules) {
  const { version, p, c, epsilon } = rules;
  const d = spread ?? scaleOf(regrets, version) + epsilon;
  const x = regrets.map((regret) => regret / d);
  const best = Math.max(...x);
  const weights = x.map((each) => {
    if (version === 'network-2026') return Math.exp(softplus(-p * (best - c)) - softplus(-p * (each - c)));
    const low = c - 8.25 / p;
    let y = Math.min(each, c + 6.75 / p);
    if (best < low) y = y - best + low;
    return y < c - 17.25 / p ? 0 : p / (1 + Math.exp(-p * (y - c)));
  });
  const products = weights.map((weight, i) => weight * values[i]!);
  return { weights, combined: sum(products) / Math.max(sum(weights), rules.safe) };
}

// Section 8.
export function consensusScores(
  reports: Map<string, number>[],
  stakes: number[],
  listening: number[],
  rules: PlainRules,
) {
  const columns = [...new Set(reports.flatMap((report) => [...report.keys()]))];
  const scoresOf = (coefficients: number[]): number[] => {
    // If nobody is listened to, everybody is.
    const isHeard = coefficients.some((each, m) => each * stakes[m]! > 0);
    const a = isHeard ? coefficients : coefficients.map(() => 1);
    const listened = sum(a.map((each, m) => each * stakes[m]!));
    const adjusted = a.map((each, m) => Math.min((reports.length * each * stakes[m]!) / listened, 1));
    const consensus = columns.map((column) => {
      const reporting = reports.flatMap((report, m) => (report.has(column) ? [m] : []));
      const total = sum(reporting.map((m) => adjusted[m]!));
      if (total === 0) return Math.min(...reporting.map((m) => reports[m]!.get(column)!));
      return sum(reporting.map((m) => adjusted[m]! * reports[m]!.get(column)!)) / total;
    });
    const norm = Math.sqrt(sum(consensus.map((each) => each ** 2)));
    return reports.map((report) => {
      const distances = columns.map((column, i) => {
        const lowest = Math.min(...reports.map((each) => each.get(column) ?? Infinity));
        return (report.get(column) ?? lowest) - consensus[i]!;
      });
      const distance = Math.sqrt(sum(distances.map((each) => each ** 2)));
      return 1 / (distance / (norm > 0 ? norm : rules.safe) + rules.tolerance);
    });
  };
  const share = (a: number[]) => sum(a.map((each, m) => each * stakes[m]!)) / sum(stakes);
  const total = (a: number[]) => sum(scoresOf(a).map((score, m) => stakes[m]! * score));
  const clip = (a: number[]) => a.map((each) => Math.min(Math.max(each, 0), 1));

  let a = listening;
  let scores: number[] = [];
  for (let step = 0; step < rules.steps; step++) {
    scores = scoresOf(a);
    const moved = clip(
      a.map((each, m) => {
        const delta = each === 1 ? -rules.delta : rules.delta;
        const trial = a.map((other, i) => (i === m ? other + delta : other));
        return each + (rules.eta * (1 - total(a) / total(trial))) / delta;
      }),
    );
    let next = moved;
    if (share(moved) < rules.leastListened) {
      if (share(moved) === share(a)) break;
      // A share at its minimum differs from it by rounding errors, which the division would amplify.
      const missing = Math.abs(rules.leastListened - share(a)) < 1e-13 ? 0 : rules.leastListened - share(a);
      const part = missing / (share(moved) - share(a));
      next = clip(a.map((each, m) => each + (moved[m]! - each) * part));
    }
    const largest = Math.max(...next.map((each, m) => Math.abs(each - a[m]!)));
    a = next;
    if (largest / rules.eta < rules.leastGradient) break;
  }
  return { scores, listening: a };
}
