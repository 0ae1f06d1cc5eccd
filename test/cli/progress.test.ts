import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { phaseProgress, progressLine } from '../../src/cli/progress.js';

let written = '';
const isTTY = process.stderr.isTTY;

beforeEach(() => {
  written = '';
  vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  process.stderr.isTTY = isTTY;
});

describe('progress', () => {
  it('without a terminal, is a plain line every five seconds, with the time left', () => {
    process.stderr.isTTY = false;
    const progress = progressLine({ quiet: false }, 4000, 'cells');
    progress.update(0);
    for (const done of [100, 200, 1000, 1100, 2000]) {
      vi.advanceTimersByTime(3000);
      progress.update(done);
    }
    vi.advanceTimersByTime(10_000);
    progress.update(4000);
    progress.stop();
    expect(written).toBe('  5 %  200 of 4,000 cells  2 min left\n  27 %  1,100 of 4,000 cells  32 s left\n');
  });

  it('estimates the time left without the work of an earlier run', () => {
    process.stderr.isTTY = false;
    const progress = progressLine({ quiet: false }, 4000, 'cells');
    progress.update(3000);
    vi.advanceTimersByTime(6000);
    progress.update(3100);
    expect(written).toBe('  77 %  3,100 of 4,000 cells  54 s left\n');
  });

  it('shows hours if at least one hour is left', () => {
    process.stderr.isTTY = false;
    const progress = progressLine({ quiet: false }, 1000, 'cells');
    progress.update(0);
    vi.advanceTimersByTime(6000);
    progress.update(1);
    expect(written).toBe('  0 %  1 of 1,000 cells  1 h 40 min left\n');
  });

  it('on a terminal, is a bar', () => {
    process.stderr.isTTY = true;
    Object.assign(process.stderr, {
      columns: 80,
      cursorTo: () => true,
      clearLine: () => true,
      moveCursor: () => true,
    });
    const progress = progressLine({ quiet: false }, 400, 'cells');
    progress.update(0);
    vi.advanceTimersByTime(200);
    progress.update(0.01);
    expect(written).not.toContain('left');
    vi.advanceTimersByTime(1800);
    progress.update(284);
    progress.stop();
    expect(written).toMatch(/ {2}\[#{14}-{6}\] {2} ?71 % {2}284 of 400 cells {2}1 s left/);
  });

  it('prints nothing with --quiet', () => {
    const progress = progressLine({ quiet: true }, 400, 'cells');
    progress.update(3);
    progress.stop();
    expect(written).toBe('');
  });

  it('of several phases is together a line every five seconds', () => {
    process.stderr.isTTY = false;
    const { show, stop } = phaseProgress({ quiet: false });
    for (let done = 0; done < 4; done++) {
      show({ unit: 'cells', done, total: 4 });
      vi.advanceTimersByTime(2000);
    }
    for (let done = 0; done < 3; done++) {
      show({ unit: 'figures', done, total: 3 });
      vi.advanceTimersByTime(2000);
    }
    show({ unit: 'report', done: 0, total: 1 });
    stop();
    expect(written).toBe('  75 %  3 of 4 cells  2 s left\n  66 %  2 of 3 figures  2 s left\n');
  });

  it('of several phases shows a bar for each on a terminal, and removes the last one', () => {
    process.stderr.isTTY = true;
    process.stderr.columns = 80;
    const { show, stop } = phaseProgress({ quiet: false });
    show({ unit: 'cells', done: 0, total: 4 });
    show({ unit: 'figures', done: 0, total: 3 });
    vi.advanceTimersByTime(500);
    show({ unit: 'figures', done: 1, total: 3 });
    stop();
    expect(written).toContain('0 of 4 cells');
    expect(written).toContain('1 of 3 figures');
    // The sequence that clears a line, after the last bar.
    expect(written.lastIndexOf('\x1b[2K')).toBeGreaterThan(written.lastIndexOf('figures'));
  });
});
