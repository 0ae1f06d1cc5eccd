/**
 * An interactive figure. Vega draws it in place of the static drawing, shows the values of its marks, and
 * zooms its axes.
 */

import { parse, View, type Spec } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { tooltipLines } from '../tooltip.js';
import { ticksWithin, zoomable, type ZoomAxis, type ZoomPanel } from '../zoom.js';
import { unpacked } from '../../../explore/browser/compressed.js';
import { html, setAttributes } from '../../../explore/browser/elements.js';
import { centre, nearest, nextMark, sceneOf, type PlacedPanel, type PointedMark } from './marks.js';

/** Largest distance between the pointer and a mark that it selects, in pixels of the screen. */
const POINTING_DISTANCE = { mouse: 16, touch: 28 };
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export async function makeInteractive(holder: HTMLElement): Promise<void> {
  const { spec, panels } = zoomable((await unpacked(holder.dataset.vega!).json()) as Spec);
  // Vega compiles expressions with `Function`, which the policy of the page forbids. The interpreter does
  // not.
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'canvas',
    hover: false,
    tooltip: () => undefined,
  });
  const stage = html('div', { class: 'stage' });
  // A canvas does not wait for fonts.
  await Promise.all(['', 'bold '].map((weight) => document.fonts.load(`${weight}12px 'DejaVu Sans'`)));
  await view.initialize(stage).runAsync();
  new LiveFigure(holder, stage, view, panels);
}

class LiveFigure {
  readonly #holder: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #view: View;
  readonly #panelAxes: ReadonlyMap<string, ZoomPanel>;
  readonly #tip = html('div', { class: 'tip', role: 'status', hidden: '' });
  readonly #ring = html('div', { class: 'ring', hidden: '' });
  readonly #box = html('div', { class: 'box', hidden: '' });
  readonly #all = html('button', { type: 'button', class: 'all', hidden: '' }, 'Show all');
  #scene: { marks: PointedMark[]; panels: PlacedPanel[] } = { marks: [], panels: [] };
  #shown: PointedMark | null = null;

