/** Marks of a drawn figure that have a tooltip, with their positions in pixels of the figure. */

import type { View } from 'vega';
import type { ZoomPanel } from '../zoom.js';

export interface PointedMark {
  /** Bounding box of the mark. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly tooltip: Readonly<Record<string, unknown>>;
}

export interface PlacedPanel extends ZoomPanel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The fields of Vega's scene that are read here. */
interface Item {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly size?: number;
  readonly defined?: boolean;
  readonly tooltip?: Readonly<Record<string, unknown>> | null;
  readonly items?: readonly SceneMark[];
}
interface SceneMark {
  readonly marktype: string;
  readonly name?: string;
  readonly items: readonly Item[];
}

export function sceneOf(
  view: View,
  panels: ReadonlyMap<string, ZoomPanel>,
): { marks: PointedMark[]; panels: PlacedPanel[] } {
  const marks: PointedMark[] = [];
  const placed: PlacedPanel[] = [];
  const read = ({ marktype, name, items }: SceneMark, left: number, top: number, frame: Item) => {
    for (const item of items) {
      const [x, y] = [left + (item.x ?? 0), top + (item.y ?? 0)];
      if (marktype === 'group') {
        const panel = panels.get(name ?? '');
        if (panel)
          placed.push({ ...panel, left: x, top: y, width: item.width ?? 0, height: item.height ?? 0 });
        for (const each of item.items ?? []) read(each, x, y, item);
      } else if (item.tooltip && item.defined !== false) {
        const isRect = marktype === 'rect';
        const radius = isRect ? 0 : Math.sqrt(item.size ?? 16) / 2;
        const limit = (value: number, low: number, size = Infinity) =>
          Math.min(Math.max(value, low), low + size);
        const mark = {
          left: limit(x - radius, left, frame.width),
          right: limit(x + (isRect ? (item.width ?? 0) : radius), left, frame.width),
          top: limit(y - radius, top, frame.height),
          bottom: limit(y + (isRect ? (item.height ?? 0) : radius), top, frame.height),
          tooltip: item.tooltip,
        };
        // A mark outside the shown part of its panel is clipped to size zero.
        if (mark.right > mark.left && mark.bottom > mark.top) marks.push(mark);
      }
    }
  };
  const [x, y] = view.origin();
  const padding = view.padding() as { left: number; top: number };
  const root = (view.scenegraph() as unknown as { root: SceneMark }).root;
  read(root, x + padding.left, y + padding.top, {});
  return { marks, panels: placed };
}

export function centre(mark: PointedMark): [x: number, y: number] {
  return [(mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2];
}

/**
 * The mark nearest to a position, at most `mostDistance` pixels away. Of equally near marks, the one drawn
 * last.
 */
export function nearest(
  marks: readonly PointedMark[],
  x: number,
  y: number,
  mostDistance: number,
): PointedMark | null {
  let [found, least]: [PointedMark | null, number] = [null, mostDistance];
  for (const mark of marks) {
    const distance = Math.hypot(
      Math.max(mark.left - x, 0, x - mark.right),
      Math.max(mark.top - y, 0, y - mark.bottom),
    );
    if (distance <= least) [found, least] = [mark, distance];
  }
  return found;
}

/**
 * The next mark in a direction; null if there is none. A mark straight ahead is preferred to one at the side.
 */
export function nextMark(
  marks: readonly PointedMark[],
  from: PointedMark,
  direction: readonly [x: number, y: number],
): PointedMark | null {
  const [x, y] = centre(from);
  let [found, least]: [PointedMark | null, number] = [null, Infinity];
  for (const mark of marks) {
    const [dx, dy] = centre(mark).map((value, i) => value - [x, y][i]!) as [number, number];
    const ahead = dx * direction[0] + dy * direction[1];
    const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0]);
    const cost = ahead + 3 * aside;
    if (ahead > 0.5 && aside <= 2 * ahead && cost < least) [found, least] = [mark, cost];
  }
  return found;
}
