/**
 * A second implementation of one epoch of a topic, straight from the formulas: slow, with names instead of
 * offsets, and without any code of the first one. Quantities are named `network`, `naive`, `j0` (inferer 0),
 * `k0` (forecaster 0), `out j0`, `out k0`, `in k0` and `k0 without j0`.
 */

import { combinations, consensusScores, type PlainRules } from './plain-parts.js';
import { mean, median, quantile, sampleStd, scaleOf, softplus, sum } from './plain-parts.js';

type Named = Map<string, number>;

export interface PlainState {
  networkLoss: number | null;
  initialRegret: number;
  /** Stored scale + epsilon. */
  spread: number | null;
  /** By `combination worker`, such as `out j0 k1`. */
  regrets: Named;
  /** Rewarded epochs by worker. */
  rewarded: Named;
  infererScores: number[];
  forecasterScores: number[];
  listening: number[];
  /** Smoothed reward fractions by participant: `j0`, `k0`, `m0`. */
  fractions: Named;
  taskRatio: number;
}

export interface PlainInputs {
  inferences: (number | null)[];
  forecasts: (number | null)[][];
  /** Per reputer, the reported losses by quantity. */
  reports: Named[];
  stakes: number[];
  topicReward: number;
}

export interface PlainResults {
  values: Named;
  weights: Named;
  losses: Named;
  /** By participant. */
  scores: Named;
  shares: Named;
  rewards: Named;
  task: Named;
}

/** Names of all quantities, in the order of the arrays of the first implementation. */
export function quantityNames(inferers: number, forecasters: number): string[] {
  const js = Array.from({ length: inferers }, (_, j) => `j${j}`);
  const ks = Array.from({ length: forecasters }, (_, k) => `k${k}`);
  return [
    'network',
    'naive',
    ...js,
    ...ks,
    ...js.map((j) => `out ${j}`),
    ...ks.map((k) => `out ${k}`),
    ...ks.map((k) => `in ${k}`),
    ...js.flatMap((j) => ks.map((k) => `${k} without ${j}`)),
  ];
}

export function plainEpoch(state: PlainState, inputs: PlainInputs, rules: PlainRules): PlainResults {
  const results: PlainResults = {
    values: new Map(),
    weights: new Map(),
    losses: new Map(),
    scores: new Map(),
    shares: new Map(),
    rewards: new Map(),
    task: new Map(),
  };
  synthesize(state, inputs, rules, results);
  if (results.values.has('network')) settle(state, inputs, rules, results);
  return results;
}

// Section 5.
function synthesize(
  state: PlainState,
  { inferences, forecasts }: PlainInputs,
  rules: PlainRules,
  { values, weights }: PlainResults,
): void {
  const js = inferences.flatMap((inference, j) => (inference === null ? [] : [`j${j}`]));
  const inference = (j: string) => inferences[Number(j.slice(1))]!;
  for (const j of js) values.set(j, inference(j));
  const all = js.map(inference);
  if (js.length === 1) values.set('network', all[0]!).set('naive', all[0]!);
  if (js.length < 2) return;
  const previousLoss = state.networkLoss;
  if (previousLoss === null) {
    values.set('network', median(all));
    return;
  }

  const allNew = state.initialRegret === 0;
  const implied = (k: number, withheld?: string): number | undefined => {
    const covered = js.filter((j) => forecasts[k]![Number(j.slice(1))] !== null);
    if (covered.length <= 1) return covered.map(inference)[0];
    const kept = covered.filter((j) => j !== withheld);
    const keptValues = kept.map(inference);
    if (allNew) return rules.version === 'network-2024-07' ? mean(keptValues) : median(keptValues);
    const regrets = kept.map((j) => previousLoss - forecasts[k]![Number(j.slice(1))]!);
    return combinations(regrets, keptValues, state.spread, rules).combined;
  };
  const ks: string[] = [];
  for (let k = 0; k < forecasts.length; k++) {
    const value = implied(k);
    if (value === undefined) continue;
    ks.push(`k${k}`);
    values.set(`k${k}`, value);
    for (const j of js) values.set(`k${k} without ${j}`, implied(k, j)!);
  }

  const combine = (name: string, members: string[], valueOf: (worker: string) => number) => {
    const newcomer = rules.version === 'network-2026' ? 0 : state.initialRegret;
    const regrets = members.map((worker) => state.regrets.get(`${name} ${worker}`) ?? newcomer);
    const result = combinations(regrets, members.map(valueOf), state.spread, rules);
    const inferersOnly = members.filter((worker) => worker.startsWith('j')).map(inference);
    values.set(name, allNew ? mean(inferersOnly) : result.combined);
    return result.weights;
  };
  const own = (worker: string) => values.get(worker)!;
  const networkWeights = combine('network', [...js, ...ks], own);
  [...js, ...ks].forEach((worker, i) => weights.set(worker, networkWeights[i]!));
  combine('naive', js, own);
  for (const withheld of js) {
    const members = [...js, ...ks].filter((worker) => worker !== withheld);
    combine(`out ${withheld}`, members, (worker) =>
      worker.startsWith('k') ? values.get(`${worker} without ${withheld}`)! : own(worker),
    );
  }
  if (ks.length < 2) return;
  for (const k of ks) {
    combine(
      `out ${k}`,
      [...js, ...ks].filter((worker) => worker !== k),
      own,
    );
    combine(`in ${k}`, [...js, k], own);
  }
}

