/** A drawing of Vega as PDF: vectors, and text in an embedded font. */

import { fontFiles } from './font.js';
import { sizeOf } from './svg-size.js';

/** Points of a pixel of the SVG without a width on paper, and of a millimetre. */
const POINTS_PER_PIXEL = 0.75;
const POINTS_PER_MM = 72 / 25.4;

type Attributes = Readonly<Record<string, string>>;

/** An element that is open: the attributes that its children inherit, and its text if it is one. */
interface Open {
  readonly name: string;
  readonly attributes: Attributes;
}

interface Gradient {
  readonly stops: { readonly offset: number; readonly color: string }[];
}

/** Attributes that the children of a group inherit. */
const INHERITED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-miterlimit',
  'font-family',
  'font-size',
  'font-weight',
];

/**
 * Draws an SVG of `renderSvg`, whose elements are groups, paths, lines, rectangles, texts, clips and linear
 * gradients from left to right. The same SVG gives the same bytes: the date of the document is fixed.
 * @param width on paper, millimetres; null: 3/4 point for each pixel
 */
export async function renderPdf(svg: string, width: number | null): Promise<Uint8Array> {
  // Takes a fifth of a second to load, and most figures are SVG and PNG.
  const { default: PDFDocument } = await import('pdfkit');
  const size = sizeOf(svg);
  const scale = width === null ? POINTS_PER_PIXEL : (width * POINTS_PER_MM) / size.width;
  const { regular, bold } = fontFiles();
  const document = new PDFDocument({
    size: [size.width * scale, size.height * scale],
    margin: 0,
    font: regular,
    // A fixed date, because the library requires one and derives the identifier of the file from it.
    info: { CreationDate: new Date(0) },
  });
  const chunks: Uint8Array[] = [];
  const written = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  document.registerFont('regular', regular).registerFont('bold', bold);
  document.scale(scale);
  new Drawing(document, svg).draw();
  document.end();
  return written;
}

class Drawing {
  readonly #document: PDFKit.PDFDocument;
  readonly #svg: string;
  readonly #open: Open[] = [];
  readonly #clips = new Map<string, Attributes>();
  readonly #gradients = new Map<string, Gradient>();

  constructor(document: PDFKit.PDFDocument, svg: string) {
    this.#document = document;
    this.#svg = svg;
  }

  draw(): void {
    this.#readDefinitions();
    const body = this.#svg.replace(/<defs>[^]*?<\/defs>/g, '');
    for (const [, close, name, attributes, isEmpty, text] of body.matchAll(
      /<(\/?)([a-z]+)((?:\s[^>]*?)?)(\/?)>([^<]*)/gi,
    )) {
      if (close) this.#close();
      else this.#element(name!, attributesOf(attributes!), isEmpty !== '');
      if (text) this.#text(unescaped(text));
    }
  }

