/** The variants of a threshold study beside each other: lines on an axis of mean over std, or heat maps where means are in dex. */

import type { ThresholdCellRow } from '../../study/kinds/threshold/definition.js';
import type { ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import type { MappingName, SchemeName } from '../../weights/schemes.js';
import { plainLabel, sheet, shortNumber } from '../sheet.js';
import type { Figure, FigurePart } from '../sheet.js';
import { planeSheet } from '../heat-map/plane.js';
import {
  axisFromZero,
  COLORS,
  endLabels,
  finite,
  line,
  ORDERED_COLORS,
  points,
  px,
  roomFor,
  rule,
  schemePanels,
  symlogTicks,
} from '../lines/panel.js';
import type { Estimate, Frame, PanelAxis } from '../lines/panel.js';
import { cellsOf, sheetKeys, sheetName, tablesOf } from './cells.js';
import type { SheetKey, ThresholdCell } from './cells.js';
import { dataLine, isSteady, meanLabel } from './words.js';

type Variant = NonNullable<ThresholdStudy['variants']>[number];

/** A variant with its cells, in order. */
interface Drawn {
  readonly name: string;
  readonly cells: readonly ThresholdCell[];
}

/** The figures of a study of variants; `cells` is its complete table, in any order. */
export function variantFigures(
  study: ThresholdStudy,
  variants: readonly Variant[],
  cells: readonly ThresholdCellRow[],
): Figure[] {
  const own = variants.map(({ name }): Drawn => {
    const rows = cells.filter((row) => row.variant === name);
    return { name, cells: tablesOf(study, rows, []).cells };
  });
  return sheetKeys(study, false).flatMap((key) => {
    const shown = own.map((each) => ({
      ...each,
      cells: cellsOf({ study, cells: each.cells, curves: [] }, { ...key }),
    }));
    if (study.axis === 'mean') return [planeFigure(study, key, shown)];
    return groupsOf(variants).flatMap(({ group, names }) => {
      const reference = shown[0]!;
      const others = names.map((i) => shown[i]!);
      return [
        linesFigure(study, key, group, [reference, ...others]),
        // Who chooses an epsilon knows p and c, but not what the regrets are drawn from.
        ...(group === 'distribution' ? (['q05', 'q50'] as const) : []).map((quantile) =>
          ratioFigure(study, key, group, quantile, reference, others),
        ),
      ];
    });
  });
}

/** Variants that change the same fields, by number; each group stands beside the first variant. */
function groupsOf(variants: readonly Variant[]): { group: string; names: number[] }[] {
  const groups = new Map<string, number[]>();
  for (const [i, { name: _, ...changes }] of variants.entries()) {
    if (i === 0) continue;
    const group = Object.keys(changes)
      .map((field) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
      .join('-');
    groups.set(group, [...(groups.get(group) ?? []), i]);
  }
  return [...groups]
    .filter(([group]) => group !== '')
    .map(([group, names]) => ({ group, names: names.slice(0, ORDERED_COLORS.length - 1) }));
}

interface Line {
  readonly name: string;
  readonly color: string;
  readonly estimates: readonly Estimate[];
}
interface LinesPanel {
  readonly scheme: SchemeName;
  readonly mapping: MappingName;
  readonly lines: readonly Line[];
}

/** A panel for each scheme and mapping with a line for each variant. */
function panelsOf(
  study: ThresholdStudy,
  variants: readonly Drawn[],
  estimate: (cell: ThresholdCell) => { y: number; low: number; high: number },
): LinesPanel[] {
  return study.schemes.flatMap((scheme) =>
    study.mappings.map((mapping) => ({
      ...{ scheme, mapping },
      lines: variants.map(({ name, cells }, i) => ({
        ...{ name, color: ORDERED_COLORS[i]! },
        estimates: cells
          .filter((cell) => cell.scheme === scheme && cell.mapping === mapping)
          .map((cell) => ({ x: cell.ratio, ...estimate(cell) })),
      })),
    })),
  );
}

/** A path up to where it first rises above a value. */
function upTo(top: number, path: readonly Estimate[]): readonly { x: number; y: number }[] {
  const first = path.findIndex(({ y }) => y > top);
  if (first < 0) return path;
  const [before, after] = [path[first - 1], path[first]!];
  if (!before || !Number.isFinite(before.y)) return path.slice(0, first);
  const share = (top - before.y) / (after.y - before.y);
  return [...path.slice(0, first), { x: before.x + share * (after.x - before.x), y: top }];
}

function isInside({ y: { domain } }: Frame): (point: { y: number }) => boolean {
  return ({ y }) => y >= domain[0] && y <= domain[1];
}

function linesPart(panels: readonly LinesPanel[], y: PanelAxis, extra: readonly FigurePart[]): FigurePart {
  const domain = roomFor(
    panels.flatMap(({ lines }) => lines.flatMap(({ estimates }) => estimates.map(({ x }) => x))),
    'symlog',
  );
  const x = {
    ...({ type: 'symlog', domain, label: plainLabel, title: 'mean / std of the regrets' } as const),
    ticks: (width: number) => symlogTicks(domain, width),
  };
  const layersOf = (frame: Frame, { lines }: LinesPanel, isLast: boolean) => [
    ...extra,
    ...lines.flatMap(({ estimates, color }) => [
      ...line(frame, upTo(frame.y.domain[1], estimates), { color }),
      ...points(frame, estimates.filter(isInside(frame)), color, 14),
    ]),
    ...(isLast
      ? endLabels(
          frame,
          lines.flatMap(({ name, color, estimates }) => {
            const at = estimates.findLast(isInside(frame));
            return at ? [{ text: name, color, at }] : [];
          }),
        )
      : []),
  ];
  return schemePanels(panels, x, y, layersOf, { endLabels: true });
}

function linesFigure(
  study: ThresholdStudy,
  key: SheetKey,
  group: string,
  variants: readonly Drawn[],
): Figure {
  const panels = panelsOf(study, variants, ({ std, ...cell }) => ({
    y: cell.epsilon_q50 / std,
    low: cell.epsilon_q50_low / std,
    high: cell.epsilon_q50_high / std,
  }));
  const highest = Math.max(
    ...panels.flatMap(({ lines }) =>
      lines.flatMap(({ estimates }) => estimates.map(({ y, high }) => finite(high, y))),
    ),
  );
  return {
    name: sheetName(`variants-${group}`, study, key),
    spec: sheet(
      linesTitle(panels),
      [
        linesSubtitle(study, key, group),
        'Points: median of the largest epsilon with its 95 % interval, where most draws have one.',
      ],
      [linesPart(panels, axisFromZero(highest, 'largest epsilon / std'), [])],
      px,
    ),
    caption:
      `The median over draws of the largest epsilon over the standard deviation of the regrets, against their mean over that deviation, for each scheme and mapping: ${variants.map(({ name }) => name).join('; ')}. ` +
      'All variants are computed from the same random numbers, so that what differs between two lines is not chance.',
  };
}

/** Between which two variants the medians of the first panel lie at the mean nearest to zero, where their intervals are apart. */
function linesTitle(panels: readonly LinesPanel[]): string {
  const { scheme, mapping, lines } = panels[0]!;
  const nearest = lines[0]!.estimates
    .map(({ x }) => x)
    .reduce((best, ratio) => (Math.abs(ratio) < Math.abs(best) ? ratio : best));
  const there = lines
    .flatMap(({ name, estimates }) =>
      estimates.filter(({ x, y }) => x === nearest && Number.isFinite(y)).map((each) => ({ ...each, name })),
    )
    .sort((a, b) => a.y - b.y);
  const [least, most] = [there[0], there.at(-1)];
  if (!least || !most || !(least.high < most.low)) return 'The largest epsilon over the std of the regrets';
  const formulas = scheme === panels.at(-1)!.scheme ? mapping : `${scheme}, ${mapping}`;
  return `At ${meanLabel(nearest)} the median is least with ${least.name}, and largest with ${most.name} (${formulas})`;
}

/** What a line changes is not what all of them have. */
function linesSubtitle(study: ThresholdStudy, key: SheetKey, group: string): string {
  return `${dataLine(study, key)}${/norm|scaling/.test(group) ? ' unless named' : ''}`;
}

/** Lines above this would make those near 1 hard to read. */
const HIGHEST_RATIO = 3;

function ratioFigure(
  study: ThresholdStudy,
  key: SheetKey,
  group: string,
  quantile: 'q05' | 'q50',
  reference: Drawn,
  others: readonly Drawn[],
): Figure {
  const name = `epsilon_${quantile}` as const;
  const place = (cell: ThresholdCell) => [cell.scheme, cell.mapping, cell.ratio, cell.std].join();
  const base = new Map(reference.cells.map((cell) => [place(cell), cell[name]]));
  const ratio = (cell: ThresholdCell) => {
    const of = base.get(place(cell))!;
    // Beside the reference's own value: an interval of the quotient of two that share their draws is narrower than this one.
    return { y: cell[name] / of, low: cell[`${name}_low`] / of, high: cell[`${name}_high`] / of };
  };
  // The reference keeps its colour for itself.
  const panels = panelsOf(study, [{ ...reference, cells: [] }, ...others], ratio).map((panel) => ({
    ...panel,
    lines: panel.lines.slice(1),
  }));
  const all = panels.flatMap(({ lines }) =>
    lines.flatMap(({ estimates }) => estimates.filter(({ y }) => Number.isFinite(y))),
  );
  const words = quantile === 'q50' ? 'median' : '5 % quantile';
  const most = Math.max(...all.filter(({ x }) => x <= 0).map(({ y }) => y));
  const top = Math.min(HIGHEST_RATIO, most * 1.1);
  const isCut = all.some(({ y }) => y > top);
  return {
    name: sheetName(`variants-${group}-ratio-${quantile}`, study, key),
    spec: sheet(
      ratioTitle(others, ratio, words, reference.name),
      [
        dataLine(study, key),
        `Largest epsilon: ${words} over that of ${reference.name}. Bars: 95 % intervals.${isCut ? ` Lines go on above ${shortNumber(top)}.` : ''}`,
      ],
      [
        linesPart(panels, axisFromZero(top, `${quantile === 'q50' ? 'median' : '5 %'} / ${reference.name}`), [
          rule({ y: 1 }, { color: COLORS.grey, width: 1 }),
        ]),
      ],
      px,
    ),
    caption:
      `The ${words} over draws of the largest epsilon over that of ${reference.name}, against the mean of the regrets over their standard deviation, for each scheme and mapping: ${others.map((each) => each.name).join('; ')}. ` +
      'Distance from 1 is the error of an epsilon that was chosen for the other variant: below 1 it was too large.',
  };
}

/** Which variants have a smaller quantile than the reference wherever the mean is not positive, and which a larger one, their intervals apart. */
function ratioTitle(
  variants: readonly Drawn[],
  ratio: (cell: ThresholdCell) => { low: number; high: number },
  words: string,
  reference: string,
): string {
  const namesOf = (holds: (ends: { low: number; high: number }) => boolean) =>
    variants
      .filter(({ cells }) => cells.filter((cell) => cell.ratio <= 0).every((cell) => holds(ratio(cell))))
      .map(({ name }) => name)
      .join(' and ');
  const [smaller, larger] = [namesOf(({ high }) => high < 1), namesOf(({ low }) => low > 1)];
  const told = [
    ...(smaller ? [`smaller with ${smaller}`] : []),
    ...(larger ? [`larger with ${larger}`] : []),
  ];
  return told.length > 0
    ? `Where the mean is not positive the ${words} is ${told.join(', ')}, than with ${reference}`
    : `The ${words} over that with ${reference}`;
}

function planeFigure(study: ThresholdStudy, key: SheetKey, variants: readonly Drawn[]): Figure {
  const scheme = study.schemes[0]!;
  const columns = variants.map(({ name, cells }) => ({
    heading: name,
    cells: cells.filter((cell) => cell.scheme === scheme),
  }));
  const isScaled = (study.variants ?? []).some(({ epsilonScaling }) => epsilonScaling === 'median');
  const steady = columns.map(({ cells }) => isSteady(cells.filter(({ mean }) => mean < 0)));
  const names = (which: boolean) =>
    variants
      .filter((_, i) => steady[i] === which)
      .map(({ name }) => name)
      .join(', ');
  return {
    name: sheetName('variants-plane', study, key),
    spec: planeSheet({
      title:
        names(true) && names(false)
          ? `The largest epsilon does not depend on a negative mean if ${names(true)}; it does if ${names(false)}`
          : 'The largest epsilon over mean and std of the regrets',
      subtitle: [dataLine(study, { ...key, scheme })],
      mappings: study.mappings,
      ...{ columns, all: columns.flatMap(({ cells }) => cells) },
      colorTitle: `median of the largest epsilon (dex${isScaled ? '; scaled: over |median|' : ''})`,
    }),
    caption:
      `The median over draws of the largest epsilon that separates the weights by a factor of ${shortNumber(key.factor)}, for every mean and standard deviation of the regrets and each mapping: ${variants.map(({ name }) => name).join('; ')}. ` +
      'Where a column of cells keeps its colour from bottom to top one epsilon serves every mean, and where it changes the same epsilon means something else for each.',
  };
}
