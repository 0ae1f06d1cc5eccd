import type { TopLevelSpec } from 'vega-lite';

/** One sheet of a report, not yet drawn: `name` is the name of its files without extension. */
export interface Figure {
  readonly name: string;
  readonly spec: TopLevelSpec;
  /** Two sentences: what is drawn, and what to see. */
  readonly caption: string;
}

/** Every text of a figure; the others stand in for viewers of the SVG that lack DejaVu Sans, Verdana being nearly as wide. */
const FONT = 'DejaVu Sans, Verdana, sans-serif';

export const TEXT_COLOR = '#222222';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as a power of ten for labels: 1e-6 is `10⁻⁶`, 0.02 is `2×10⁻²`; two significant digits. */
export function powerLabel(value: number): string {
  const [mantissa, exponent] = value.toExponential(1).split('e') as [string, string];
  const power = `10${exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => SUPERSCRIPTS.charAt(Number(digit)))}`;
  return Number(mantissa) === 1 ? power : `${Number(mantissa)}×${power}`;
}

/** A number as it is, for labels of a linear axis: with a minus sign instead of a hyphen. */
export function plainLabel(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−');
}

/** A number for running text: three significant digits, no trailing zeros. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

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

/** A chart that can stand beside others in a sheet. */
export type FigurePart = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

/** Sizes of a sheet: those for panels 200 pixels wide to those of the sheet at hand, whole pixels, so that cells keep sharp edges. */
export type Pixels = (size: number) => number;

/** A sheet: the message, one line or more about the data, and what is drawn, from top to bottom. */
export function sheet(
  title: string,
  subtitle: readonly string[],
  parts: readonly FigurePart[],
  px: Pixels,
): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: px(12),
    title: {
      text: wrap(title, 70),
      subtitle: subtitle.flatMap((line) => wrap(line, 96)),
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
