/**
 * The variants of a threshold study side by side: lines on an axis of mean over std, or heat maps if the
 * means are in dex.
 */

import type { ThresholdCellRow, ThresholdStudy } from '../../study/kinds/threshold/definition.js';
import { distributionOf } from '../../study/cells.js';
import { short } from '../../text/numbers.js';
import { factorText } from '../data-line.js';
import { planeSheet } from '../heat-map/plane.js';
import { withMinusSigns } from '../labels.js';
import { ORDERED_COLORS } from '../lines/marks.js';
import type { Figure, Layout } from '../sheet.js';
import { evenlySpaced } from '../values.js';
import { cellsOf, tablesOf } from './cells.js';
import { distanceFigures, twoGroups } from './group-distances.js';
import { sheetKeys, sheetName } from './sheet-keys.js';
import type { SheetKey } from './sheet-keys.js';
import { linesFigure } from './variant-lines.js';
import type { VariantCells, VariantStudy } from './variant-panels.js';
import { ratioFigure } from './variant-ratios.js';
import { dataLine, isIndependentOfMean } from './words.js';

/** Groups of variants that change the distribution of the regrets. */
const DISTRIBUTIONS = ['distribution', 'groups'];

type Variant = NonNullable<ThresholdStudy['variants']>[number];

/** @param cells the complete table of the study, in any order */
export function variantFigures(
  study: ThresholdStudy,
  variants: readonly Variant[],
  cells: readonly ThresholdCellRow[],
  layout: Layout,
): Figure[] {
  const own = variants.map(({ name }): VariantCells => {
    const rows = cells.filter((row) => row.variant === name);
    return { name: withMinusSigns(name), variant: name, cells: tablesOf(study, rows, []).cells };
  });
  return sheetKeys(study, false).flatMap((key) => {
    const shown = own.map((each) => ({
      ...each,
      cells: cellsOf(each, { ...key }),
    }));
    if (study.axis === 'mean') return [planeFigure({ study, layout }, key, shown)];
    return groupsOf(variants).flatMap(({ group, all, indices }) => {
      const reference = shown[0]!;
      const others = indices.map((i) => shown[i]!);
      const isNormal = (distributionOf(study, variants[0]) ?? 'normal') === 'normal';
      const two =
        group === 'groups' &&
        isNormal &&
        twoGroups(
          all.map((i) => variants[i]!.groups),
          all.map((i) => shown[i]!),
        );
      if (two) return distanceFigures({ study, layout }, key, reference, two);
      return [
        linesFigure({ study, layout }, key, group, [reference, ...others], all.length),
        // Ratios only for distributions: a user who chooses an epsilon knows p and c, but not the
        // distribution of the regrets.
        ...(DISTRIBUTIONS.includes(group) ? (['q05', 'q50'] as const) : []).map((quantile) =>
          ratioFigure({ study, layout }, key, group, quantile, reference, others),
        ),
      ];
    });
  });
}

/**
 * Groups of variants that change the same fields, by index: all of them, and as many as there are colours.
 * Each group is compared with the first variant.
 */
function groupsOf(variants: readonly Variant[]): { group: string; all: number[]; indices: number[] }[] {
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
    .map(([group, indices]) => ({
      group,
      all: indices,
      indices: evenlySpaced(indices, ORDERED_COLORS.length - 1),
    }));
}

function planeFigure(
  { study, layout }: VariantStudy,
  key: SheetKey,
  variants: readonly VariantCells[],
): Figure {
  const scheme = study.schemes[0]!;
  const columns = variants.map(({ name, cells }) => ({
    heading: name,
    cells: cells.filter((cell) => cell.scheme === scheme),
  }));
  const isScaled = (study.variants ?? []).some(({ epsilonScaling }) => epsilonScaling === 'median');
  const isIndependent = columns.map(({ cells }) => isIndependentOfMean(cells.filter(({ mean }) => mean < 0)));
  const names = (which: boolean) =>
    variants
      .filter((_, i) => isIndependent[i] === which)
      .map(({ name }) => name)
      .join(', ');
  return {
    name: sheetName('variants-plane', study, key),
    get spec() {
      return planeSheet({
        title:
          names(true) && names(false)
            ? `The largest epsilon does not depend on a negative mean if ${names(true)}; it does if ${names(false)}`
            : 'The largest epsilon against mean and std of the regrets',
        subtitle: [dataLine(study, { ...key, scheme }), factorText(key.factor)],
        layout,
        mappings: study.mappings,
        columns,
        all: columns.flatMap(({ cells }) => cells),
        colorTitle: `${layout.isNarrow && isScaled ? 'median epsilon' : 'median of the largest epsilon'} (dex${isScaled ? '; if scaled: multiple of |median|' : ''})`,
      });
    },
    caption:
      `The median over draws of the largest epsilon that separates the weights by a factor of ${short(key.factor)}, for every mean and standard deviation of the regrets and each mapping: ${variants.map(({ name }) => name).join('; ')}. ` +
      'Where a column of cells has one colour, one epsilon suits every mean, and where the colour changes, the largest epsilon depends on the mean.',
  };
}
