/** The form of figure files: formats, width on paper, theme, and files beside the drawings. */

import { THEMES, type Theme } from '../figures/themes.js';
import { checkChoice, checkNumber, checkOptions, show } from '../text/check.js';

export const FORMATS = ['svg', 'png', 'pdf'] as const;
export type Format = (typeof FORMATS)[number];

/** Languages of the texts in figures. */
export const LANGUAGES = ['en'] as const;

/** Widths that fit on paper, millimetres. */
export const LEAST_WIDTH = 60;
export const MOST_WIDTH = 500;

/** Width in millimetres below which panels are stacked: between the columns of a page and its width. */
const NARROW = 130;

/** Files and appearance of figures. */
export interface FigureForm {
  /** Default: SVG and PNG. */
  readonly formats: readonly Format[];
  /** Width on paper, millimetres; null: an SVG of its own size, and a PNG of twice as many pixels. */
  readonly width: number | null;
  /** Default `light`. */
  readonly theme: Theme;
  /** Whether to write the Vega-Lite specification of each figure. */
  readonly spec: boolean;
  /** Whether to write the numbers of each figure as CSV. Default: with the specification. */
  readonly data: boolean;
}

/** The fields of a form. Each has a default. */
export type FigureFormOptions = { [Name in keyof FigureForm]?: FigureForm[Name] | undefined };

export const USUAL_FORM: FigureForm = {
  formats: ['svg', 'png'],
  width: null,
  theme: 'light',
  spec: false,
  data: false,
};

/** @throws {TypeError|RangeError} naming the option, the rule and the value */
export function completeForm(given: FigureFormOptions | undefined): FigureForm {
  const options = checkOptions(given, 'figures');
  const { formats = USUAL_FORM.formats, width = null, theme = USUAL_FORM.theme, spec = false } = options;
  if (!Array.isArray(formats) || formats.length === 0)
    throw new TypeError(`Expected \`formats\` to be a list of ${FORMATS.join(', ')}, got ${show(formats)}`);
  const isWidth = (value: number) => value >= LEAST_WIDTH && value <= MOST_WIDTH;
  return {
    formats: FORMATS.filter((format) =>
      formats.map((each: unknown) => checkChoice('formats', each, FORMATS)).includes(format),
    ),
    width:
      width === null
        ? null
        : checkNumber('width', width, `a number from ${LEAST_WIDTH} to ${MOST_WIDTH} (mm)`, isWidth),
    theme: checkChoice('theme', theme, THEMES),
    spec,
    data: options.data ?? spec,
  };
}

/** Whether figures of this width are laid out for a column. */
export function isNarrow({ width }: FigureForm): boolean {
  return width !== null && width < NARROW;
}
