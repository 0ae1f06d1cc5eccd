/** What is in a sheet of panels. */

import type { Figure } from '../../src/figures/sheet.js';

/** Row by row. */
export function panelsOf<Panel>(figure: Figure): Panel[] {
  return (figure.spec as unknown as { vconcat: [{ concat: Panel[] }] }).vconcat[0].concat;
}
