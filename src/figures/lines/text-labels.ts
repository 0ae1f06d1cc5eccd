/** Texts in and beside a panel. */

import type { FigurePart } from '../sheet.js';
import { ONE_ROW, PIXEL_ENCODING } from '../common-layers.js';
import { heightOf, isDrawable, positionOn } from './axis.js';
import type { Frame } from './axis.js';
import { pointMark } from './marks.js';
import type { Point } from './marks.js';

/** Pixels. */
export const LINE_HEIGHT = 18;

export interface Label {
  readonly text: string;
  readonly color: string;
  /** Pixels from the left and from the top of the panel. */
  readonly x: number;
  readonly y: number;
  readonly align?: 'left' | 'right';
}

/** Texts on white outlines, so that they are legible on any line. */
export function labels(texts: readonly Label[]): FigurePart[] {
  return texts.flatMap(({ text, color, x, y, align = 'left' }) =>
    [{ stroke: 'white', strokeWidth: 4, strokeJoin: 'round' }, {}].map(
      (outline) =>
        ({
          data: ONE_ROW,
          mark: { type: 'text', text, align, baseline: 'middle', fontSize: 15, color, ...outline },
          encoding: { x: { value: x }, y: { value: y } },
        }) as FigurePart,
    ),
  );
}

/** A line of a key: a sample of the line, and its name. */
export interface KeyEntry {
  readonly text: string;
  readonly color: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Whether the sample bears the mark that its line bears. */
  readonly isMarked?: boolean;
}

/** Length of a sample in a key, and its distance from the text, pixels. */
const SAMPLE = 26;
const SAMPLE_GAP = 7;

/** A key in a corner of the panel, one line for each entry. */
export function key(
  frame: Pick<Frame, 'height'>,
  entries: readonly KeyEntry[],
  corner: 'top' | 'bottom' = 'bottom',
  x = 8,
): FigurePart[] {
  const top = corner === 'top' ? 12 : frame.height - entries.length * LINE_HEIGHT + 4;
  return entries.flatMap(({ text, color, width = 1.5, dash, isMarked = false }, i) => {
    const y = top + i * LINE_HEIGHT;
    const sample = {
      data: { values: [{ x, y, x2: x + SAMPLE, y2: y }] },
      mark: {
        type: 'rule',
        stroke: color,
        strokeWidth: width,
        aria: false,
        ...(dash && { strokeDash: [...dash] }),
      },
      encoding: PIXEL_ENCODING,
    } as FigurePart;
    const mark = {
      data: { values: [{ x: x + SAMPLE / 2, y }] },
      mark: pointMark(color),
      encoding: { x: PIXEL_ENCODING.x, y: PIXEL_ENCODING.y },
    } as FigurePart;
    return [sample, ...(isMarked ? [mark] : []), ...labels([{ text, color, x: x + SAMPLE + SAMPLE_GAP, y }])];
  });
}

/** A thin line from a label to the mark that it names, in pixels. */
export function leader(from: Point, to: Point, color: string, dash?: readonly number[]): FigurePart {
  return {
    data: { values: [{ x: from.x, y: from.y, x2: to.x, y2: to.y }] },
    mark: {
      type: 'rule',
      stroke: color,
      strokeWidth: 1,
      aria: false,
      ...(dash && { strokeDash: [...dash] }),
    },
    encoding: PIXEL_ENCODING,
  };
}

export interface LineEnd {
  readonly text: string;
  readonly color: string;
  /** Last point of the line, in data units. */
  readonly at: Point;
}

/** Dots of the leader of a line that ends inside the panel, pixels. */
const LEADER_DOTS = [1, 2.5];

/**
 * Labels of line ends in a column to the right of the panel. They do not overlap; each has a leader to its
 * end.
 */
export function endLabels(frame: Frame, ends: readonly LineEnd[]): FigurePart[] {
  const sorted = ends
    .filter(({ at }) => isDrawable(frame.y, at.y))
    .map((end) => ({
      ...end,
      from: {
        x: Math.min(frame.width, positionOn(frame.x, frame.width, end.at.x)) + 2,
        y: heightOf(frame, end.at.y),
      },
    }))
    .sort((a, b) => a.from.y - b.from.y);
  const heights = apart(
    sorted.map(({ from }) => from.y),
    LINE_HEIGHT,
    [0, frame.height],
  );
  const x = frame.width + 22;
  return sorted.flatMap(({ text, color, from }, i) => [
    // Dotted where the line ends inside the panel, because a solid leader looks like more of the line.
    leader(from, { x: x - 4, y: heights[i]! }, color, from.x < frame.width - 40 ? LEADER_DOTS : undefined),
    ...labels([{ text, color, x, y: heights[i]! }]),
  ]);
}

/**
 * Moves ascending values as little as possible (least squares, by pooling adjacent violators) so that they
 * are `gap` apart, then into the limits as far as they fit.
 */
export function apart(
  values: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  // After subtraction of the gaps the values must be ascending: neighbours that are not are replaced by their
  // mean.
  const blocks: { mean: number; count: number }[] = [];
  for (const [i, value] of values.entries()) {
    let block = { mean: value - i * gap, count: 1 };
    while (blocks.length > 0 && blocks.at(-1)!.mean > block.mean) {
      const { mean, count } = blocks.pop()!;
      block = {
        mean: (mean * count + block.mean * block.count) / (count + block.count),
        count: count + block.count,
      };
    }
    blocks.push(block);
  }
  const highestStart = high - (values.length - 1) * gap;
  return blocks
    .flatMap(({ mean, count }) => Array<number>(count).fill(mean))
    .map((start, i) => Math.max(low, Math.min(start, highestStart)) + i * gap);
}
