/** Bars of the Sobol' indices of each input. */

import {
  degreesOf,
  endsOf,
  sensitivity as definition,
  type InputName,
  type SensitivityRow,
  type SensitivityStudy,
} from '../../study/kinds/sensitivity/definition.js';
import { grouped, percent, short } from '../../text/numbers.js';
import { sheetName } from '../data-line.js';
import type { KindFigures } from '../kind.js';
import { plainLabel } from '../labels.js';
import { COLORS } from '../lines/marks.js';
import { px } from '../lines/panel.js';
import { sheet, WIDE, type Figure, type FigurePart, type Layout } from '../sheet.js';
import { interval } from '../tooltips.js';
import { firstFinite } from '../values.js';

/** Names of the inputs, as on an axis and in a title. */
const NAMES: Record<InputName, string> = {
  ratio: 'mean / std',
  workers: 'number of workers',
  tails: 'tails',
  distance: 'distance of clusters',
  pNorm: 'slope p',
  cNorm: 'offset c',
};

const BARS = [
  { name: 'alone (first order)', index: 'first', color: COLORS.blue },
  { name: 'with interactions (total)', index: 'total', color: COLORS.orange },
] as const;

/** A sheet for each scheme, mapping and seed. */
export const sensitivity: KindFigures<SensitivityStudy> = async (study, { read }, layout = WIDE) => {
  const rows = await read(definition.tables.indices);
  return study.schemes.flatMap((scheme) =>
    study.mappings.flatMap((mapping) =>
      study.seeds.map((seed) =>
        indicesFigure(
          study,
          rows.filter((row) => row.scheme === scheme && row.mapping === mapping && row.seed === seed),
          layout,
        ),
      ),
    ),
  );
};

function indicesFigure(study: SensitivityStudy, rows: readonly SensitivityRow[], layout: Layout): Figure {
  const { scheme, mapping, seed, mean_epsilon, std_epsilon, none } = rows[0]!;
  const sorted = rows.toSorted((a, b) => firstFinite(b.total, -1) - firstFinite(a.total, -1));
  const first = sorted[0]!;
  const names = sorted.map(({ input }) => labelOf(study, input));
  const values = sorted.flatMap((row) =>
    BARS.map(({ name, index }) => ({
      input: labelOf(study, row.input),
      index: name,
      value: row[index],
      low: row[`${index}_low`],
      high: row[`${index}_high`],
      interval: interval(row[`${index}_low`], row[`${index}_high`]),
    })),
  );
  const hasIndex = Number.isFinite(first.total);
  return {
    name: sheetName(`indices-${mapping}`, { ...study, workers: [] }, { scheme, seed }),
    spec: sheet(
      hasIndex
        ? `The recommended epsilon over the std depends most on the ${NAMES[first.input]}`
        : 'No input has a share of the variance: the recommended epsilon over the std does not vary',
      [
        `${scheme}, ${mapping}, factor ${short(study.factor)}, ${percent(study.confidence)} of epochs, ${grouped(study.rows)} rows of settings, ${grouped(study.draws)} epochs each`,
        `Epsilon / std is ${short(mean_epsilon)} in the mean, with a std of ${short(std_epsilon)}; none exists in ${percent(none)} of the settings and counts as 0.`,
      ],
      [barsOf(values, names, layout)],
      px,
      layout,
    ),
    caption:
      "The share of the variance of the recommended epsilon, divided by the standard deviation of the regrets, that each input explains alone and together with all its interactions: first-order and total Sobol' indices with 95 % bootstrap intervals. " +
      'An input with a small total index can be ignored, and a total index above the first-order one means that the effect of the input depends on the others.',
  };
}

function labelOf(study: SensitivityStudy, input: InputName): string {
  const text = input === 'tails' ? tailsText : (value: number) => plainLabel(value, 3);
  const [from, to] = endsOf(study.inputs[input]).map(text);
  return `${NAMES[input]}, ${from} to ${to}`;
}

/** @param tails 1 / degrees of freedom */
function tailsText(tails: number): string {
  const degrees = degreesOf(tails);
  return degrees === Infinity ? 'normal' : `t with ${short(degrees)} df`;
}

/** @param values bars; those that are not finite, and such ends of intervals, are left out */
function barsOf(
  values: readonly { value: number; low: number; high: number }[],
  names: readonly string[],
  { isNarrow }: Layout,
): FigurePart {
  const shown = values.filter(({ value }) => Number.isFinite(value));
  // Data without all bars do not define all places.
  const isPartial = shown.length < values.length;
  const bounded = shown.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const y = {
    field: 'input',
    type: 'nominal',
    sort: [...names],
    title: null,
    axis: { ticks: false, domain: false },
    scale: { paddingInner: 0.3, ...(isPartial && { domain: [...names] }) },
  } as const;
  const indexes = BARS.map(({ name }) => name);
  const yOffset = { field: 'index', sort: indexes, ...(isPartial && { scale: { domain: indexes } }) };
  const x = {
    type: 'quantitative',
    title: 'share of the variance',
    ...(bounded.length === 0 && { scale: { domain: [0, 1] } }),
    axis: {
      grid: true,
      gridColor: '#e8e8e8',
      labelExpr: "replace(format(100 * datum.value, '.0f'), '-', '−') + ' %'",
    },
  };
  return {
    width: isNarrow ? 270 : 480,
    height: { step: 22, for: 'offset' },
    layer: [
      {
        data: { values: shown },
        mark: { type: 'bar', aria: false },
        encoding: {
          y,
          yOffset,
          x: { ...x, field: 'value' },
          color: {
            field: 'index',
            type: 'nominal',
            title: null,
            sort: indexes,
            scale: { domain: indexes, range: BARS.map(({ color }) => color) },
            legend: { orient: 'top', symbolType: 'square', ...(isNarrow && { columns: 1 }) },
          },
        },
      },
      {
        data: { values: bounded },
        mark: { type: 'rule', stroke: COLORS.black, strokeWidth: 1.5, aria: false },
        encoding: { y, yOffset, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
    ],
  } as FigurePart;
}
