/** The regrets that count now, and the numbers that the chain stores beside them. */

import { NodeError, UsageError } from '../../text/errors.js';
import { scaleOf } from '../../weights/scale.js';
import type { LossBundle } from './answers.js';
import { ROLES, type ChainNode, type Commit, type Role } from './node.js';
import type { TopicWorker } from './recompute.js';

/** A worker that does not count, and the reason. */
export interface LeftOut {
  address: string;
  role: Role;
  reason: string;
}

/** Scores that the chain keeps for rewards. */
const SCORES = 10;
/** Readings during which an epoch may be closed. Our choice. */
const MOST_READINGS = 3;

interface Regrets {
  commit: Commit;
  bundle: LossBundle | null;
  counted: Omit<TopicWorker, 'weight'>[];
  leftOut: LeftOut[];
  stdnorm: string | null;
  scoreStd: number | null;
}

/** The regrets of one epoch. If the next epoch is closed meanwhile, everything is read again. */
export async function readRegrets(node: ChainNode, expect: (requests: number) => void): Promise<Regrets> {
  for (let reading = 1; reading <= MOST_READINGS; reading++) {
    const [commit, latest] = await Promise.all([node.lastCommit(), node.inferences()]);
    if (!latest || !commit) throw withoutEpochs(node, latest !== null);
    const bundle = await node.losses(commit.nonce);
    const found = await regretsOf(node, commit, bundle, latest, expect);
    if ((await node.lastCommit())?.nonce !== commit.nonce) continue;
    if (found.counted.length === 0) {
      throw new UsageError(
        `topic ${node.topic}: expected a worker with a regret of the last epoch (${commit.nonce}), got none`,
      );
    }
    return { commit, bundle, ...found };
  }
  throw new NodeError(
    `${node.base}: an epoch of topic ${node.topic} was closed during each reading; try again`,
  );
}

function withoutEpochs({ topic }: ChainNode, hasWorkers: boolean): UsageError {
  return new UsageError(
    `topic ${topic}: expected regrets of workers, got none: ` +
      (hasWorkers ? 'the losses of no epoch have been closed yet' : 'nobody has sent an inference yet'),
  );
}

type Latest = NonNullable<Awaited<ReturnType<ChainNode['inferences']>>>;

async function regretsOf(
  node: ChainNode,
  { nonce }: Commit,
  bundle: LossBundle | null,
  latest: Latest,
  expect: (requests: number) => void,
): Promise<Omit<Regrets, 'commit' | 'bundle'>> {
  const lossesOf = (role: Role) =>
    new Map(bundle?.[`${role}_values`].map(({ worker, value }) => [worker, value]));
  const candidates = ROLES.flatMap((role) => {
    const losses = lossesOf(role);
    const present = latest.network_inferences[`${role}_values`];
    return [...new Set([...losses.keys(), ...present])].map((address) => ({
      address,
      role,
      loss: losses.get(address) ?? null,
      isPresent: present.includes(address),
    }));
  });
  expect(candidates.length + 2);
  const [stdnorm, scores, regrets] = await Promise.all([
    node.stdnorm(),
    node.scores(nonce),
    Promise.all(candidates.map(({ role, address }) => node.regret(role, address))),
  ]);
  const counted: Regrets['counted'] = [];
  const leftOut: LeftOut[] = [];
  const isOld = node.version === 'v5';
  for (const [i, { address, role, loss, isPresent }] of candidates.entries()) {
    const regret = regrets[i]!;
    const reason = isOld
      ? reasonIn2024(isPresent)
      : reasonNow(regret, nonce, { role, loss, hasBundle: bundle !== null });
    if (reason !== null) leftOut.push({ address, role, reason });
    else {
      const value = regret.nonce === 0 && !isOld ? 0 : regret.value;
      counted.push({ address, role, regret: value, loss, storedWeight: null });
    }
  }
  if (isOld) addServedWeights(counted, latest);
  else {
    expect(counted.length);
    const weights = await Promise.all(counted.map(({ role, address }) => node.weight(role, address)));
    for (const [i, worker] of counted.entries()) worker.storedWeight = weights[i]!;
  }
  return { counted, leftOut, stdnorm, scoreStd: stdOf((scores ?? []).slice(0, SCORES)) };
}

/** Why a worker does not count under the rules of 2026; null: it counts. */
function reasonNow(
  regret: { nonce: number },
  nonce: number,
  { role, loss, hasBundle }: { role: Role; loss: number | null; hasBundle: boolean },
): string | null {
  if (hasBundle && loss === null) {
    return regret.nonce === 0
      ? 'a newcomer without a regret: it enters with regret 0 in its first epoch'
      : `absent in the last epoch: its regret is of epoch ${regret.nonce}, not ${nonce}`;
  }
  // A newcomer among the losses: inferers enter with regret 0 since June 2026.
  if (regret.nonce === 0) return role === 'inferer' && hasBundle ? null : 'a newcomer without a regret';
  return regret.nonce === nonce ? null : `its regret is of epoch ${regret.nonce}, not ${nonce}`;
}

/** In 2024 all workers of the latest inferences counted, newcomers with the initial regret. */
function reasonIn2024(isPresent: boolean): string | null {
  return isPresent ? null : 'it has sent no inference for the present epoch';
}

function addServedWeights(counted: Regrets['counted'], latest: Latest): void {
  for (const role of ROLES) {
    const served = new Map(latest[`${role}_weights`]?.map(({ worker, weight }) => [worker, weight]));
    for (const worker of counted)
      if (worker.role === role) worker.storedWeight = served.get(worker.address) ?? null;
  }
}

function stdOf(scores: readonly number[]): number | null {
  if (scores.length < 2) return null;
  return scaleOf(Float64Array.from(scores), 'sample-std');
}
