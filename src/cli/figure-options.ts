/** Options of `render` for the form of figures. */

import { THEMES } from '../figures/themes.js';
import { FORMATS, LANGUAGES, LEAST_WIDTH, MOST_WIDTH, USUAL_FORM } from '../report/figure-form.js';
import { hintForList } from '../text/did-you-mean.js';
import { decimalOf } from '../text/decimal.js';
import { UsageError } from '../text/errors.js';
import { shownWord } from '../text/visible.js';
import { choice, flag, type Options } from './options.js';

/** Millimetres of a unit of length. */
const UNITS: Readonly<Record<string, number>> = { mm: 1, cm: 10, in: 25.4, pt: 25.4 / 72 };

const FORMAT_RULE = `one of ${FORMATS.join(', ')}, or several separated by commas`;
const WIDTH_RULE = `a length from ${LEAST_WIDTH} to ${MOST_WIDTH} mm`;

export const figureForm: Options = {
  format: {
    takes: 'one',
    rule: FORMAT_RULE,
    words: [...FORMATS, FORMATS.join(',')],
    describe: `Formats of the drawings: ${FORMAT_RULE}`,
    default: USUAL_FORM.formats,
    defaultDescription: USUAL_FORM.formats.join(','),
    read(word, option) {
      const names = word.split(',').map((name) => name.trim().toLowerCase());
      const hint = hintForList(names, FORMATS);
      if (hint === null) return names;
      throw new UsageError(`${option}: expected ${FORMAT_RULE}, got ${shownWord(word)}${hint}`);
    },
  },
  width: {
    takes: 'one',
    rule: WIDTH_RULE,
    words: ['85mm', '180mm'],
    describe: 'Width on paper, with its unit: 85mm (a column; panels are stacked), 180mm (a page), 3.3in',
    read: readWidth,
  },
  ...choice('theme', THEMES, 'light, dark, or print: grey, with dashes and marks', USUAL_FORM.theme),
  ...choice('lang', LANGUAGES, 'Language of the texts: en', LANGUAGES[0]),
  ...flag('spec', 'Write the Vega-Lite specification of each figure: <name>.vl.json'),
  ...flag('figure-data', 'Write the numbers of each figure: <name>.csv; with --spec by default', false, {
    default: undefined,
  }),
};

function readWidth(word: string, option: string): number {
  const [, digits, unit] = /^(.*?)\s*([a-z]+)?$/i.exec(word.trim())!;
  const value = decimalOf(digits!);
  const factor = UNITS[(unit ?? 'mm').toLowerCase()];
  const millimetres = value === undefined || factor === undefined ? NaN : value * factor;
  if (millimetres >= LEAST_WIDTH && millimetres <= MOST_WIDTH) return millimetres;
  const hint = factor === undefined ? `; units are ${Object.keys(UNITS).join(', ')}` : '';
  throw new UsageError(`${option}: expected ${WIDTH_RULE}, got ${shownWord(word.trim())}${hint}`);
}
