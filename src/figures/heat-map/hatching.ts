/** Cells without a value: the reasons, and a hatching that no reader mistakes for a colour of the scale. */

export type BlankReason = 'below-threshold' | 'zero-weight' | 'no-median';

/**
 * Light grey with lines in one or both directions: distinguishable without colour, and absent from the colour
 * scale (viridis).
 */
export const BLANK_STYLES = {
  'below-threshold': { fill: '#eeeeee', slopes: [-1] },
  'zero-weight': { fill: '#cccccc', slopes: [-1, 1] },
  'no-median': { fill: '#eeeeee', slopes: [-1] },
} as const satisfies Record<BlankReason, { fill: string; slopes: readonly number[] }>;

/** The reasons in words. */
export const BLANK_WORDS: Record<BlankReason, string> = {
  'below-threshold': 'no epsilon reaches the threshold: S stays below T',
  'zero-weight': 'a weight is zero, so S is undefined; at epsilons without zero weights it stays below T',
  'no-median': 'at most half of the draws have an epsilon',
};

export const HATCH_COLOR = '#7a7a7a';

/** A rectangle in pixels, y downwards. */
export interface Box {
  x: number;
  x2: number;
  y: number;
  y2: number;
}

/**
 * The hatching of cells: segments of one family of parallel lines, so that it continues from cell to cell and
 * has the same density in cells of any size. Segments that touch are joined, which keeps the drawing of a
 * large blank area small. A slope of -1 rises to the right on screen.
 * @param spacing of the lines along y, pixels
 */
export function hatch(boxes: readonly Box[], slope: -1 | 1, spacing: number): Box[] {
  /** Segments [from x, to x] of line number i, y = slope x + i spacing. */
  const lines = new Map<number, [number, number][]>();
  for (const box of boxes) {
    const offsets = [
      box.y - slope * box.x,
      box.y - slope * box.x2,
      box.y2 - slope * box.x,
      box.y2 - slope * box.x2,
    ];
    for (let i = Math.floor(Math.min(...offsets) / spacing); i <= Math.max(...offsets) / spacing; i++) {
      const crossings = [(box.y - i * spacing) / slope, (box.y2 - i * spacing) / slope];
      const from = Math.max(box.x, Math.min(...crossings));
      const to = Math.min(box.x2, Math.max(...crossings));
      if (from >= to) continue;
      if (!lines.has(i)) lines.set(i, []);
      lines.get(i)!.push([from, to]);
    }
  }
  return [...lines]
    .sort(([a], [b]) => a - b)
    .flatMap(([i, segments]) =>
      joined(segments).map(([x, x2]) => ({
        x,
        x2,
        y: slope * x + i * spacing,
        y2: slope * x2 + i * spacing,
      })),
    );
}

function joined(segments: [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of segments.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
