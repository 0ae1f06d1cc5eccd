/** Access to the panels of a sheet. */

import type { Figure } from '../../src/figures/sheet.js';

/** The panels of a sheet, row by row. */
export function panelsOf<Panel>(figure: Figure): Panel[] {
  return (figure.spec as unknown as { vconcat: [{ concat: Panel[] }] }).vconcat[0].concat;
}
