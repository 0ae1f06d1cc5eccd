import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import type { Figure } from '../../src/figures/sheet.js';
import { blankFigures } from '../../src/figures/grid/blanks.js';
import { relativeFigures } from '../../src/figures/relative/sheets.js';
import { sweepFigures } from '../../src/figures/sweep/sheets.js';
import { fontFiles } from '../../src/report/font.js';
import { renderSvg } from '../../src/report/render.js';
import { RUNS_ALL } from '../effort.js';
import { gridStudy, relativeStudy, sweepStudy } from '../studies.js';
import {
  blankSheets,
  groupSheets,
  relativeSheets,
  schemeSheets,
  sweepSheets,
  variantPlanes,
  variantSheets,
} from './kinds.js';

const font = {
  fontFiles: Object.values(fontFiles()),
  loadSystemFonts: false,
  defaultFontFamily: 'DejaVu Sans',
};
const FOUR = ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'];
const kinds: [string, Figure[]][] = [
  ['sweep', await sweepSheets()],
  [
    'sweep of one mapping, many workers',
    await sweepSheets({
      mappings: 'potential',
      regrets: [{ name: 'many', values: { linspace: [-1, 9, 30] } }],
    }),
  ],
  [
    'sweep, unscaled',
    (await sweepSheets({ epsilonScaling: 'none', schemes: ['whitepaper', 'chain-2026'] })).slice(0, 2),
  ],
  ['relative', await relativeSheets()],
  [
    'relative, one mapping',
    await relativeSheets({
      mappings: 'gradient',
      fractions: 0.4,
      std: 1,
      mean: [-20, -9, -5, -2, 0, 1, 2, 5, 9, 20],
    }),
  ],
  ['blanks', await blankSheets()],
  ['schemes', (await schemeSheets({ schemes: FOUR, mappings: 'gradient' })).slice(0, 2)],
  ['two schemes, positive means', await schemeSheets({ mappings: 'potential', mean: [1, 2] })],
  ['variants', await variantSheets()],
  ['variants, two schemes', (await variantSheets({ schemes: ['forum-2024', 'chain-2026'] })).slice(0, 1)],
  ['groups', await groupSheets({ schemes: ['forum-2024', 'chain-2026'] })],
  ['planes of variants', await variantPlanes()],
];

const titleOf = ({ spec }: Figure) => (spec.title as { text: string[] }).text.join(' ');
const namesOf = (figures: readonly Figure[]) => figures.map(({ name }) => name);

describe.each(kinds)('%s', (name, figures) => {
  it('has sheets of different names, with captions of two sentences', () => {
    expect(figures.length).toBeGreaterThan(0);
    expect(new Set(namesOf(figures)).size).toBe(figures.length);
    for (const { caption } of figures)
      expect(caption).toMatch(/^[A-Z][^]*?[a-z)0-9]\. [A-Z](?:(?!\. )[^])*\.$/);
  });

  // Drawing takes long. Outside CI one figure of three is drawn, and none of a kind with other options.
  const drawn = figures.filter((_, i) => RUNS_ALL || (i % 3 === 0 && !name.includes(',')));
  it.each(drawn.map((figure) => [figure.name, figure] as const))(
    '%s: nothing is cut off, no number is undefined, and all text is legible',
    async (_, { spec }) => {
      const { svg } = await renderSvg(spec);
      const shapes = svg.replace(/<text[^]*?<\/text>|aria-label="[^"]*"/g, '');
      expect(/.{30}(NaN|null|Infinity|undefined)/.exec(shapes)).toBeNull();
      const [, width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg)!.map(Number) as [
        number,
        number,
        number,
      ];
      const content = new Resvg(svg.replace(/<rect [^>]*fill="white"\/>/, ''), { font }).getBBox()!;
      expect(content.x).toBeGreaterThan(0);
      expect(content.y).toBeGreaterThan(0);
      expect(content.x + content.width).toBeLessThan(width);
      expect(content.y + content.height).toBeLessThan(height);
      // 9 pt at the width of a two-column paper, 180 mm.
      const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map((match) => Number(match[1]));
      expect((Math.min(...sizes) * ((180 / 25.4) * 72)) / width).toBeGreaterThanOrEqual(9);
    },
  );
});

