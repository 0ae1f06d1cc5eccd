import type { TopLevelSpec } from 'vega-lite';

/** One sheet of a report, before it is drawn. */
export interface Figure {
  /** Name of its files without extension. */
  readonly name: string;
  /**
   * Holds every drawn row. Figures of many cells make it each time it is read, so that those of a study are not
   * in memory at once.
   */
  readonly spec: TopLevelSpec;
  /** Two sentences: the quantities drawn, then their meaning. */
  readonly caption: string;
}

/**
 * Font of all texts. Viewers of the SVG without DejaVu Sans fall back to Verdana, which is nearly as wide.
 */
const FONT = 'DejaVu Sans, Verdana, sans-serif';

export const TEXT_COLOR = '#222222';

/** Breaks a text between words into lines of at most `width` characters (a longer word stays whole). */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Spaces before numbers, units and signs of equality, at which the text of a sheet is not broken. */
const KEPT_SPACES = /(?<![,.;:]) (?=[−-]?\d|[%=])/g;

/** Breaks a text as `wrap`, but a number stays with the word before it: `slope p 3`. */
function wrapText(text: string, width: number): string[] {
  return wrap(text.replace(KEPT_SPACES, '\u00a0'), width).map((line) => line.replaceAll('\u00a0', ' '));
}

/** Spaces between a count and its noun in a list: `8 workers, 3 reputers`. */
const SPACES_OF_COUNTS = /(?<=(?:^|, )\d[\d,.]*) (?=[a-z])/g;

/** Breaks a text of a narrow sheet into as few lines as possible, of similar lengths. */
export function wrapEvenly(text: string, width: number): string[] {
  const joined = text.replace(SPACES_OF_COUNTS, '\u00a0');
  const fewest = wrapText(joined, width).length;
  let least = width;
  while (least > 1 && wrapText(joined, least - 1).length === fewest) least -= 1;
  return wrapText(joined, least);
}

/** A chart, or a layer of one, that can be combined with others in a sheet. */
export type FigurePart = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

/** Scales a size to the width of a sheet. Results are whole pixels, so that cells keep sharp edges. */
export type Pixels = (size: number) => number;

/**
 * The room on paper. On a narrow sheet panels are stacked, so that its text is legible at the width of a
 * column.
 */
export interface Layout {
  readonly isNarrow: boolean;
}

export const WIDE: Layout = { isNarrow: false };

/** Breaks the title and the subtitle; the widths are the most characters in a line. */
function linesOf({ isNarrow }: Layout) {
  return isNarrow
    ? {
        title: (text: string) => wrapEvenly(text, 40),
        subtitle: (text: string) => wrapEvenly(text, 56),
      }
    : { title: (text: string) => wrapText(text, 70), subtitle: (text: string) => wrapText(text, 96) };
}

/** A sheet: from top to bottom the title (the message), the subtitle (the data) and the parts. */
export function sheet(
  title: string,
  subtitle: readonly string[],
  parts: readonly FigurePart[],
  px: Pixels,
  layout = WIDE,
): TopLevelSpec {
  const lines = linesOf(layout);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: px(12),
    title: {
      text: lines.title(title),
      subtitle: subtitle.flatMap(lines.subtitle),
      anchor: 'start',
      frame: 'bounds',
      fontSize: px(19),
      subtitleFontSize: px(15),
      subtitlePadding: px(6),
      offset: px(16),
    },
    spacing: px(16),
    vconcat: [...parts],
    config: config(px),
  };
}

/** The title of a figure in one line. */
export function titleOf({ name, spec }: Figure): string {
  const { title } = spec as { title?: { text: string[] } };
  return title?.text.join(' ') ?? name;
}

/**
 * The specification as text that the schema of Vega-Lite accepts: without the encoding of legends, which
 * Vega-Lite passes to Vega although its schema does not have it. It only centres the labels at the ends of a
 * colour legend.
 */
export function specText(spec: TopLevelSpec): string {
  const withoutEncoding = (name: string, value: unknown): unknown =>
    name === 'legend' && value !== null ? { ...(value as object), encoding: undefined } : value;
  return `${JSON.stringify(spec, withoutEncoding, 1)}\n`;
}

/** The figure with a note above its subtitle and before its caption. */
export function withNote({ name, spec, caption }: Figure, note: string, layout = WIDE): Figure {
  const { title } = spec as { title: { subtitle: string[] } };
  const subtitle = [...linesOf(layout).subtitle(note), ...title.subtitle];
  return {
    name,
    spec: { ...spec, title: { ...title, subtitle } } as TopLevelSpec,
    caption: `${note} ${caption}`,
  };
}

function config(px: Pixels): NonNullable<TopLevelSpec['config']> {
  const text = {
    labelFontSize: px(15),
    titleFontSize: px(15),
    titleFontWeight: 'normal',
    labelColor: TEXT_COLOR,
    titleColor: TEXT_COLOR,
  } as const;
  return {
    font: FONT,
    view: { stroke: null },
    title: { color: TEXT_COLOR, subtitleColor: '#444444' },
    axis: {
      ...text,
      grid: false,
      domain: false,
      tickColor: '#555555',
      tickSize: px(5),
      tickWidth: px(1),
      labelPadding: px(3),
      titlePadding: px(6),
      labelOverlap: false,
      labelFlush: false,
      labelLimit: 0,
      titleLimit: 0,
    },
    legend: {
      ...text,
      gradientThickness: px(15),
      gradientStrokeColor: '#555555',
      gradientStrokeWidth: px(1),
      titlePadding: px(6),
      offset: px(12),
      labelLimit: 0,
      titleLimit: 0,
    },
  };
}
