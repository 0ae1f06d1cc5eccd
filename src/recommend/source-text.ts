/** The source of an answer in words, the same in the commands and on the page. */

import { grouped } from '../text/numbers.js';
import { DEFAULT_OPTIONS } from '../weights/defaults.js';
import { SCHEMES } from '../weights/schemes.js';
import type { Precision } from './precision.js';
import type { Recommendation } from './recommendation.js';

const SOURCES = {
  simulation: 'simulated now, because no committed table covers it',
  data: 'from the data',
};

/** The formula and the source of an answer, in one line. */
export function sourceText({ question, source, draws }: Recommendation | Precision): string {
  const { scheme, mapping, pNorm, cNorm } = question;
  const unit = source === 'data' ? 'epochs' : 'draws';
  return (
    `${scheme} (${SCHEMES[scheme].caption}), ${mapping}, p ${pNorm}, c ${cNorm}; ` +
    `${source === 'fit' ? fitText(pNorm, cNorm) : SOURCES[source]}, ${grouped(draws)} ${unit}`
  );
}

function fitText(pNorm: number, cNorm: number): string {
  if (pNorm !== DEFAULT_OPTIONS.pNorm) return 'interpolated in the table of results/slopes';
  if (cNorm !== DEFAULT_OPTIONS.cNorm) return 'interpolated in the table of results/offsets';
  return 'fitted mapping of results/mapping';
}