function settle(state: PlainState, inputs: PlainInputs, rules: PlainRules, results: PlainResults): void {
  const { inferences, forecasts, reports, stakes, topicReward } = inputs;
  const allJs = inferences.map((_, j) => `j${j}`);
  const allKs = forecasts.map((_, k) => `k${k}`);
  const { losses, scores, shares, rewards, task } = results;

  // Section 2.
  for (const name of quantityNames(allJs.length, allKs.length)) {
    const reporting = reports.flatMap((report, m) => (report.has(name) && stakes[m]! > 0 ? [m] : []));
    if (reporting.length === 0) continue;
    const total = sum(reporting.map((m) => stakes[m]!));
    losses.set(name, sum(reporting.map((m) => stakes[m]! * reports[m]!.get(name)!)) / total);
  }
  const withoutOwnLoss = [...allJs, ...allKs].filter((worker) => !losses.has(worker));
  for (const worker of withoutOwnLoss)
    for (const name of [...losses.keys()]) if (name.split(' ').includes(worker)) losses.delete(name);
  const network = losses.get('network');
  const naive = losses.get('naive');
  if (network === undefined || naive === undefined) {
    losses.clear();
    return;
  }

  // Section 3.
  const js = allJs.filter((j) => losses.has(j));
  const ks = allKs.filter((k) => losses.has(k));
  const experienced: number[] = [];
  const before = state.initialRegret;
  const update = (name: string, worker: string, combined: number | undefined, loss: number) => {
    if (combined === undefined) return;
    const key = `${name} ${worker}`;
    const previous = state.regrets.get(key);
    const regret = rules.alpha * (combined - loss) + (1 - rules.alpha) * (previous ?? before);
    state.regrets.set(key, regret);
    const rewarded = state.rewarded.get(worker) ?? 0;
    if (name === 'network' && previous !== undefined && rewarded >= 1 / rules.alpha) experienced.push(regret);
  };
  for (const worker of [...js, ...ks]) update('network', worker, network, losses.get(worker)!);
  for (const j of js) update('naive', j, naive, losses.get(j)!);
  for (const withheld of [...allJs, ...allKs]) {
    const combined = losses.get(`out ${withheld}`);
    for (const j of js) update(`out ${withheld}`, j, combined, losses.get(j)!);
    for (const k of ks) {
      if (withheld.startsWith('k')) update(`out ${withheld}`, k, combined, losses.get(k)!);
      const isListed = reports.some((report) => allJs.some((j) => report.has(`${k} without ${j}`)));
      if (withheld.startsWith('j') && isListed)
        update(`out ${withheld}`, k, combined, losses.get(`${k} without ${withheld}`) ?? 0);
    }
  }
  for (const k of allKs)
    for (const worker of [...js, k])
      update(`in ${k}`, worker, losses.get(`in ${k}`), losses.get(worker) ?? NaN);
  state.networkLoss = network;
  if (rules.version === 'network-2026') {
    const regrets = [...js, ...ks].map((worker) => state.regrets.get(`network ${worker}`)!);
    state.spread = (regrets.length > 0 ? scaleOf(regrets, rules.version) : 0) + rules.epsilon;
  }
  if (experienced.length > 0) {
    const isJuly = rules.version === 'network-2024-07';
    const base = isJuly ? Math.min(...experienced) : quantile(experienced, rules.quantile);
    const scale = isJuly ? scaleOf(experienced, rules.version) : sampleStd(experienced);
    state.initialRegret = base + (rules.c - 8.25 / rules.p) * (scale + rules.epsilon);
  }

  // Section 8: scores and listening coefficients.
  const present = reports.flatMap((report, m) => (report.size > 0 ? [m] : []));
  const outcome = consensusScores(
    present.map((m) => reports[m]!),
    present.map((m) => stakes[m]!),
    present.map((m) => state.listening[m]!),
    rules,
  );
  present.forEach((m, i) => {
    state.listening[m] = outcome.listening[i]!;
    scores.set(`m${m}`, outcome.scores[i]!);
  });

  // Section 6.
  if (js.length === 1) scores.set(js[0]!, 0);
  else for (const j of js) if (losses.has(`out ${j}`)) scores.set(j, losses.get(`out ${j}`)! - network);
  const outs = ks.filter((k) => losses.has(`out ${k}`));
  const ins = ks.filter((k) => losses.has(`in ${k}`));
  const unique = 1 / 2 ** (outs.length - 1);
  if (ks.length === 1) scores.set(ks[0]!, 0);
  else
    ins.slice(0, outs.length).forEach((k, i) => {
      const gained = naive - losses.get(`in ${k}`)!;
      const lost = losses.get(`out ${outs[i]!}`)! - network;
      scores.set(k, unique * gained + (1 - unique) * lost);
    });
  const scored = (prefix: string) => [...scores.keys()].filter((name) => name.startsWith(prefix));
  const scoreOf = (names: string[]) => names.map((name) => scores.get(name)!);
  const remember = (history: number[], newest: number[]) =>
    [...newest.slice(-rules.history), ...history].slice(0, rules.history);
  state.infererScores = remember(state.infererScores, scoreOf(scored('j')));
  state.forecasterScores = remember(state.forecasterScores, scoreOf(scored('k')));

  // Sections 7 and 8: reward fractions. Section 9: entropies.
  const setShares = (names: string[], mapped: number[]) => {
    names.forEach((name, i) => shares.set(name, mapped[i]! / sum(mapped)));
  };
  const entropy = (names: string[]): number => {
    const smoothed = names.map((name) => {
      const previous = state.fractions.get(name);
      const share = shares.get(name)!;
      return previous === undefined ? share : rules.alphaR * share + (1 - rules.alphaR) * previous;
    });
    const fractions = smoothed.map((each) => each / sum(smoothed));
    names.forEach((name, i) => state.fractions.set(name, fractions[i]!));
    if (names.length === 1) return 0.25 * Math.log(2);
    const effective = 1 / sum(smoothed.map((each) => each ** 2));
    const terms = fractions.map((f) => (f === 0 ? 0 : f * Math.log(f)));
    return -sum(terms) * (effective / names.length) ** rules.beta;
  };
  const mapped = (names: string[], history: number[], p: number, c: number) => {
    const s = history.length < 2 ? 0 : sampleStd(history);
    return scoreOf(names).map((score) =>
      s < rules.epsilon ? 1 : softplus(p * (score / (s + rules.epsilon) - c)),
    );
  };
  const ms = scored('m');
  setShares(
    ms,
    ms.map((m) => (stakes[Number(m.slice(1))]! * scores.get(m)!) ** rules.pR),
  );
  const h = entropy(ms);
  task.set('H', h);
  const scoredJs = scored('j');
  const scoredKs = scored('k');
  if (scoredJs.length === 0) return;
  setShares(scoredJs, mapped(scoredJs, state.infererScores, rules.pI, rules.cI));
  const f = entropy(scoredJs);
  setShares(scoredKs, mapped(scoredKs, state.forecasterScores, rules.pF, rules.cF));
  const g = scoredKs.length > 0 && scoredJs.length > 1 ? entropy(scoredKs) : 0;

  const score = naive - network;
  const isJuly = rules.version === 'network-2024-07';
  const unit = isJuly ? sum(scoreOf(scoredJs)) : Math.max(0, ...scoreOf(scoredJs));
  let chi = 0.5;
  if (unit <= 0 && score === 0) state.taskRatio = 0;
  else {
    const ratio = unit > 0 ? score / unit : Math.sign(score);
    state.taskRatio = isJuly ? ratio : rules.alphaR * ratio + (1 - rules.alphaR) * state.taskRatio;
    if (state.taskRatio < 0) chi = 0.1;
    else if (state.taskRatio < 1) chi = 0.4 * state.taskRatio + 0.1;
  }
  const gamma = (f + g) / ((1 - chi) * f + chi * g);
  const parts = { j: (1 - chi) * gamma * f, k: chi * gamma * g, m: h };
  for (const [name, share] of shares) {
    const part = parts[name[0] as keyof typeof parts];
    const reward = (topicReward * part * share) / (f + g + h);
    rewards.set(name, reward);
    if (reward >= 1) state.rewarded.set(name, (state.rewarded.get(name) ?? 0) + 1);
  }
  task.set('F', f).set('G', g).set('chi', chi).set('gamma', gamma).set('score', score);
}