  constructor(holder: HTMLElement, stage: HTMLElement, view: View, panels: ReadonlyMap<string, ZoomPanel>) {
    [this.#holder, this.#stage, this.#view, this.#panelAxes] = [holder, stage, view, panels];
    this.#scene = sceneOf(view, panels);
    const title = holder.parentElement?.querySelector('h3, h4')?.textContent ?? '';
    setAttributes(stage, {
      tabindex: 0,
      role: 'application',
      'aria-label': `${title}. Use the arrow keys to move between marks.`,
    });
    stage.append(this.#ring, this.#box, this.#tip);
    this.#listen();
    holder.append(stage);
    holder.after(this.#all);
    holder.classList.add('live');
  }

  #listen(): void {
    const stage = this.#stage;
    stage.addEventListener('pointermove', (event) => this.#pointAt(event));
    // Lifting a finger also fires this event. The tooltip then stays until the next tap.
    stage.addEventListener('pointerleave', ({ pointerType }) => pointerType !== 'touch' && this.#show(null));
    stage.addEventListener('pointerdown', (event) =>
      event.pointerType === 'touch' ? this.#pointAt(event) : this.#startDrag(event),
    );
    stage.addEventListener('blur', () => this.#show(null));
    stage.addEventListener('focus', () => {
      if (stage.matches(':focus-visible')) this.#show(this.#first());
    });
    stage.addEventListener('dblclick', () => void this.#showAll());
    this.#all.addEventListener('click', () => void this.#showAll());
    stage.addEventListener('keydown', (event) => this.#press(event));
    stage.addEventListener(
      'wheel',
      (event) => {
        // Without Ctrl or Meta, the wheel scrolls the page.
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        const [x, y] = this.#positionOf(event);
        void this.#zoomBy(Math.exp(event.deltaY / 300), x, y);
      },
      { passive: false },
    );
  }

  /** Pixels of the screen per pixel of the figure, which shrinks to fit the page. */
  #screenScale(): number {
    return this.#canvas().getBoundingClientRect().width / Number.parseFloat(this.#canvas().style.width);
  }

  #canvas(): HTMLCanvasElement {
    return this.#stage.querySelector('canvas')!;
  }

  /** Position of an event, in pixels of the figure. */
  #positionOf({ clientX, clientY }: MouseEvent): [x: number, y: number] {
    const { left, top } = this.#canvas().getBoundingClientRect();
    const scale = this.#screenScale();
    return [(clientX - left) / scale, (clientY - top) / scale];
  }

  #pointAt(event: PointerEvent): void {
    if (!this.#box.hidden) return;
    const [x, y] = this.#positionOf(event);
    this.#show(
      nearest(
        this.#scene.marks,
        x,
        y,
        (event.pointerType === 'touch' ? POINTING_DISTANCE.touch : POINTING_DISTANCE.mouse) /
          this.#screenScale(),
      ),
    );
  }

  #show(mark: PointedMark | null): void {
    if (mark === this.#shown) return;
    this.#shown = mark;
    this.#tip.hidden = this.#ring.hidden = mark === null;
    if (mark === null) return;
    this.#tip.replaceChildren(
      ...tooltipLines(mark.tooltip).map(([name, value]) =>
        html('div', {}, html('span', {}, `${name} `), html('b', {}, value)),
      ),
    );
    this.#moveOver(this.#ring, mark);
    const scale = this.#screenScale();
    const [left, right, top, bottom] = [mark.left, mark.right, mark.top, mark.bottom].map(
      (value) => value * scale,
    ) as [number, number, number, number];
    this.#tip.style.left = this.#tip.style.top = '0';
    const { offsetWidth: width, offsetHeight: height } = this.#tip;
    // Put the tooltip beside the mark if there is room, else above or below it. Keep it visible if the figure
    // is wider than the page.
    const [start, end] = [this.#holder.scrollLeft, this.#holder.scrollLeft + this.#holder.clientWidth];
    const gap = 12;
    const aside = [right + gap, left - gap - width].find((x) => x >= start && x + width <= end);
    const above = top - gap - height;
    const y = aside !== undefined ? (top + bottom - height) / 2 : above >= 0 ? above : bottom + gap;
    this.#tip.style.left = `${aside ?? Math.max(start, Math.min((left + right - width) / 2, end - width))}px`;
    this.#tip.style.top = `${Math.max(0, Math.min(y, this.#stage.clientHeight - height))}px`;
  }

  #moveOver(element: HTMLElement, { left, top, right, bottom }: Omit<PointedMark, 'tooltip'>): void {
    const scale = this.#screenScale();
    Object.assign(element.style, {
      left: `${left * scale}px`,
      top: `${top * scale}px`,
      width: `${(right - left) * scale}px`,
      height: `${(bottom - top) * scale}px`,
    });
  }

  /** The shown mark, else the one at the top left of the first panel. */
  #first(): PointedMark | null {
    return this.#shown ?? this.#scene.marks[0] ?? null;
  }

  #press(event: KeyboardEvent): void {
    const direction = ARROWS[event.key];
    const [x, y] = this.#shown ? centre(this.#shown) : [0, 0];
    if (direction && event.shiftKey) void this.#panBy(direction[0] * 40, direction[1] * 40, x, y);
    else if (direction)
      this.#show(
        this.#shown ? (nextMark(this.#scene.marks, this.#shown, direction) ?? this.#shown) : this.#first(),
      );
    else if (event.key === '+' || event.key === '=') void this.#zoomBy(1 / 1.5, x, y);
    else if (event.key === '-') void this.#zoomBy(1.5, x, y);
    else if (event.key === '0') void this.#showAll();
    else if (event.key === 'Escape') this.#show(null);
    else return;
    event.preventDefault();
  }

  #panelAt(x: number, y: number): PlacedPanel | undefined {
    return this.#scene.panels.find(
      ({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height,
    );
  }

  /** Draws a box to zoom into. With Shift, moves the content of the panel instead. */
  #startDrag(down: PointerEvent): void {
    const [x, y] = this.#positionOf(down);
    const panel = this.#panelAt(x, y);
    if (!panel || down.button !== 0) return;
    this.#stage.setPointerCapture(down.pointerId);
    let [lastX, lastY] = [x, y];
    let area = { left: x, top: y, right: x, bottom: y };
    const within = (event: PointerEvent): [number, number] => {
      const [toX, toY] = this.#positionOf(event);
      return [
        Math.min(Math.max(toX, panel.left), panel.left + panel.width),
        Math.min(Math.max(toY, panel.top), panel.top + panel.height),
      ];
    };
    const move = (event: PointerEvent) => {
      const [toX, toY] = within(event);
      if (down.shiftKey) {
        void this.#panBy(lastX - toX, lastY - toY, x, y);
        [lastX, lastY] = [toX, toY];
        return;
      }
      area = {
        left: Math.min(x, toX),
        top: Math.min(y, toY),
        right: Math.max(x, toX),
        bottom: Math.max(y, toY),
      };
      this.#box.hidden = area.right - area.left < 5 && area.bottom - area.top < 5;
      if (!this.#box.hidden) this.#show(null);
      this.#moveOver(this.#box, area);
    };
    const end = (event: PointerEvent) => {
      stop.abort();
      const isBox = !this.#box.hidden && event.type === 'pointerup';
      this.#box.hidden = true;
      if (isBox) void this.#zoomTo(panel, area);
    };
    const stop = new AbortController();
    this.#stage.addEventListener('pointermove', move, { signal: stop.signal });
    for (const type of ['pointerup', 'pointercancel'] as const)
      this.#stage.addEventListener(type, end, { signal: stop.signal });
  }

  /** Zooms to an area. An axis along which the area is shorter than 5 pixels does not change. */
  #zoomTo(panel: PlacedPanel, { left, top, right, bottom }: Omit<PointedMark, 'tooltip'>): Promise<void> {
    if (right - left >= 5) this.#setAxis(panel.x, left - panel.left, right - panel.left);
    if (bottom - top >= 5) this.#setAxis(panel.y, bottom - panel.top, top - panel.top);
    return this.#redraw();
  }

  /** Zooms around a position. */
  async #zoomBy(factor: number, x: number, y: number): Promise<void> {
    const panel = this.#panelAt(x, y);
    if (!panel) return;
    const [px, py] = [x - panel.left, y - panel.top];
    this.#setAxis(panel.x, px - px * factor, px + (panel.width - px) * factor);
    this.#setAxis(panel.y, py + (panel.height - py) * factor, py - py * factor);
    await this.#redraw();
  }

  async #panBy(dx: number, dy: number, x: number, y: number): Promise<void> {
    const panel = this.#panelAt(x, y);
    if (!panel) return;
    // Stop at the ends of the axes.
    const shift = ({ scale, domain }: ZoomPanel['x'], by: number, size: number) => {
      const ends = domain.map((value) => this.#scaleOf(scale)(value));
      return Math.max(Math.min(...ends), Math.min(by, Math.max(...ends) - size));
    };
    const [right, down] = [shift(panel.x, dx, panel.width), shift(panel.y, dy, panel.height)];
    this.#setAxis(panel.x, right, panel.width + right);
    this.#setAxis(panel.y, panel.height + down, down);
    await this.#redraw();
  }

  #scaleOf(name: string): { (value: number): number; invert: (pixel: number) => number } {
    return this.#view.scale(name) as never;
  }

  /**
   * Shows the part of an axis between two pixels, low end first. The part stays within the axis. A thousandth
   * of it is the smallest part.
   */
  #setAxis(axis: ZoomPanel['x'], from: number, to: number): void {
    const { scale: name, domain } = axis;
    const scale = this.#scaleOf(name);
    const [first, last] = domain.map(scale) as [number, number];
    if (Math.abs((to - from) / (last - first)) < 1e-3) return;
    const isLower = (pixel: number) => (pixel - first) / (last - first) <= 1e-9;
    const isHigher = (pixel: number) => (last - pixel) / (last - first) <= 1e-9;
    this.#showPart(axis, [
      isLower(from) ? domain[0] : scale.invert(from),
      isHigher(to) ? domain[1] : scale.invert(to),
    ]);
  }

  #showPart(axis: ZoomAxis, part: [number, number]): void {
    this.#view.signal(axis.signal, part).signal(`${axis.signal}_ticks`, ticksWithin(axis, part));
  }

  async #showAll(): Promise<void> {
    for (const { x, y } of this.#panelAxes.values())
      for (const axis of [x, y]) this.#showPart(axis, [...axis.domain]);
    await this.#redraw();
  }

  async #redraw(): Promise<void> {
    await this.#view.runAsync();
    const previous = this.#shown;
    this.#scene = sceneOf(this.#view, this.#panelAxes);
    // Show the tooltip of the same mark at its new position.
    this.#show(null);
    const same = previous && JSON.stringify(previous.tooltip);
    this.#show(this.#scene.marks.find(({ tooltip }) => JSON.stringify(tooltip) === same) ?? null);
    this.#all.hidden = [...this.#panelAxes.values()].every(({ x, y }) =>
      [x, y].every(({ signal, domain }) =>
        (this.#view.signal(signal) as number[]).every((end, i) => end === domain[i]),
      ),
    );
  }
}
