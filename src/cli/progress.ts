/** Progress of a computation, on standard error. */

import { SingleBar } from 'cli-progress';
import { type OutputOptions } from './console.js';
import { grouped } from '../text/numbers.js';

export interface ProgressLine {
  /** The first call states the work done by an earlier run, which does not count for the time left. */
  update(done: number): void;
  stop(): void;
}

/** Seconds between lines if there is no terminal that can redraw one. */
const LINE_EVERY = 5;

/** A bar with the time left on a terminal; otherwise a plain line every few seconds. */
export function progressLine(
  { quiet }: Pick<OutputOptions, 'quiet'>,
  total: number,
  unit: string,
): ProgressLine {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? progressBar(total, unit) : progressText(total, unit);
}

function progressBar(total: number, unit: string): ProgressLine {
  const bar = new SingleBar({
    format: `  [{bar}]  {percentage} %  {value} of {total} ${unit}  {eta_formatted} left`,
    barCompleteChar: '#',
    barIncompleteChar: '-',
    barsize: 20,
    stream: process.stderr,
    clearOnComplete: true,
    autopadding: true,
    formatValue: (value, _, type) => (type === 'percentage' ? String(value).padStart(3) : grouped(value)),
    formatTime: (seconds) => durationText(seconds),
  });
  return {
    update: (done) => (bar.isActive ? bar.update(Math.floor(done)) : bar.start(total, Math.floor(done))),
    stop: () => bar.stop(),
  };
}

function progressText(total: number, unit: string): ProgressLine {
  const start = performance.now();
  let printed = start;
  let before: number | undefined;
  return {
    update(done) {
      const now = performance.now();
      before ??= done;
      if (now - printed < LINE_EVERY * 1000 || done >= total) return;
      printed = now;
      const left = ((now - start) / (done - before)) * (total - done);
      const percent = Math.floor((100 * done) / total);
      process.stderr.write(
        `  ${percent} %  ${grouped(Math.floor(done))} of ${grouped(total)} ${unit}  ${durationText(left / 1000)} left\n`,
      );
    },
    stop: () => undefined,
  };
}

function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
