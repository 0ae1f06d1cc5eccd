/** Largest epsilons at 60 digits from `test/reference`; null if none exists. */

import { readFileSync } from 'node:fs';
import type { MappingName, SchemeName } from '../../src/index.js';

interface Case {
  scheme: SchemeName;
  mapping: MappingName;
  p: number;
  c: number;
  threshold: number;
  regrets: number[];
  maxEpsilon: number | null;
}

export const maxEpsilonCases = JSON.parse(
  readFileSync(new URL('../reference/max-epsilon.json', import.meta.url), 'utf8'),
) as Case[];
