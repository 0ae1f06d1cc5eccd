/** Names of columns that state a quantity, a unit or a statistic. */

import { describe, expect, it } from 'vitest';
import { reader } from '../reading.js';

const { read, errorOf } = reader();
const WORKERS = ['alice', 'bob', 'carol'];
const LOSSES = [
  [0.01, 0.012, 0.015],
  [0.011, 0.01, 0.016],
  [0.009, 0.013, 0.017],
];

/** A table of columns for each worker. */
function table(names: (worker: string) => string[], cells: (loss: number) => number[]): string {
  const header = ['epoch', ...WORKERS.flatMap(names)].join(',');
  return [header, ...LOSSES.map((row, i) => [i + 1, ...row.flatMap(cells)].join(','))].join('\n');
}

const LOSSES_ONLY = { quantity: 'losses' } as const;
const RAW = { quantity: 'losses', lossesAre: 'raw' } as const;
/** Positive, as log10 losses can be, too. */
const shifted = (loss: number) => [Math.log10(loss) + 3];

describe('a unit in the names of workers', () => {
  const names: [string, (worker: string) => string[]][] = [
    ['log10_alice', (worker) => [`log10_${worker}`]],
    ['alice_log10', (worker) => [`${worker}_log10`]],
    ['log10(alice)', (worker) => [`log10(${worker})`]],
    ['alice log10 loss', (worker) => [`${worker} log10 loss`]],
    ['log10Loss_alice', (worker) => [`log10Loss_${worker}`]],
    ['inferer_alice_loss_log10', (worker) => [`inferer_${worker}_loss_log10`]],
  ];

  it.each(names)('%s is log10', async (_, of) => {
    const { values, readAs } = await read(table(of, shifted), LOSSES_ONLY);
    expect(readAs).toMatchObject({ unit: 'log10 losses', unitReason: 'as the column is named' });
    const [first] = LOSSES;
    const mean = first!.reduce((sum, loss) => sum + Math.log10(loss), 0) / 3;
    expect(values[0]).toBeCloseTo(mean - Math.log10(first![0]!), 12);
  });

  it.each(names)('%s contradicts --losses-are raw', async (_, of) => {
    expect(await errorOf(table(of, shifted), RAW)).toContain(
      'the name of a column says log10, --losses-are says raw',
    );
  });

  it.each(['raw_alice', 'alice_raw', 'alice raw loss'])('%s is raw', async (name) => {
    const content = table(
      (worker) => [name.replace('alice', worker)],
      (loss) => [loss],
    );
    expect((await read(content, LOSSES_ONLY)).readAs).toMatchObject({ unit: 'raw losses' });
  });

  it.each(['ln_alice', 'log_alice', 'alice_logloss', 'log_loss_alice'])(
    '%s may be another logarithm',
    async (name) => {
      const content = table(
        (worker) => [name.replace('alice', worker)],
        (loss) => [Math.log(loss)],
      );
      expect(await errorOf(content, LOSSES_ONLY)).toContain(
        'natural logarithms have to be divided by ln(10)',
      );
    },
  );

  it('of some workers only is refused', async () => {
    const content = 'epoch,alice,bob,log10_carol\n1,0.01,0.012,-2\n2,0.011,0.01,-1.8\n3,0.009,0.013,-1.9';
    expect(await errorOf(content, LOSSES_ONLY)).toContain(
      'columns log10_carol and alice have different units',
    );
    expect(await errorOf(content, RAW)).toContain('have different units');
  });

  it('of the network counts, and must be that of the workers', async () => {
    const named = (network: string, worker: string) =>
      `epoch,${worker}_a,${worker}_b,${network}\n1,1.1,1.2,1.15\n2,1.3,1.1,1.2\n3,1.4,1.2,1.3`;
    const { readAs } = await read(named('network_loss_log10', 'worker'), LOSSES_ONLY);
    expect(readAs).toMatchObject({ unit: 'log10 losses', networkLoss: 'network_loss_log10' });
    expect(await errorOf(named('network_loss_log10', 'raw'), LOSSES_ONLY)).toContain('have different units');
  });

  it('is not in a worker that is called log', async () => {
    const content = 'epoch,linear,log,tree\n1,0.01,0.012,0.02\n2,0.011,0.01,0.03\n3,0.009,0.013,0.05';
    expect((await read(content, RAW)).names).toEqual(['linear', 'log', 'tree']);
  });
});

describe('a quantity in the names of workers', () => {
  it.each(['loss_alice', 'alice_loss', 'alice loss', 'inferer_alice_loss', 'mse_alice', 'Alice RMSE'])(
    '%s is a loss',
    async (name) => {
      const content = table(
        (worker) => [name.replace(/alice/i, worker)],
        (loss) => [loss],
      );
      expect((await read(content, RAW)).workers).toBe(3);
      expect(await errorOf(content, { quantity: 'regrets' })).toContain('are losses, not regrets');
    },
  );

  it('must be the wanted one, unless the columns are listed', async () => {
    const content = table(
      (worker) => [`${worker}_score`],
      (loss) => [loss],
    );
    const message = await errorOf(content, { quantity: 'regrets' });
    expect(message).toContain('by their names the columns are scores, not regrets');
    expect(message).toContain('give --scores instead');
    const columns = WORKERS.map((worker) => `${worker}_score`);
    expect((await read(content, { quantity: 'regrets', columns })).names).toEqual(columns);
    expect((await read(content, { quantity: 'scores' })).names).toEqual(columns);
  });

  it('beside others of the same worker is the one that is read', async () => {
    const content = table(
      (worker) => [`${worker}_score`, `${worker}_loss`, `${worker}_loss_std`],
      (loss) => [0.5 + loss, loss, 3 * loss],
    );
    const { names, readAs } = await read(content, RAW);
    expect(names).toEqual(WORKERS.map((worker) => `${worker}_loss`));
    expect(readAs?.leftOut).toHaveLength(6);
  });

  it.each([
    ['alice', 'alice_err'],
    ['alice', 'alice_std'],
    ['alice', 'alice (max)'],
    ['alice', 'alice.1'],
    ['alice_mean', 'alice_std'],
    ['alice_loss', 'alice_log10'],
    ['alice', 'alice_ema'],
    ['alice', 'alice weight'],
  ])('%s beside %s is refused, and --columns decides', async (first, second) => {
    const content = table(
      (worker) => [first.replace('alice', worker), second.replace('alice', worker)],
      (loss) => [loss, 0.9 * loss],
    );
    expect(await errorOf(content, RAW)).toContain('are several quantities of one worker');
    const columns = WORKERS.map((worker) => first.replace('alice', worker));
    expect((await read(content, { ...RAW, columns })).names).toEqual(columns);
  });

  it.each(['w', 'worker_', 'model-', 'node.', 'Worker ', 'm'])('is in no name %s1', async (prefix) => {
    const header = ['epoch', ...WORKERS.map((_, i) => `${prefix}${i + 1}`)].join(',');
    const rows = LOSSES.map((row, i) => [i, ...row].join(','));
    expect((await read([header, ...rows].join('\n'), RAW)).workers).toBe(3);
  });
});
