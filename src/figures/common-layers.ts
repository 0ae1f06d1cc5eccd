/** Layers that panels of lines and heat maps share. */

import { TEXT_COLOR } from './sheet.js';
import type { FigurePart, Pixels } from './sheet.js';

/**
 * Rectangles, or lines from corner to corner, in pixels from the top left of a panel: they bypass the scales.
 */
export const PIXEL_ENCODING = {
  x: { field: 'x', type: 'quantitative', scale: null, axis: null },
  x2: { field: 'x2' },
  y: { field: 'y', type: 'quantitative', scale: null, axis: null },
  y2: { field: 'y2' },
} as const;

/** Data of a layer that draws one mark. */
export const ONE_ROW = { values: [{}] };

/**
 * Lines of text above a panel. They are marks because a Vega title keeps its distance from the labels of the
 * axes too, so that the titles of a row of panels would not line up.
 */
export function heading(lines: readonly string[], px: Pixels): FigurePart {
  const lineHeight = px(18);
  return {
    data: ONE_ROW,
    mark: {
      type: 'text',
      text: [...lines],
      align: 'left',
      baseline: 'top',
      fontSize: px(15),
      lineHeight,
      color: TEXT_COLOR,
    },
    encoding: { x: { value: 0 }, y: { value: -px(6) - lines.length * lineHeight } },
  };
}

/**
 * The name of a row of panels, upwards at `distance` pixels to the left of its first panel, which has this
 * height.
 */
export function rowName(text: string, height: number, distance: number, px: Pixels): FigurePart {
  return {
    data: ONE_ROW,
    mark: {
      type: 'text',
      text,
      angle: 270,
      fontSize: px(16),
      fontWeight: 'bold',
      baseline: 'bottom',
      color: TEXT_COLOR,
    },
    encoding: { x: { value: -distance }, y: { value: height / 2 } },
  };
}

/** Space between figures, pixels. */
export interface Gap {
  row: number;
  column: number;
}

/** Parts row by row in `columns` columns. Gaps do not depend on the labels. */
export function inRows(parts: FigurePart[], columns: number, gap: Gap) {
  return { columns, bounds: 'flush', spacing: gap, concat: parts } as const;
}
