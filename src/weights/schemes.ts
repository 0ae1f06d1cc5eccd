/**
 * The named weight schemes: presets over independent options. Sources: the Allora whitepaper, and the chain's
 * code over time.
 */

/** How the spread of the regrets, s(r), is measured. */
export const SCALES = ['population-std', 'sample-std', 'mad'] as const;
export type ScaleName = (typeof SCALES)[number];

/**
 * `potential`: phi(x) = ln(1 + e^{p(x-c)}), whitepaper Eq 28; `gradient`: its derivative phi'(x), Eqs 8 and
 * 11.
 */
export const MAPPINGS = ['gradient', 'potential'] as const;
/** Name of a mapping from normalised regrets to weights. */
export type MappingName = (typeof MAPPINGS)[number];

/** `none`: d = s + eps. `median`: d = s + eps * |median r|. */
export const EPSILON_SCALINGS = ['none', 'median'] as const;
/** Scaling of epsilon in the denominator d. */
export type EpsilonScaling = (typeof EPSILON_SCALINGS)[number];

/** The options of a scheme: how regrets are normalised, bounded and rescaled. */
export interface Scheme {
  readonly scale: ScaleName;
  /**
   * Cap the normalised regrets, raise them when all are very low, and set weights far below to zero: see
   * scheme-bounds.ts.
   */
  readonly bounds: boolean;
  /** Divide the weights by the largest one. */
  readonly ratio: boolean;
}

/**
 * A scheme with a name. The texts are shown to users. To add a scheme, add an entry to `SCHEMES`; nothing
 * else.
 */
export interface NamedScheme extends Scheme {
  /** Formula in a few words: scale, then bounds if it has them. */
  readonly caption: string;
  /** Where or when the formula is used. */
  readonly origin: string;
}

/** The named schemes: the formulas that the network used, and the published one. */
export const SCHEMES = {
  /** Chain and simulator up to 30 July 2024; reproduces the forum study. */
  'forum-2024': {
    scale: 'population-std',
    bounds: true,
    ratio: false,
    caption: 'population std, bounds',
    origin: 'the chain up to July 2024',
  },
  /** The formula as published. */
  whitepaper: {
    scale: 'population-std',
    bounds: false,
    ratio: false,
    caption: 'population std',
    origin: 'as published',
  },
  /** Chain, 31 July 2024 to 2025. */
  'chain-2024': {
    scale: 'sample-std',
    bounds: true,
    ratio: false,
    caption: 'sample std, bounds',
    origin: '2024 to 2025',
  },
  /** The chain since early 2026, deployed now. */
  'chain-2026': {
    scale: 'mad',
    bounds: false,
    ratio: true,
    caption: '1.4826 MAD',
    origin: 'deployed now',
  },
} as const satisfies Record<string, NamedScheme>;

/** Name of a scheme in `SCHEMES`. */
export type SchemeName = keyof typeof SCHEMES;
export const SCHEME_NAMES = Object.keys(SCHEMES) as [SchemeName, ...SchemeName[]];
