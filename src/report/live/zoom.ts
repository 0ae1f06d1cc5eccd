/** Makes the axes of a compiled figure zoomable: each axis follows a signal. */

import { range } from 'd3-array';
import type { Axis, GroupMark, Mark, NewSignal, Scale, Spec } from 'vega';
import { powersOfTen } from '../../explore/axis.js';

export interface ZoomAxis {
  /**
   * Name of the signal with the shown domain. The signal with this name and `_ticks` holds the result of
   * `ticksWithin`.
   */
  readonly signal: string;
  readonly type: string;
  /** The whole domain. */
  readonly domain: readonly [number, number];
}

/** A panel with two continuous axes, by the name of its group. */
export interface ZoomPanel {
  readonly x: ZoomAxis & { readonly scale: string };
  readonly y: ZoomAxis & { readonly scale: string };
}

export interface Zoomable {
  readonly spec: Spec;
  readonly panels: ReadonlyMap<string, ZoomPanel>;
}

type Encoding = Record<
  string,
  { scale?: string; field?: unknown; value?: unknown; signal?: string } | undefined
>;

/** Axes with equal domains share a signal and zoom together, so that compared panels stay comparable. */
export function zoomable(spec: Spec): Zoomable {
  const scales = new Map((spec.scales ?? []).map((scale) => [scale.name, scale]));
  const axes = new Map<string, ZoomAxis>();
  const panels = new Map<string, ZoomPanel>();
  const axisOf = (scale: Scale | undefined) => {
    const domain = scale && 'domain' in scale ? scale.domain : undefined;
    if (
      !scale ||
      !Array.isArray(domain) ||
      domain.length !== 2 ||
      !['linear', 'log', 'symlog'].includes(scale.type ?? '')
    )
      return null;
    const key = JSON.stringify([scale.type, domain]);
    const axis = axes.get(key) ?? {
      signal: `zoom_${axes.size}`,
      type: scale.type!,
      domain: domain as unknown as [number, number],
    };
    axes.set(key, axis);
    return { ...axis, scale: scale.name };
  };
  const changed = (mark: Mark): Mark => {
    if (mark.type !== 'group') return mark;
    const named = (orients: readonly string[]) =>
      mark.axes?.find(({ orient }) => orients.includes(orient as string))?.scale ?? '';
    const x = axisOf(scales.get(named(['bottom', 'top'])));
    const y = axisOf(scales.get(named(['left', 'right'])));
    if (!x || !y || mark.name === undefined) return { ...mark, marks: mark.marks?.map(changed) ?? [] };
    const panel = { x, y };
    panels.set(mark.name, panel);
    return zoomablePanel(mark, panel);
  };
  const marks = spec.marks?.map(changed) ?? [];
  const followed = new Map(
    [...panels.values()].flatMap(({ x, y }) => [x, y]).map(({ scale, signal }) => [scale, signal]),
  );
  const signals = [...axes.values()].flatMap(({ signal, domain }): NewSignal[] => [
    { name: signal, value: [...domain] },
    { name: `${signal}_ticks`, value: null },
  ]);
  return {
    spec: {
      ...spec,
      signals: [...(spec.signals ?? []), ...signals],
      scales: (spec.scales ?? []).map((scale) =>
        followed.has(scale.name) ? { ...scale, domain: { signal: followed.get(scale.name)! } } : scale,
      ),
      marks,
    },
    panels,
  };
}

