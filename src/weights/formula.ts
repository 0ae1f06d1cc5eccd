/** Completes and checks the options of a formula. */

import { checkChoice, checkNumber, checkOptions, show } from '../text/check.js';
import { DEFAULT_OPTIONS } from './defaults.js';
import {
  EPSILON_SCALINGS,
  MAPPINGS,
  SCALES,
  SCHEME_NAMES,
  SCHEMES,
  type EpsilonScaling,
  type MappingName,
  type Scheme,
  type SchemeName,
} from './schemes.js';

/** Options that turn regrets and an epsilon into weights. Each has a default. */
export interface FormulaOptions {
  /** Slope p of the mapping, > 0; the chain accepts less (chain-limits.ts). Default 3. */
  pNorm?: number | undefined;
  /** Offset c of the mapping. Default 0.75. */
  cNorm?: number | undefined;
  /** A named scheme, or its options one by one. Default `chain-2026`, which is deployed now. */
  scheme?: SchemeName | Scheme | undefined;
  /** Default `gradient`, which inference weights use. */
  mapping?: MappingName | undefined;
  /** Default `none`. */
  epsilonScaling?: EpsilonScaling | undefined;
}

/** The fields of {@link FormulaOptions}. */
export const FORMULA_FIELDS = {
  pNorm: true,
  cNorm: true,
  scheme: true,
  mapping: true,
  epsilonScaling: true,
} as const;

/** All options that turn regrets and an epsilon into weights, complete and checked. */
export interface Formula {
  readonly pNorm: number;
  readonly cNorm: number;
  readonly scheme: Scheme;
  readonly mapping: MappingName;
  readonly epsilonScaling: EpsilonScaling;
}

/** @throws {RangeError|TypeError} naming the option, the rule and the value */
export function completeFormula(given?: FormulaOptions): Formula {
  const options = checkOptions(given);
  return {
    pNorm: checkNumber(
      'pNorm',
      options.pNorm ?? DEFAULT_OPTIONS.pNorm,
      'a finite number > 0',
      (p) => p > 0 && Number.isFinite(p),
    ),
    cNorm: checkNumber('cNorm', options.cNorm ?? DEFAULT_OPTIONS.cNorm, 'a finite number', Number.isFinite),
    scheme: completeScheme(options.scheme ?? DEFAULT_OPTIONS.scheme),
    mapping: checkChoice('mapping', options.mapping ?? DEFAULT_OPTIONS.mapping, MAPPINGS),
    epsilonScaling: checkChoice(
      'epsilonScaling',
      options.epsilonScaling ?? DEFAULT_OPTIONS.epsilonScaling,
      EPSILON_SCALINGS,
    ),
  };
}

/**
 * F, > 1: weights are separated when the std of their log10 reaches log10 F. @throws {RangeError|TypeError}
 * naming the rule and the value
 */
export function checkFactor(factor: number | undefined): number {
  return checkNumber(
    'factor',
    factor ?? DEFAULT_OPTIONS.factor,
    'a finite number > 1',
    (value) => value > 1 && value < Infinity,
  );
}

/** The options of a scheme alone, without the texts of a named one. */
function completeScheme(scheme: unknown): Scheme {
  const isNamed = typeof scheme !== 'object' || scheme === null;
  const { scale, bounds, ratio }: Record<keyof Scheme, unknown> = isNamed
    ? SCHEMES[checkChoice('scheme', scheme, SCHEME_NAMES)]
    : (scheme as Record<keyof Scheme, unknown>);
  return {
    scale: checkChoice('scheme.scale', scale, SCALES),
    bounds: checkFlag('scheme.bounds', bounds),
    ratio: checkFlag('scheme.ratio', ratio),
  };
}

function checkFlag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`Expected \`${name}\` to be true or false, got ${show(value)}`);
}
