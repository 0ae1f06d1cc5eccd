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

/** Updates from which a bar estimates the time left: ten seconds of a part that takes long. */
const UPDATES_FOR_ESTIMATE = 50;

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
    format: `  [{bar}]  {percentage} %  {value} of {total} ${unit}  {eta_formatted} left`,
    barCompleteChar: '#',
    barIncompleteChar: '-',
    barsize: 20,
    etaBuffer: UPDATES_FOR_ESTIMATE,
    stream: process.stderr,
    clearOnComplete: true,
    autopadding: true,
    formatValue: (value, _, type) =>
      type === 'percentage' ? String(value).padStart(3) : grouped(Math.floor(value)),
    formatTime: (seconds) => durationText(seconds),
  });
  return {
    update: (done) => (bar.isActive ? bar.update(done) : bar.start(total, done)),
    stop: () => bar.stop(),
  };
}

function progressText(total: number, unit: string, printed: Printed): ProgressLine {
  const start = performance.now();
  let before: number | undefined;
  return {
    update(done) {
      const now = performance.now();
      before ??= done;
      if (now - printed.at < LINE_EVERY * 1000 || done >= total) return;
      printed.at = now;
      const left = ((now - start) / (done - before)) * (total - done);
      const percent = Math.floor((100 * done) / total);
      const rest = Number.isFinite(left) ? `  ${durationText(left / 1000)} left` : '';
      process.stderr.write(
        `  ${percent} %  ${grouped(Math.floor(done))} of ${grouped(total)} ${unit}${rest}\n`,
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
