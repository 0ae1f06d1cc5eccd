import { describe, expect, it } from 'vitest';
import { figuresOf, named, panelsOf, subtitleOf, textsOf, titleOf, valuesOf } from './figure-parts.js';
import { thresholdTables } from './tables.js';

describe('the mapping', () => {
  it('shows the cells of three ratios twice: the lowest, the nearest to zero, the largest with mostly separable draws', () => {
    const given = thresholdTables();
    const figure = named(figuresOf(given), 'mapping-chain-2026');
    const [above, , below] = panelsOf(figure);
    for (const panel of [above!, below!]) expect(valuesOf(panel, 'point')).toHaveLength(3 * 3);
    for (const panel of panelsOf(figure).filter((_, i) => i % 2 === 1)) {
      expect(new Set(textsOf(panel))).toEqual(
        new Set([
          ...(panel.height > 200 ? ['potential'] : []),
          'upper bound',
          'median bound',
          'mean −5 std',
          'mean 0',
          'mean 1 std',
        ]),
      );
    }
    const first = given.cells.find((cell) => cell.scheme === 'chain-2026')!;
    expect(valuesOf(above!, 'point')[0]).toMatchObject({
      x: first.std,
      y: first.epsilon_q50,
      low: first.epsilon_q50_low,
      high: first.epsilon_q50_high,
    });
    expect(valuesOf(below!, 'point')[0]!.y).toBe(first.epsilon_q50 / first.std);
  });

  it('is not drawn for a single std', () => {
    expect(figuresOf(thresholdTables({ std: [1] })).filter(({ name }) => name.startsWith('mapping'))).toEqual(
      [],
    );
  });

  it('has bands without a lower edge where 5 % or more of the draws have no epsilon', () => {
    const panel = panelsOf(named(figuresOf(thresholdTables()), 'mapping-chain-2026'))[2]!;
    const lowest = Math.min(...valuesOf(panel, 'area').map(({ y }) => y!));
    expect(lowest).toBeLessThan(0);
  });
});

describe('the collapse', () => {
  const given = thresholdTables();
  const figure = named(figuresOf(given), 'collapse');

  it('shows every cell with a median once, and counts the others', () => {
    const filled = given.cells.filter(({ epsilon_q50 }) => !Number.isNaN(epsilon_q50));
    const drawn = panelsOf(figure).map((panel) => valuesOf(panel, 'point').length);
    expect(drawn).toEqual([12, 12, 12, 12]);
    expect(filled).toHaveLength(48);
    expect(subtitleOf(figure)).toContain(
      `${given.cells.length - 48} of ${given.cells.length} cells have no point: at most half of their draws have an epsilon`,
    );
  });

  it('has a band wherever the 95 % quantile exists, from zero where the 5 % quantile does not', () => {
    for (const panel of panelsOf(figure)) {
      const band = valuesOf(panel, 'area');
      expect(band.map(({ x }) => x)).toEqual(Array(3).fill([-5, -1, 0, 1, 3]).flat());
      for (const { x, y, y2 } of band) {
        expect(y2!).toBeGreaterThan(y!);
        expect(y === 0).toBe(x! > 0);
      }
    }
  });
});

describe('separable draws', () => {
  it('are shown for every cell, in per cent', () => {
    const given = thresholdTables({ factor: [2, 4] });
    const panels = panelsOf(named(figuresOf(given), 'separable'));
    expect(panels.flatMap((panel) => valuesOf(panel, 'point'))).toHaveLength(given.cells.length);
    expect(valuesOf(panels[0]!, 'point').map(({ y }) => y)).toContain(100 * given.cells[0]!.attainable);
    for (const panel of panels)
      expect(textsOf(panel)).toEqual(expect.arrayContaining(['factor 2', 'factor 4']));
  });

  it('have a title that is true for all schemes', () => {
    const given = thresholdTables();
    const titled = () => titleOf(named(figuresOf(given), 'separable'));
    expect(titled()).toBe(
      'At least 95 % of draws are separable at factor 3.16 up to mean/std 0 with the gradient, up to mean/std 1 with the potential',
    );
    for (const cell of given.cells)
      if (cell.scheme === 'chain-2026' && cell.mean === 0) cell.attainable_low = 0.949;
    expect(titled()).toContain('up to mean/std −1 with both mappings');
    for (const cell of given.cells) cell.attainable_low = cell.mapping === 'gradient' ? 1 : 0.5;
    expect(titled()).toContain('at every mean/std with the gradient, at no mean/std with the potential');
  });

  it('have at most six lines, including those of the outermost factors', () => {
    const factor = [1.5, 2, 2.5, 3, 3.5, 4, 5, 6];
    const [panel] = panelsOf(
      figuresOf(thresholdTables({ factor })).find(({ name }) => name === 'separable')!,
    );
    const texts = new Set(textsOf(panel!).filter((text) => text.startsWith('factor')));
    expect(texts.size).toBe(6);
    expect([...texts]).toEqual(expect.arrayContaining(['factor 1.5', 'factor 6']));
  });
});

describe('residuals', () => {
  it('are all shown, in per cent, within the limit in the title', () => {
    const given = thresholdTables();
    const figure = named(figuresOf(given), 'residuals');
    const residuals = given.curves.flatMap((curve) => curve.residuals.map(({ residual }) => 100 * residual));
    const drawn = panelsOf(figure).flatMap((panel) => valuesOf(panel, 'point').map(({ y }) => y!));
    expect(drawn.toSorted((a, b) => a - b)).toEqual(residuals.toSorted((a, b) => a - b));
    const within = Number(/at most ([\d.]+) %/.exec(titleOf(figure))![1]);
    expect(Math.max(...residuals.map(Math.abs))).toBeLessThanOrEqual(within);
    expect(within).toBe(4.8);
  });

  it('name only the mapping above a panel', () => {
    const [panel] = panelsOf(named(figuresOf(thresholdTables()), 'residuals'));
    expect(textsOf(panel!)[0]).toBe('gradient');
  });
});
