/** All families of curves that fits compare. */

import type { CurveFamily } from './curve-family.js';
import { inverseFamily } from './inverse-families.js';
import { exponential, hyperbola, rational } from './saturating-families.js';

/** By increasing number of parameters. */
export const CURVE_FAMILIES: readonly CurveFamily[] = [
  exponential,
  hyperbola,
  inverseFamily('inverse-cubic', 3),
  rational,
  inverseFamily('inverse-quintic', 5),
];
