/** The legend of cells that the colour scale does not explain. */

import { powerLabel } from '../labels.js';
import { PIXEL_ENCODING } from '../common-layers.js';
import { TEXT_COLOR, WIDE, wrapEvenly } from '../sheet.js';
import type { FigurePart, Pixels } from '../sheet.js';
import { BLANK_WORDS } from './hatching.js';
import type { BlankReason } from './hatching.js';
import { blankLayers } from './heat-map.js';
import type { HeatMap } from './map.js';

/** The low end of viridis. */
const LOWEST_COLOR = '#440154';

/**
 * The lines under the colour legends: the meaning of hatchings, and of values below a colour scale. Empty if
 * the sheet has neither.
 * @param prefix of the text about values below a scale
 */
export function legendOfSpecialCells(
  maps: readonly Pick<HeatMap, 'cells' | 'color'>[],
  px: Pixels,
  prefix = '',
  { isNarrow } = WIDE,
): FigurePart[] {
  // A value that misses its power of ten by rounding is not below it.
  const below = maps.find(({ cells, color }) =>
    cells.some(({ value }) => typeof value === 'number' && value < color.domain[0] * (1 - 1e-9)),
  );
  const entries: { kind: BlankReason | 'below-scale'; text: string }[] = [];
  for (const [kind, text] of Object.entries(BLANK_WORDS) as [BlankReason, string][]) {
    if (maps.some(({ cells }) => cells.some(({ value }) => value === kind))) entries.push({ kind, text });
  }
  if (below)
    entries.push({
      kind: 'below-scale',
      text: `${prefix}less than ${powerLabel(below.color.domain[0])}, or zero`,
    });
  if (entries.length === 0) return [];
  const pitch = px(isNarrow ? 44 : 26);
  const swatches = entries.map((entry, i) => ({
    ...entry,
    x: 0,
    x2: px(32),
    y: i * pitch,
    y2: i * pitch + px(18),
  }));
  return [
    {
      width: px(isNarrow ? 400 : 600),
      height: swatches.at(-1)!.y2,
      layer: [
        ...swatches.flatMap((swatch) =>
          swatch.kind === 'below-scale' ? [lowest(swatch)] : blankLayers([swatch], swatch.kind, px),
        ),
        {
          data: { values: swatches },
          mark: { type: 'rect', filled: false, stroke: '#555555', strokeWidth: px(1) },
          encoding: PIXEL_ENCODING,
        },
        {
          data: {
            values: swatches.map(({ text, x2, y, y2 }) => ({
              text: isNarrow ? wrapEvenly(text, 48).join('\n') : text,
              x: x2 + px(8),
              y: (y + y2) / 2,
            })),
          },
          mark: {
            type: 'text',
            align: 'left',
            baseline: 'middle',
            fontSize: px(15),
            color: TEXT_COLOR,
            ...(isNarrow && { lineBreak: '\n' }),
          },
          encoding: {
            x: PIXEL_ENCODING.x,
            y: PIXEL_ENCODING.y,
            text: { field: 'text', type: 'nominal' },
            description: { field: 'text', type: 'nominal' },
          },
        },
      ],
    } as FigurePart,
  ];
}

function lowest(swatch: object): FigurePart {
  return { data: { values: [swatch] }, mark: { type: 'rect', fill: LOWEST_COLOR }, encoding: PIXEL_ENCODING };
}
