/** The ledger: all claims in the order of the study, and what was found beyond it. */

import { BEYOND } from './beyond.js';
import { assess, type Assessment, type Claim } from './claim.js';
import { COARSE } from './coarse.js';
import { FINE } from './fine.js';
import { REGIMES } from './regimes.js';
import { RELATIVE } from './relative.js';
import type { Tables } from './tables.js';

export interface Chapter<Entry = Claim> {
  title: string;
  claims: readonly Entry[];
}

export const CHAPTERS: readonly Chapter[] = [
  { title: 'Regimes: given regrets', claims: REGIMES },
  { title: 'Coarse grid', claims: COARSE },
  { title: 'Relative thresholds', claims: RELATIVE },
  { title: 'Fine study, and the mapping', claims: FINE },
  { title: 'Beyond the study', claims: BEYOND },
];

export function assessAll(tables: Tables): Chapter<Assessment>[] {
  return CHAPTERS.map(({ title, claims }) => ({
    title,
    claims: claims.map((claim) => assess(claim, tables)),
  }));
}
