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

/**
 * Seconds after which the time left is estimated: threads have started, and parts make progress. Our choice.
 */
const ESTIMATE_AFTER = 2;

/** The time of the last line without a terminal. */
interface Printed {
  at: number;
}

/**
 * A bar with the time left on a terminal; otherwise a plain line every few seconds.
 * @param printed shared by the lines of a command, so that together they print a line every few seconds
 */
export function progressLine(
  { quiet }: Pick<OutputOptions, 'quiet'>,
  total: number,
  unit: string,
  printed: Printed = { at: performance.now() },
): ProgressLine {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? progressBar(total, unit) : progressText(total, unit, printed);
}

/** Progress of a command that does several things, one after another. */
export interface PhaseProgress {
  show: (step: { unit: string; done: number; total: number }) => void;
  stop: () => void;
}

/** A line for each phase: `cells`, then `figures`. */
export function phaseProgress(output: Pick<OutputOptions, 'quiet'>): PhaseProgress {
  const printed = { at: performance.now() };
  let line: ProgressLine | undefined;
  let shown: string | undefined;
  const stop = () => {
    line?.stop();
    line = shown = undefined;
  };
  return {
    show({ unit, done, total }) {
      const phase = `${unit} ${total}`;
      if (phase !== shown) {
        stop();
        line = progressLine(output, total, unit, printed);
        shown = phase;
      }
      line!.update(done);
    },
    stop,
  };
}

function progressBar(total: number, unit: string): ProgressLine {
  const bar = new SingleBar({
    format: `  [{bar}]  {percentage} %  {value} of {total} ${unit}{left}`,
    barCompleteChar: '#',
    barIncompleteChar: '-',
    barsize: 20,
    stream: process.stderr,
    clearOnComplete: true,
    autopadding: true,
    formatValue: (value, _, type) =>
      type === 'percentage' ? String(value).padStart(3) : grouped(Math.floor(value)),
  });
  const leftAt = timeLeft(total);
  return {
    update(done) {
      const left = { left: leftAt(done) };
      if (bar.isActive) bar.update(done, left);
      else bar.start(total, done, left);
    },
    stop: () => bar.stop(),
  };
}

function progressText(total: number, unit: string, printed: Printed): ProgressLine {
  const leftAt = timeLeft(total);
  return {
    update(done) {
      const left = leftAt(done);
      const now = performance.now();
      if (now - printed.at < LINE_EVERY * 1000 || done >= total) return;
      printed.at = now;
      const percent = Math.floor((100 * done) / total);
      process.stderr.write(
        `  ${percent} %  ${grouped(Math.floor(done))} of ${grouped(total)} ${unit}${left}\n`,
      );
    },
    stop: () => undefined,
  };
}

/** The text of the time left, from the mean rate since the first call; empty until there is one. */
function timeLeft(total: number): (done: number) => string {
  const start = performance.now();
  let before: number | undefined;
  return (done) => {
    before ??= done;
    const seconds = (performance.now() - start) / 1000;
    if (seconds < ESTIMATE_AFTER || done <= before) return '';
    return `  ${durationText((seconds / (done - before)) * (total - done))} left`;
  };
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