describe('titles agree with the tables', () => {
  it('of a sweep: where the weights differ most', async () => {
    const [negative, positive, around] = (await sweepSheets()).map(titleOf);
    expect(negative).toBe('Regrets from −4 to −1: the weights differ most at low epsilon');
    expect(positive).toMatch(
      /^Regrets from 3 to 6: the weights differ most near epsilon \d\.\d+ dex, less at low epsilon$/,
    );
    expect(around).toContain('differ most at low epsilon');
    // At low epsilon the gradient already no longer separates the best workers, but the potential does.
    const [mixed] = await sweepSheets({ regrets: [{ name: 'mixed', values: [1, 1.5, 2, 2.2] }] });
    expect(titleOf(mixed!)).toMatch(
      /the weights differ most at low epsilon only with the potential|near epsilon/,
    );
  });

  it('of a sweep in which every epsilon gives a weight of zero: S is undefined', async () => {
    const zero = { name: 'zero', values: [0, 0, -1] };
    const [sheet] = await sweepSheets({ regrets: [zero], schemes: ['forum-2024'], pNorm: 2e36, cNorm: 0 });
    expect(titleOf(sheet!)).toBe(
      'Regrets from −1 to 0: at each epsilon a weight is zero, so the spread of the log10 weights is undefined',
    );
  });

  it('of blank cells: whether the certified search finds an epsilon for most blank draws', async () => {
    const [sheet] = await blankSheets();
    expect(titleOf(sheet!)).toBe(
      'At negative means, most blank draws have an epsilon that the axis does not contain',
    );
  });

  it('of schemes: the share of cells in which a zero weight hides the spread', async () => {
    const titles = (await schemeSheets()).map(titleOf);
    expect(titles).toContainEqual(
      expect.stringMatching(
        /^At low epsilon a weight of zero hides the spread in [1-9]\d* % of the cells with forum-2024(?:, all with a negative mean)?, in none with chain-2026$/,
      ),
    );
    const without = (
      await schemeSheets({ schemes: ['whitepaper', 'chain-2026'], mappings: 'gradient', mean: [1, 2] })
    ).map(titleOf);
    expect(without).toEqual([
      expect.stringMatching(
        /^(?:Where the std is at most [\d.]+ dex, the|The) weights differ less with whitepaper than with chain-2026(?: in \d+ % of the cells)?$/,
      ),
      'No weight of zero hides the spread at any mean and std, with whitepaper or chain-2026',
    ]);
  });

  it('of planes: the variants whose largest epsilon does not depend on a negative mean', async () => {
    expect((await variantPlanes()).map(titleOf)).toEqual([
      'The largest epsilon does not depend on a negative mean if not scaled; it does if scaled',
    ]);
  });

  it('of variants: the smallest and the largest epsilon, if their intervals are disjoint', async () => {
    const titles = (await variantSheets({ draws: 2000 })).map(titleOf);
    expect(titles).toEqual([
      'At mean 0 the median of the largest epsilon is 0.84 std with heavy, 1.07 with usual and 2.15 with outlier (gradient)',
      'At means up to 0, the 5 % quantile is 0.63 to 0.76 times that of usual with heavy, and 2.3 to 4.0 times with outlier',
      'At means up to 0, the median is 0.79 to 0.86 times that of usual with heavy, and 1.6 to 2.0 times with outlier',
      'At mean 0 the median of the largest epsilon is 0.64 std with flat, 1.07 with usual and 2.39 with steep (gradient)',
    ]);
    // With so few draws all intervals overlap.
    const [lines, ratio] = (await variantSheets({ draws: 4 })).map(titleOf);
    expect(lines).toBe('The largest epsilon divided by the std of the regrets');
    expect(ratio).toBe('Ratio of the 5 % quantile to that of usual');
  });

  it('of two groups: the range of the ratios to one normal distribution', async () => {
    expect((await groupSheets({ draws: 400, mappings: 'gradient', mean: -1 })).map(titleOf)).toEqual([
      expect.stringMatching(
        /^Two groups of workers: the epsilon for 95 % of epochs is [\d.]+ to [\d.]+ times that of one normal distribution$/,
      ),
    ]);
  });

  it('of relative thresholds: whether they are larger at the highest mean than at the lowest', async () => {
    expect((await relativeSheets()).map(titleOf)).toContainEqual(
      expect.stringMatching(
        /^The largest epsilon that leaves 50 % of the largest spread is [\d.]+ to [\d.]+ dex at mean −4, but [\d.]+ to [\d.]+ dex at mean 4$/,
      ),
    );
    const same = await relativeSheets({ mean: [-5, -4] });
    expect(same.map(titleOf)).toContain('The largest epsilon that leaves 50 % of the largest spread');
  });

  it('variants have a sheet for each changed field, and ratios only for distributions', async () => {
    expect(namesOf(await variantSheets())).toEqual([
      'variants-distribution',
      'variants-distribution-ratio-q05',
      'variants-distribution-ratio-q50',
      'variants-p-norm',
    ]);
  });

  it('two groups have a sheet for each mapping; other groups have lines and ratios', async () => {
    expect(namesOf(await groupSheets())).toEqual(['variants-groups-gradient', 'variants-groups-potential']);
    const three = [1, 2, 5].map((workers) => ({ workers, mean: workers, std: 1 }));
    const variants = [{ name: 'one normal' }, { name: 'three', groups: three }];
    const lines = ['variants-groups', 'variants-groups-ratio-q05', 'variants-groups-ratio-q50'];
    expect(namesOf(await variantSheets({ variants }))).toEqual(lines);
    // The first variant is no normal distribution.
    const heavy = [
      { name: 'heavy', distribution: 'laplace' },
      { name: 'two', groups: three.slice(1) },
    ];
    expect(namesOf(await variantSheets({ workers: 7, variants: heavy }))).toEqual(lines);
  });
});

describe('tables without rows are rejected', () => {
  it('of a sweep', () => {
    const study = sweepStudy({ name: 'x', regrets: [{ name: 'a', values: [0, 1] }], epsilon: [1] });
    expect(() => sweepFigures(study, { weights: [], spread: [], vectors: [] })).toThrow(
      'vectors: expected rows of a, got none',
    );
  });

  it('of a relative study', () => {
    expect(() => relativeFigures(relativeStudy({ name: 'x', mean: [0], std: [1] }), [], [])).toThrow(
      'cells: expected rows of chain-2026, got none',
    );
  });

  it('of blank cells', () => {
    const study = gridStudy({ name: 'x', mean: [0], std: [1], epsilon: [1], blanks: true });
    expect(() => blankFigures(study, [])).toThrow('blanks: expected rows of chain-2026, got none');
  });
});
