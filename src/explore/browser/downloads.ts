/** A menu at each chart: the chart as SVG or PNG, and its data as CSV. */

import type { Announcer } from './announcer.js';
import { chartCsv } from './chart-data.js';
import { html, svg } from './elements.js';
import { textWidth } from './key.js';

/** Pixels of the PNG for a pixel of the screen. */
const SCALE = 2;
/** Room around a downloaded chart, and for its title, in pixels. */
const MARGIN = 12;
const TITLE_ROW = 20;
const TITLE_SIZE = 14;

/** Properties of the style sheet that decide the look of a mark. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'font-size',
  'font-weight',
];

/** Adds a menu to the caption of every chart. */
export function addDownloads(announcer: Announcer): void {
  for (const figure of document.querySelectorAll('figure')) {
    const chart = figure.querySelector<SVGSVGElement>('svg')!;
    const items: [text: string, extension: string, content: () => Blob | Promise<Blob>][] = [
      ['SVG', 'svg', () => new Blob([svgText(figure, chart)], { type: 'image/svg+xml' })],
      ['PNG', 'png', () => pngOf(svgText(figure, chart))],
      ['Data (CSV)', 'csv', () => new Blob([chartCsv(chart)], { type: 'text/csv' })],
    ];
    const buttons = items.map(([text, extension, content]) => {
      const button = html('button', { type: 'button' }, text);
      button.addEventListener('click', () => {
        const name = `${chart.id}.${extension}`;
        const saved = Promise.resolve(content()).then((blob) => save(name, blob));
        saved.then(
          () => announcer.say(`Downloaded ${name}.`),
          () => announcer.say(`${name} cannot be made here.`),
        );
      });
      return button;
    });
    const summary = html('summary', {}, 'Download');
    summary.setAttribute('aria-label', `Download the chart ${chart.id.replaceAll('-', ' ')}`);
    figure.append(
      html('details', { class: 'menu' }, summary, html('div', { class: 'menu-items' }, ...buttons)),
    );
  }
  closeMenus();
}

/** Escape closes an open menu, and so does a click outside. */
function closeMenus(): void {
  const open = () => document.querySelector<HTMLDetailsElement>('details.menu[open]');
  addEventListener('keydown', ({ key }) => {
    const menu = open();
    if (key !== 'Escape' || !menu) return;
    const isInside = menu.contains(document.activeElement);
    menu.open = false;
    if (isInside) menu.querySelector('summary')!.focus();
  });
  addEventListener('pointerdown', ({ target }) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'))
      if (!menu.contains(target as Node)) menu.open = false;
  });
}

function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  html('a', { href: address, download: name }).click();
  // The browser reads the address after this call.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A chart with its title, as a file that needs no style sheet. */
function svgText(figure: HTMLElement, chart: SVGSVGElement): string {
  const { width, height } = chart.viewBox.baseVal;
  const copy = chart.cloneNode(true) as SVGSVGElement;
  copyStyles(chart, copy);
  for (const attribute of ['id', 'role', 'aria-labelledby', 'class', 'viewBox'])
    copy.removeAttribute(attribute);
  for (const handle of copy.querySelectorAll('[role=slider]'))
    for (const { name } of [...handle.attributes]) handle.removeAttribute(name);
  const lines = titleLines(figure.querySelector('figcaption')!.textContent, width);
  const above = MARGIN + TITLE_ROW * lines.length;
  const whole = { width: width + 2 * MARGIN, height: height + MARGIN + above };
  const page = getComputedStyle(figure);
  const drawing = svg(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: whole.width,
      height: whole.height,
      viewBox: `0 0 ${whole.width} ${whole.height}`,
      'font-family': page.fontFamily,
    },
    svg('title', {}, lines.join(' ')),
    svg('rect', { width: whole.width, height: whole.height, fill: groundOf(figure) }),
    svg(
      'g',
      { fill: page.color, 'font-size': TITLE_SIZE, 'font-weight': 600 },
      ...lines.map((line, i) => svg('text', { x: MARGIN, y: MARGIN + 12 + i * TITLE_ROW }, line)),
    ),
    svg('g', { transform: `translate(${MARGIN} ${above})` }, ...copy.childNodes),
  );
  return new XMLSerializer().serializeToString(drawing);
}

/** The title in lines that fit the width. */
function titleLines(title: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of title.trim().split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    // Widths are those of the texts in charts, of 12 pixels.
    if (lines.length > 0 && (textWidth(longer) * TITLE_SIZE) / 12 <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Colour behind a figure. */
function groundOf(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!/^(?:transparent|rgba\(.* 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return 'white';
}

/** Writes the computed styles of each mark into its copy. */
function copyStyles(from: Element, to: Element): void {
  const computed = getComputedStyle(from);
  for (const name of STYLES) to.setAttribute(name, computed.getPropertyValue(name));
  to.removeAttribute('class');
  for (const [i, child] of [...from.children].entries()) copyStyles(child, to.children[i]!);
}

/** Draws an SVG into a picture of `SCALE` times its size. */
async function pngOf(text: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = html('canvas', { width: SCALE * image.width, height: SCALE * image.height });
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the chart is empty'))), 'image/png');
  });
}
