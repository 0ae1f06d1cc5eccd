/** A heat map before it is drawn. */

import type { Pixels } from '../sheet.js';
import type { Described } from '../tooltips.js';
import type { CellAxis } from './cell-axis.js';
import type { BlankReason } from './hatching.js';

/** A colour scale. Values below the domain, among them zero, take its lowest colour. */
export interface ColorScale {
  /** Default: logarithmic. */
  readonly type?: 'linear';
  readonly domain: readonly [number, number];
  /** Quantity and unit. */
  readonly title: string;
}

export interface HeatMapCell extends Described {
  /** Indices along the two axes. */
  readonly column: number;
  readonly row: number;
  readonly value: number | BlankReason;
}

export interface HeatMap {
  readonly x: CellAxis;
  readonly y: CellAxis;
  readonly cells: readonly HeatMapCell[];
  readonly color: ColorScale;
  readonly px: Pixels;
  /** Lines of text above the panel, on the top row only. */
  readonly heading?: readonly string[];
  /** Name of the row, on the left panel only; without it the y axis has no labels. */
  readonly rowName?: string;
  /** Whether the x axis has labels: on the bottom row only. */
  readonly bottom: boolean;
  /** Whether adjacent cells of a column with the same value are joined into one box; for large maps. */
  readonly merged?: boolean;
  /**
   * Length of the colour legend in pixels; 0: none. Default: the width of the panel on the bottom row, none
   * on others.
   */
  readonly legend?: number;
}
