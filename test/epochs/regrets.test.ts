import { describe, expect, it } from 'vitest';
import { LOG_LOSSES, PLAIN, RAW_LOSSES, reader, REGRETS, rowsOf } from './reading.js';

const { errorOf, read } = reader();

describe('smoothing', () => {
  it('is that of the network and starts from 0; an absent worker continues from its last regret', async () => {
    const epochs = await read('a,b,c\n1,-1,4\n1,1,\n1,,0\n,,7\n0,8,0\n', { ...REGRETS, alpha: 0.5 });
    expect(rowsOf(epochs)).toEqual([
      [0.5, -0.5, 2],
      [0.75, 0.25, null],
      [0.875, null, 1],
      // The fourth row is left out, but its one regret enters the smoothing of that worker.
      [0.4375, 4.125, 2],
    ]);
    expect(epochs.notes).toContain(
      'Regrets are smoothed with alpha 0.5, starting from 0: those of the first 5 epochs of a worker are too small, the last of these by 5 %.',
    );
  });

  it('changes nothing at alpha 1, and also applies to losses', async () => {
    expect(rowsOf(await read('a,b\n0.1,-0.25\n0.5,3\n', { ...REGRETS, alpha: 1 }))).toEqual(PLAIN);
    const epochs = await read('a,b,network\n1,2,3\n1,2,3\n', { ...LOG_LOSSES, alpha: 0.5 });
    expect(rowsOf(epochs)).toEqual([
      [1, 0.5],
      [1.5, 0.75],
    ]);
  });

  it.each([0, -0.1, 1.5, NaN])('refuses alpha %s', async (alpha) => {
    await expect(read('a,b\n1,2\n3,4\n', { ...REGRETS, alpha })).rejects.toThrow(
      'Expected `alpha` to be a number in (0, 1], got',
    );
  });
});

describe('losses', () => {
  it('are converted to regrets relative to the network', async () => {
    const epochs = await read('a,Network_Loss,b\n0.5,1,2\n,0,3\n-1,-2,-3\n1,,1\n0,5,0\n', LOG_LOSSES);
    expect(rowsOf(epochs)).toEqual([
      [0.5, -1],
      [-1, 1],
      [5, 5],
    ]);
    expect(epochs.notes).toEqual([
      '1 row is left out, without a loss of the network.',
      '1 row is left out, with fewer than 2 values.',
    ]);
  });

  it('are converted to log10 first if they are raw', async () => {
    const epochs = await read('network,a,b\n10,1,100\n0.1,1000,1e-3\n', RAW_LOSSES);
    expect(rowsOf(epochs)).toEqual([
      [1, -1],
      [-4, 2],
    ]);
  });

  it('are compared with the named column; other columns of the network are left out', async () => {
    const content = 'mine,network,a,b\n1,100,0.5,2\n3,100,1,1\n';
    for (const networkLoss of ['mine', 'MINE']) {
      const epochs = await read(content, { ...LOG_LOSSES, networkLoss });
      expect(rowsOf(epochs)).toEqual([
        [0.5, -1],
        [2, 2],
      ]);
      expect(epochs.readAs!.networkLoss).toBe('mine');
      expect(epochs.readAs!.leftOut).toEqual([
        { column: 'network', reason: 'it is of the network, not of a worker' },
      ]);
    }
  });

  it('are compared with their mean if there is no network loss', async () => {
    const epochs = await read('a,b,c\n1,2,6\n4,,8\n', LOG_LOSSES);
    expect(rowsOf(epochs)).toEqual([
      [2, 1, -3],
      [2, null, -2],
    ]);
    expect(epochs.notes).toEqual([
      'No column holds the network loss: the mean log10 loss of the workers of an epoch is used. So the mean regret of every epoch is 0 by ' +
        'construction.',
    ]);
  });

  it('must be > 0 if they are raw', async () => {
    const hint = ' (are these log10 losses already? then add --losses-are log10)';
    expect(await errorOf('a,b\n1,2\n3,0\n', RAW_LOSSES)).toBe(
      `epochs.csv: line 3, column 2 (b): expected a loss > 0, got "0"${hint}`,
    );
    expect(await errorOf('1.5,2\n-3,1\n', RAW_LOSSES)).toBe(
      `epochs.csv: line 2, column 1: expected a loss > 0, got "-3"${hint}`,
    );
    expect(await errorOf('a,b\n1,2\n3,1e-999\n', RAW_LOSSES)).toContain(
      'expected a number within double precision, got "1e-999"',
    );
  });

  it('need exactly one network loss', async () => {
    expect(await errorOf('network,network_loss,a,b\n1,2,3,4\n', LOG_LOSSES)).toBe(
      'epochs.csv: expected one column with the network loss, got 2 columns (network, network_loss): name one of them (--network-loss)',
    );
    expect(await errorOf('netwrk,a,b\n1,2,3\n', { ...LOG_LOSSES, networkLoss: 'network' })).toBe(
      'epochs.csv: --network-loss: expected the name of one column or its number, got "network"; did you mean "netwrk"? (the columns are netwrk, a, b)',
    );
    expect(await errorOf('1,2,3.5\n', { ...LOG_LOSSES, networkLoss: 'loss' })).toBe(
      'epochs.csv: --network-loss: expected the name of one column or its number, got "loss" (the columns are column 1, column 2, column 3)',
    );
    expect(await errorOf('a,b\n1,2\n', { ...REGRETS, networkLoss: 'a' })).toBe(
      'a column of the network loss can be combined with losses only, got regrets',
    );
  });
});
