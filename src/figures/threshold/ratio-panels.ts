/**
 * Panels of a threshold study on an axis of the ratio, mean over std of the regrets: rows are schemes,
 * columns mappings.
 */

import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { plainLabel } from '../labels.js';
import { paddedDomain } from '../lines/axis.js';
import type { Frame, PanelAxis } from '../lines/axis.js';
import { schemePanels } from '../lines/panel.js';
import type { XAxis } from '../lines/panel.js';
import type { FigurePart, Layout } from '../sheet.js';
import { symlogTicks } from '../ticks.js';
import { cellsOf, curveOf } from './cells.js';
import type { MappingCurve, ThresholdCell, ThresholdTables } from './cells.js';
import type { SheetKey } from './sheet-keys.js';

export interface RatioPanel {
  readonly scheme: SchemeName;
  readonly mapping: MappingName;
  readonly cells: readonly ThresholdCell[];
  readonly curve: MappingCurve | undefined;
}

/** All panels of a sheet, row by row; without a factor they hold the cells of all factors. */
export function panelsOf(
  tables: ThresholdTables,
  key: Pick<SheetKey, 'workers' | 'seed'> & Partial<SheetKey>,
): RatioPanel[] {
  const { study, curves } = tables;
  const factors = key.factor === undefined ? study.factor : [key.factor];
  return study.schemes.flatMap((scheme) =>
    study.mappings.map((mapping) => ({
      scheme,
      mapping,
      cells: factors.flatMap((factor) => cellsOf(tables, { ...key, scheme, mapping, factor })),
      curve: curveOf(curves, { ...key, scheme, mapping }),
    })),
  );
}

/** The axis of ratios: logarithmic on both sides of zero. */
export function ratioAxis(ratios: readonly number[]): XAxis {
  const domain = paddedDomain(ratios, 'symlog');
  return {
    type: 'symlog',
    domain,
    ticks: (width) => symlogTicks(domain, width),
    label: (tick) => plainLabel(tick),
    title: 'mean / std of the regrets',
  };
}

/**
 * @param layersOf `isFirst`: the panel has the key
 * @param limits ratios that the axis must include beside those of the cells
 */
export function ratioPanels(
  panels: readonly RatioPanel[],
  y: PanelAxis,
  layersOf: (frame: Frame, panel: RatioPanel, isFirst: boolean) => FigurePart[],
  layout: Layout,
  limits: readonly number[] = [],
): FigurePart {
  const ratios = panels.flatMap(({ cells }) => cells.map(({ ratio }) => ratio));
  const layers = (frame: Frame, panel: RatioPanel) => layersOf(frame, panel, panel === panels[0]);
  return schemePanels(panels, ratioAxis([...ratios, ...limits]), y, layers, layout);
}
