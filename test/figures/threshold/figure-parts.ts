/** Parts of the figures of a threshold study, for their tests. */

import type { Figure } from '../../../src/figures/sheet.js';
import { thresholdFigures } from '../../../src/figures/threshold/sheets.js';
import { panelsOf as allPanels } from '../panels.js';
import type { ThresholdTables } from './tables.js';

export const figuresOf = ({ study, cells, curves }: ThresholdTables) =>
  thresholdFigures(study, cells, curves);
export const named = (figures: Figure[], name: string) => figures.find((figure) => figure.name === name)!;

interface Layer {
  data: { values: Record<string, number>[] };
  mark: { type: string; fill?: string; stroke?: string; text?: unknown };
}
export interface Panel {
  width: number;
  height: number;
  layer: Layer[];
}

export const panelsOf = (figure: Figure) => allPanels<Panel>(figure);

export function valuesOf(panel: Panel, mark: string): Record<string, number>[] {
  return panel.layer.filter((layer) => layer.mark.type === mark).flatMap((layer) => layer.data.values);
}

export function textsOf(panel: Panel): string[] {
  return panel.layer.filter((layer) => layer.mark.type === 'text').map((layer) => String(layer.mark.text));
}

export function titleOf(figure: Figure): string {
  return (figure.spec.title as { text: string[] }).text.join(' ');
}

export function subtitleOf(figure: Figure): string {
  return (figure.spec.title as { subtitle: string[] }).subtitle.join(' ');
}