  #readDefinitions(): void {
    for (const [, id, rect] of this.#svg.matchAll(/<clipPath id="([^"]+)"><rect ([^>]*)\/><\/clipPath>/g))
      this.#clips.set(id!, attributesOf(rect!));
    for (const [, attributes, body] of this.#svg.matchAll(
      /<linearGradient ([^>]*)>([^]*?)<\/linearGradient>/g,
    )) {
      const stops = [...body!.matchAll(/<stop ([^>]*)\/?>/g)].map((match) => {
        const stop = attributesOf(match[1]!);
        return { offset: Number(stop['offset']), color: colorOf(stop['stop-color']!) };
      });
      this.#gradients.set(attributesOf(attributes!)['id']!, { stops });
    }
  }

  #element(name: string, own: Attributes, isEmpty: boolean): void {
    const parent = this.#open.at(-1)?.attributes ?? {};
    const inherited = Object.fromEntries(
      INHERITED.flatMap((key) => (key in parent ? [[key, parent[key]!]] : [])),
    );
    const attributes: Attributes = { ...inherited, ...own };
    this.#document.save();
    this.#transform(own['transform']);
    const clip = /url\(#([^)]+)\)/.exec(own['clip-path'] ?? '')?.[1];
    if (clip !== undefined) {
      const box = this.#clips.get(clip)!;
      this.#document
        .rect(numberOf(box, 'x'), numberOf(box, 'y'), numberOf(box, 'width'), numberOf(box, 'height'))
        .clip();
    }
    if (name === 'path') this.#paint(attributes, (document) => document.path(attributes['d']!));
    if (name === 'line')
      this.#paint({ ...attributes, fill: 'none' }, (document) =>
        document
          .moveTo(numberOf(attributes, 'x1'), numberOf(attributes, 'y1'))
          .lineTo(numberOf(attributes, 'x2'), numberOf(attributes, 'y2')),
      );
    if (name === 'rect')
      this.#paint(attributes, (document) =>
        document.rect(
          numberOf(attributes, 'x'),
          numberOf(attributes, 'y'),
          numberOf(attributes, 'width'),
          numberOf(attributes, 'height'),
        ),
      );
    if (name === 'tspan') this.#document.translate(0, numberOf(attributes, 'dy'));
    if (isEmpty) this.#document.restore();
    else this.#open.push({ name, attributes: name === 'tspan' ? { ...parent, ...own } : attributes });
  }

  #close(): void {
    const closed = this.#open.pop();
    this.#document.restore();
    // The lines of a text follow each other.
    if (closed?.name === 'tspan') this.#document.translate(0, numberOf(closed.attributes, 'dy'));
  }

  #transform(transform: string | undefined): void {
    for (const [, name, list] of (transform ?? '').matchAll(/(\w+)\(([^)]*)\)/g)) {
      const [a = 0, b = 0] = list!.split(/[\s,]+/).map(Number);
      if (name === 'translate') this.#document.translate(a, b);
      else if (name === 'rotate') this.#document.rotate(a);
      else throw new Error(`the drawing cannot be a PDF: transform ${name}`);
    }
  }

  #paint(attributes: Attributes, outline: (document: PDFKit.PDFDocument) => PDFKit.PDFDocument): void {
    const { fill = 'none', stroke = 'none', d = '' } = attributes;
    const opacity = Number(attributes['opacity'] ?? 1);
    const gradient = this.#gradients.get(/url\(#([^)]+)\)/.exec(fill)?.[1] ?? '');
    const isFilled = fill !== 'none' && fill !== 'transparent' && d !== 'M0,0h0v0h0Z';
    const isStroked = stroke !== 'none' && stroke !== 'transparent';
    if (!isFilled && !isStroked) return;
    const document = this.#document;
    if (isFilled) document.fillColor(gradient ? this.#gradientOf(gradient, d) : colorOf(fill));
    document.fillOpacity(opacity * Number(attributes['fill-opacity'] ?? 1));
    if (isStroked) this.#pen(attributes, opacity);
    const drawn = outline(document);
    if (isFilled && isStroked) drawn.fillAndStroke();
    else if (isFilled) drawn.fill();
    else drawn.stroke();
  }

  #pen(attributes: Attributes, opacity: number): void {
    const dashes = (attributes['stroke-dasharray'] ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    this.#document
      .strokeColor(colorOf(attributes['stroke']!))
      .strokeOpacity(opacity * Number(attributes['stroke-opacity'] ?? 1))
      .lineWidth(Number(attributes['stroke-width'] ?? 1))
      .miterLimit(Number(attributes['stroke-miterlimit'] ?? 4))
      .lineJoin(attributes['stroke-linejoin'] === 'round' ? 'round' : 'miter');
    if (dashes.length > 0) this.#document.dash(dashes[0]!, { space: dashes[1] ?? dashes[0]! });
  }

  /** @param d of the rectangle of a legend, from left to right: M x,y h width ... */
  #gradientOf({ stops }: Gradient, d: string): PDFKit.PDFGradient {
    const [, x, y, length] = /^M(-?[\d.]+),(-?[\d.]+)h(-?[\d.]+)/.exec(d)!.map(Number);
    const gradient = this.#document.linearGradient(x!, y!, x! + length!, y!);
    for (const { offset, color } of stops) gradient.stop(offset, color);
    return gradient;
  }

  #text(text: string): void {
    const open = this.#open.at(-1);
    if (!open || (open.name !== 'text' && open.name !== 'tspan') || text.trim() === '') return;
    const { attributes } = open;
    const document = this.#document;
    const isBold = attributes['font-weight'] === 'bold' || Number(attributes['font-weight']) >= 600;
    document.font(isBold ? 'bold' : 'regular').fontSize(parseFloat(attributes['font-size'] ?? '11'));
    const opacity = Number(attributes['opacity'] ?? 1);
    const isStroked = attributes['stroke'] !== undefined && attributes['stroke'] !== 'none';
    document.fillColor(colorOf(attributes['fill'] ?? 'black')).fillOpacity(opacity);
    if (isStroked) this.#pen(attributes, opacity);
    const shift = { start: 0, middle: 0.5, end: 1 }[attributes['text-anchor'] ?? 'start'] ?? 0;
    document.text(text, -shift * document.widthOfString(text), 0, {
      lineBreak: false,
      baseline: 'alphabetic',
      stroke: isStroked,
      fill: true,
    });
  }
}

function attributesOf(text: string): Attributes {
  return Object.fromEntries(
    [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, unescaped(value!)]),
  );
}

function numberOf(attributes: Attributes, name: string): number {
  return Number(attributes[name] ?? 0);
}

/** A colour in the notation of pdfkit: `#rrggbb`. */
function colorOf(color: string): string {
  const parts = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(color);
  if (!parts) return color;
  return `#${parts
    .slice(1)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;
}

function unescaped(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}
