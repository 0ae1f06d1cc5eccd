/** Panels with a line for each variant. */

import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import type { Frame, PanelAxis } from '../lines/axis.js';
import { line, ORDERED_COLORS, points } from '../lines/marks.js';
import type { Estimate, Point } from '../lines/marks.js';
import { schemePanels } from '../lines/panel.js';
import { endLabels } from '../lines/text-labels.js';
import type { FigurePart, Layout } from '../sheet.js';
import type { ThresholdCell } from './cells.js';
import { ratioAxis } from './ratio-panels.js';

/** A study of variants, and the room for its figures. */
export interface VariantStudy {
  readonly study: ThresholdStudy;
  readonly layout: Layout;
}

/** A variant with the cells of one sheet, in order. */
export interface VariantCells {
  /** As figures show it. */
  readonly name: string;
  /** As the tables name it. */
  readonly variant: string;
  readonly cells: readonly ThresholdCell[];
}

interface VariantLine {
  readonly name: string;
  readonly color: string;
  readonly estimates: readonly Estimate[];
}
export interface VariantPanel {
  readonly scheme: SchemeName;
  readonly mapping: MappingName;
  readonly lines: readonly VariantLine[];
}

/** A panel for each scheme and mapping with a line for each variant. */
export function variantPanels(
  study: ThresholdStudy,
  variants: readonly VariantCells[],
  estimate: (cell: ThresholdCell) => { y: number; low: number; high: number },
): VariantPanel[] {
  return study.schemes.flatMap((scheme) =>
    study.mappings.map((mapping) => ({
      scheme,
      mapping,
      lines: variants.map(({ name, variant, cells }, i) => ({
        name,
        color: ORDERED_COLORS[i]!,
        estimates: cells
          .filter((cell) => cell.scheme === scheme && cell.mapping === mapping)
          .map((cell) => ({ x: cell.ratio, ...estimate(cell), about: { variant } })),
      })),
    })),
  );
}

/** The path up to the point at which it first exceeds a value. */
function upTo(top: number, path: readonly Estimate[]): readonly Point[] {
  const first = path.findIndex(({ y }) => y > top);
  if (first < 0) return path;
  const [before, after] = [path[first - 1], path[first]!];
  if (!before || !Number.isFinite(before.y)) return path.slice(0, first);
  const share = (top - before.y) / (after.y - before.y);
  return [...path.slice(0, first), { x: before.x + share * (after.x - before.x), y: top }];
}

function isInside({ y: { domain } }: Frame): (point: { y: number }) => boolean {
  return ({ y }) => y >= domain[0] && y <= domain[1];
}

/** @param extra layers under the lines of every panel */
export function linesPart(
  panels: readonly VariantPanel[],
  y: PanelAxis,
  extra: readonly FigurePart[],
  layout: Layout,
): FigurePart {
  const x = ratioAxis(
    panels.flatMap(({ lines }) => lines.flatMap(({ estimates }) => estimates.map(({ x: ratio }) => ratio))),
  );
  const layersOf = (frame: Frame, { lines }: VariantPanel, isLast: boolean) => [
    ...extra,
    ...lines.flatMap(({ estimates, color }) => [
      ...line(frame, upTo(frame.y.domain[1], estimates), { color }),
      ...points(frame, estimates.filter(isInside(frame)), color, 14),
    ]),
    ...(isLast
      ? endLabels(
          frame,
          lines.flatMap(({ name, color, estimates }) => {
            const at = estimates.findLast(isInside(frame));
            return at ? [{ text: name, color, at }] : [];
          }),
        )
      : []),
  ];
  return schemePanels(panels, x, y, layersOf, { ...layout, hasEndLabels: true });
}
