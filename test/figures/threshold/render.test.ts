import { Resvg } from '@resvg/resvg-js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Figure } from '../../../src/figures/sheet.js';
import { thresholdFigures } from '../../../src/figures/threshold/sheets.js';
import { fontFiles } from '../../../src/report/font.js';
import { renderSvg } from '../../../src/report/render.js';
import { RUNS_ALL } from '../../effort.js';
import { thresholdTables, type ThresholdTables } from './tables.js';

const figuresOf = ({ study, cells, curves }: ThresholdTables) => thresholdFigures(study, cells, curves);

const FOUR = ['forum-2024', 'whitepaper', 'chain-2024', 'chain-2026'];
const axis = (count: number, value: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => value(i));
const studies: [string, ThresholdTables][] = [
  ['ratio', thresholdTables()],
  [
    'far ratios, one mapping',
    thresholdTables({
      mean: [-20, -10, -5, -1, 0, 1, 2],
      mappings: ['gradient'],
      std: axis(9, (i) => Number(`1e${i - 6}`)),
    }),
  ],
  ['six factors, one scheme', thresholdTables({ schemes: ['whitepaper'], factor: [2, 2.5, 3, 3.5, 4, 5] })],
  ['workers', thresholdTables({ workers: [3, 4, 5, 7, 10, 20, 50, 100, 1000], std: [1] })],
  ['nothing defined', thresholdTables({ mean: [4, 5] })],
  ['plane', thresholdTables({ axis: 'mean' })],
  ['plane of four schemes', thresholdTables({ axis: 'mean', schemes: FOUR })],
  ['plane of one cell', thresholdTables({ axis: 'mean', schemes: ['whitepaper'], mean: [0], std: [1] })],
];
const sheets = studies.flatMap(([study, given], at) =>
  figuresOf(given)
    .filter(
      ({ name }, i, all) => all.findIndex((other) => other.name.split('-')[0] === name.split('-')[0]) === i,
    )
    // Outside CI each study draws one sheet. The next study draws one of another kind.
    .filter((_, i, all) => RUNS_ALL || i === at % all.length)
    .map((figure): [string, Figure] => [`${study}: ${figure.name}`, figure]),
);

function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
}

const font = {
  fontFiles: Object.values(fontFiles()),
  loadSystemFonts: false,
  defaultFontFamily: 'DejaVu Sans',
};

describe.each(sheets)('%s', (_, { spec }) => {
  let svg: string;
  beforeAll(async () => {
    svg = (await renderSvg(spec)).svg;
  });

  it('has no undefined number', () => {
    expect(/.{30}(NaN|null|Infinity|undefined)/.exec(svg)).toBeNull();
  });

  it('contains all marks and texts', () => {
    const content = new Resvg(svg.replace(/<rect [^>]*fill="white"\/>/, ''), { font }).getBBox()!;
    const { width, height } = sizeOf(svg);
    expect(content.x).toBeGreaterThan(0);
    expect(content.y).toBeGreaterThan(0);
    expect(content.x + content.width).toBeLessThan(width);
    expect(content.y + content.height).toBeLessThan(height);
  });

  it('has no text below 9 pt at a width of 180 mm', () => {
    const pointsPerPixel = ((180 / 25.4) * 72) / sizeOf(svg).width;
    const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map((match) => Number(match[1]));
    expect(Math.min(...sizes) * pointsPerPixel).toBeGreaterThanOrEqual(9);
  });
});

// Takes seconds: outside CI the large grid of test/report/render.test.ts stands for it.
if (RUNS_ALL)
  it('a large plane of four schemes stays below two megabytes', async () => {
    const given = thresholdTables({
      axis: 'mean',
      schemes: FOUR,
      mean: axis(81, (i) => i / 2 - 20),
      std: axis(97, (i) => 10 ** (i / 8 - 6)),
    });
    expect((await renderSvg(figuresOf(given)[0]!.spec)).svg.length).toBeLessThan(2e6);
  });
