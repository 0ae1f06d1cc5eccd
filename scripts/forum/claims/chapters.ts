/** All claims, in the order of the forum study, followed by later findings and those about whole topics. */

import { assess, type Assessment, type Claim } from './claim.js';
import { COARSE_GRID } from './coarse-grid.js';
import { FINE_STUDY } from './fine-study.js';
import { GIVEN_REGRETS } from './given-regrets.js';
import { LATER_FINDINGS } from './later-findings.js';
import { SLOPES } from './later-slopes.js';
import { RELATIVE_THRESHOLDS } from './relative-thresholds.js';
import type { Tables } from './tables.js';
import { TOPIC_CHOICES } from './topic-choices.js';
import { TOPIC_EPSILON } from './topic-epsilon.js';
import { TOPIC_NETWORK } from './topic-network.js';

export interface Chapter<Entry = Claim> {
  title: string;
  claims: readonly Entry[];
}

export const CHAPTERS: readonly Chapter[] = [
  { title: 'Given regrets', claims: GIVEN_REGRETS },
  { title: 'Coarse grid', claims: COARSE_GRID },
  { title: 'Relative thresholds', claims: RELATIVE_THRESHOLDS },
  { title: 'Fine study and mapping', claims: FINE_STUDY },
  { title: 'Later findings', claims: [...LATER_FINDINGS, ...SLOPES] },
  { title: 'The whole topic', claims: [...TOPIC_EPSILON, ...TOPIC_CHOICES, ...TOPIC_NETWORK] },
];

export function assessAll(tables: Tables): Chapter<Assessment>[] {
  return CHAPTERS.map(({ title, claims }) => ({
    title,
    claims: claims.map((claim) => assess(claim, tables)),
  }));
}