function zoomablePanel(group: GroupMark, { x, y }: ZoomPanel): GroupMark {
  const isZoomed = [x, y].map(zoomedExpression).join(' || ');
  const marks = group.marks ?? [];
  const isInPixels = (mark: Mark) =>
    encodingOf(mark).x?.field !== undefined && encodingOf(mark).x?.scale === undefined;
  const isHeatMap = marks.some((mark) => mark.type === 'rect' && isInPixels(mark));
  const change = (mark: Mark): Mark => {
    const encoding = encodingOf(mark);
    const update = (changes: Encoding, clip: boolean) =>
      ({
        ...mark,
        ...(clip && !mark.clip && { clip: { signal: isZoomed } }),
        encode: { ...mark.encode, update: { ...encoding, ...changes } },
      }) as Mark;
    if (isInPixels(mark))
      return isHeatMap
        ? update(zoomedCells(encoding, { x, y }), true)
        : update({ opacity: { signal: `${isZoomed} ? 0 : 1` } }, false);
    // The frame spans both axes.
    const isFrame =
      mark.type === 'rect' &&
      (['x', 'x2', 'y', 'y2'] as const).every((name) => encoding[name]?.scale && 'value' in encoding[name]);
    if (isFrame)
      return update(
        {
          x: { value: 0 },
          x2: { field: { group: 'width' } },
          y: { field: { group: 'height' } },
          y2: { value: 0 },
        },
        false,
      );
    if (encoding.x?.scale !== undefined || encoding.y?.scale !== undefined) return update({}, true);
    // Labels inside the panel belong to positions before zooming, so they are hidden. Titles outside the
    // panel stay.
    const isInside = [encoding.x?.value, encoding.y?.value].every((at) => typeof at === 'number' && at >= 0);
    return mark.type === 'text' && isInside
      ? update({ opacity: { signal: `${isZoomed} ? 0 : 1` } }, false)
      : mark;
  };
  return {
    ...group,
    marks: marks.map(change),
    axes: group.axes?.map((axis) => zoomableAxis(axis, axis.scale === x.scale ? x : y)) ?? [],
  };
}

/**
 * Ticks of the shown part of an axis. A log axis gets powers of ten, or 1, 2 and 5 times them if fewer than
 * three powers are shown.
 * @returns null where Vega's own ticks serve: on other axes, and on a log axis too short for two of those
 */
export function ticksWithin(
  { type }: Pick<ZoomAxis, 'type'>,
  [low, high]: readonly [number, number],
): number[] | null {
  if (type !== 'log') return null;
  const powers = powersOfTen([low, high]);
  if (powers.length > 2) return powers;
  const exponents = range(Math.floor(Math.log10(low)), Math.floor(Math.log10(high)) + 1);
  const ticks = exponents
    .flatMap((exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)))
    .filter((tick) => tick >= low && tick <= high);
  return ticks.length > 1 ? ticks : null;
}

/** The figure has its own ticks for the whole axis. A zoomed axis gets new ones. */
function zoomableAxis(axis: Axis, zoom: ZoomAxis): Axis {
  const [isZoomed, ticks] = [zoomedExpression(zoom), `${zoom.signal}_ticks`];
  const text = (axis.encode?.labels?.update as Encoding | undefined)?.text?.signal;
  return {
    ...axis,
    ...(Array.isArray(axis.values) && {
      values: { signal: `${isZoomed} ? ${ticks} : ${JSON.stringify(axis.values)}` },
      // Without this, Vega leaves out some of the given ticks.
      tickCount: { signal: `${isZoomed} ? (${ticks} ? length(${ticks}) : 5) : ${axis.values.length}` },
    }),
    labelOverlap: { signal: `${isZoomed} ? 'greedy' : false` },
    ...(text !== undefined && {
      encode: {
        ...axis.encode,
        labels: { update: { text: { signal: `${isZoomed} ? ${PART_LABEL} : ${text}` } } },
      },
    }),
  };
}

const PART_LABEL =
  "replace(format(datum.value, datum.value == 0 || (abs(datum.value) >= 0.001 && abs(datum.value) < 1e5) ? '.6~g' : '.3~e'), '+', '')";

/** Positions of heat map cells, which are given in pixels of the whole panel, on zoomed axes. */
function zoomedCells(encoding: Encoding, { x, y }: ZoomPanel): Encoding {
  const position = (field: unknown, { scale, domain }: ZoomPanel['x'], end: 0 | 1) => {
    const name = JSON.stringify(scale);
    const [from, to] = [domain[end], domain[1 - end]].map((value) => `scale(${name}, ${value})`);
    // Rounding to whole pixels avoids gaps between cells.
    return {
      signal: `round(${from} + (${to} - ${from}) * datum[${JSON.stringify(field)}] / abs(range(${name})[1] - range(${name})[0]))`,
    };
  };
  return {
    x: position(encoding.x?.field, x, 0),
    x2: position(encoding.x2?.field, x, 0),
    // Pixels count downwards.
    y: position(encoding.y?.field, y, 1),
    y2: position(encoding.y2?.field, y, 1),
  };
}

function zoomedExpression({ signal, domain }: ZoomAxis): string {
  return `(${signal}[0] !== ${domain[0]} || ${signal}[1] !== ${domain[1]})`;
}

function encodingOf(mark: Mark): Encoding {
  return (mark.encode?.update ?? {}) as Encoding;
}
