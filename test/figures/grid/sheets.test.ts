import { describe, expect, it } from 'vitest';
import { BLANK_STYLES } from '../../../src/figures/heat-map/hatching.js';
import type { BlankReason, Box } from '../../../src/figures/heat-map/hatching.js';
import type { Figure } from '../../../src/figures/sheet.js';
import { gridFigures } from '../../../src/figures/grid/sheets.js';
import { panelsOf as allPanels } from '../panels.js';
import { MEANS, STDS, tables } from '../tables.js';
import type { Tables } from '../tables.js';

const figuresOf = ({ study, cells, spread }: Tables) => gridFigures(study, cells, spread);

interface Layer {
  data: { values: (Box & { value?: number })[] };
  mark: { type: string; fill?: string };
  encoding: { fill?: { scale: { domain: [number, number]; type: string; scheme: string }; legend: unknown } };
}
interface Panel {
  width: number;
  height: number;
  layer: Layer[];
}

const panelsOf = (figure: Figure) => allPanels<Panel>(figure);

function colored(panel: Panel): Layer {
  return panel.layer.find((layer) => layer.encoding.fill)!;
}

function blank(panel: Panel, reason: BlankReason): Box[] {
  return (
    panel.layer.find((layer) => layer.mark.type === 'rect' && layer.mark.fill === BLANK_STYLES[reason].fill)
      ?.data.values ?? []
  );
}

function titleOf(figure: Figure): string {
  return (figure.spec.title as { text: string[] }).text.join(' ');
}

const everySize: [string, Tables][] = [
  ['three by three', tables()],
  ['uneven axes', tables({}, [-20, -3, -1, 0], [0.01, 0.03, 0.04, 2])],
  ['one mapping, one value an axis', tables({ mappings: ['potential'] }, [0], [0.3])],
  [
    '81 x 97',
    tables(
      { mappings: ['gradient'] },
      Array.from({ length: 81 }, (_, i) => i / 2 - 20),
      Array.from({ length: 97 }, (_, i) => 10 ** (i / 8 - 6)),
    ),
  ],
];

describe('sheets', () => {
  it('are one per scheme, workers, metric and seed, with different names', () => {
    const figures = figuresOf(
      tables({ schemes: ['forum-2024', 'whitepaper'], workers: [5, 10], seeds: [0, 1, 2] }),
    );
    expect(figures).toHaveLength(2 * 2 * 2 * 3);
    expect(new Set(figures.map((figure) => figure.name)).size).toBe(figures.length);
    expect(figures[0]!.name).toBe('forum-2024-n5-std-weights-seed-0');
  });

  it('are named by metric and seed if nothing else differs', () => {
    expect(figuresOf(tables({ seeds: [1, 2] })).map((figure) => figure.name)).toEqual([
      'std-weights-seed-1',
      'std-weights-seed-2',
      'std-log10-weights-seed-1',
      'std-log10-weights-seed-2',
    ]);
  });

  it('have captions of two sentences', () => {
    for (const figure of figuresOf(tables()))
      expect(figure.caption).toMatch(/^[A-Z][^]*?[a-z)]\. [A-Z](?:(?!\. )[^])*\.$/);
  });

  it('state in the title the mean above which no cell reaches the threshold', () => {
    const [linear, log10] = figuresOf(tables());
    // No cell of the highest mean reaches it.
    const message =
      'Where the mean of the regrets exceeds 0, no epsilon makes the weights differ by a factor of 3.16';
    expect(titleOf(log10!)).toBe(message);
    const { cells } = tables();
    const largest = Math.max(...cells.map((cell) => cell.max_std_weights).filter(Number.isFinite));
    expect(titleOf(linear!)).toBe(
      `${message}; the std of the weights reaches ${Number(largest.toPrecision(2))}`,
    );
  });

  it('are pure: the same tables give the same figures, and are not changed', () => {
    const given = tables();
    const copy = structuredClone(given);
    expect(figuresOf(given)).toEqual(figuresOf(given));
    expect(given).toEqual(copy);
  });
});

describe.each(everySize)('panels, %s', (_, given) => {
  const figures = figuresOf(given);

  it('show every cell exactly once, in whole pixels', () => {
    const cellCount = new Set(given.cells.map(({ mean, std }) => `${mean} ${std}`)).size;
    for (const panel of figures.flatMap(panelsOf)) {
      const boxes = [
        ...colored(panel).data.values,
        ...blank(panel, 'below-threshold'),
        ...blank(panel, 'zero-weight'),
      ];
      expect(boxes).toHaveLength(cellCount);
      expect(boxes.flatMap(({ x, x2, y, y2 }) => [x, x2, y, y2]).every(Number.isInteger)).toBe(true);
      const covered = new Uint8Array(panel.width * panel.height);
      for (const { x, x2, y, y2 } of boxes) {
        for (let row = y; row < y2; row++)
          for (let column = x; column < x2; column++) covered[row * panel.width + column]! += 1;
      }
      expect(covered.every((times) => times === 1)).toBe(true);
    }
  });

  it('are three for each mapping', () => {
    for (const figure of figures) expect(panelsOf(figure)).toHaveLength(3 * given.study.mappings.length);
  });
});

describe('blank cells', () => {
  const [linear, log10] = figuresOf(tables());
  /** The cell of a box as [mean, std]; y points downwards. */
  const cellOf = (panel: Panel, box: Box) => [
    MEANS[2 - Math.floor((3 * box.y) / panel.height)],
    STDS[Math.floor((3 * box.x) / panel.width)],
  ];

  it('in the third column: no epsilon reaches the threshold, or a weight is zero, equally for both metrics', () => {
    for (const figure of [linear!, log10!]) {
      for (const panel of panelsOf(figure).filter((_, i) => i % 3 === 2)) {
        expect(blank(panel, 'below-threshold').map((box) => cellOf(panel, box))).toEqual(
          STDS.map((std) => [10, std]),
        );
        expect(blank(panel, 'zero-weight').map((box) => cellOf(panel, box))).toEqual([
          [-10, 0.01],
          [-10, 1],
        ]);
      }
    }
  });

  it('in the first two columns: only where S is undefined at every epsilon', () => {
    for (const panel of panelsOf(log10!).filter((_, i) => i % 3 < 2)) {
      expect(blank(panel, 'zero-weight').map((box) => cellOf(panel, box))).toEqual([[-10, 0.01]]);
      expect(blank(panel, 'below-threshold')).toEqual([]);
    }
    for (const panel of panelsOf(linear!).filter((_, i) => i % 3 < 2))
      expect(colored(panel).data.values).toHaveLength(9);
  });

  it('are explained in the legend, each reason only if it occurs', () => {
    const text = (figure: Figure) => JSON.stringify(figure.spec);
    expect(text(log10!)).toContain('no epsilon reaches the threshold');
    expect(text(log10!)).toContain('a weight is zero');
    const zeros = text(figuresOf(tables({}, [0], [0.3]))[1]!);
    expect(zeros).not.toContain('no epsilon reaches the threshold');
    expect(zeros).toContain('a weight is zero');
    const filled = tables();
    for (const cell of filled.cells) cell.max_epsilon_threshold = 1;
    expect(text(figuresOf(filled)[0]!)).not.toMatch(/no epsilon reaches the threshold|a weight is zero/);
  });
});

describe('colours', () => {
  const domainOf = (panel: Panel) => colored(panel).encoding.fill!.scale.domain;

  it('have the same scale in every row, in columns 1 and 3, and for column 2 in every sheet of a metric', () => {
    const figures = figuresOf(tables({ seeds: [1, 2], schemes: ['forum-2024', 'whitepaper'] }));
    for (const metric of ['std-weights', 'std-log10-weights']) {
      const panels = figures.filter((figure) => figure.name.includes(`-${metric}-`)).flatMap(panelsOf);
      expect(panels).toHaveLength(4 * 6);
      expect(new Set(panels.filter((_, i) => i % 3 === 1).map((panel) => String(domainOf(panel)))).size).toBe(
        1,
      );
      for (const panel of panels.filter((_, i) => i % 3 !== 1)) expect(domainOf(panel)).toEqual([1e-4, 1e4]);
    }
  });

  it('cover every positive value; the domain ends at powers of ten', () => {
    for (const figure of figuresOf(tables({ seeds: [1, 2] }))) {
      const panel = panelsOf(figure)[1]!;
      const [low, high] = domainOf(panel);
      expect([low, high].map(Math.log10).every(Number.isInteger)).toBe(true);
      for (const { value } of colored(panel).data.values) expect(value! >= low && value! <= high).toBe(true);
    }
  });

  it('are the lowest for a spread of zero or far below the largest, as the legend says', () => {
    const given = tables({ mappings: ['gradient'] });
    Object.assign(given.cells[3]!, { max_std_weights: 0 });
    Object.assign(given.cells[4]!, { max_std_weights: 1e-300 });
    const [linear, log10] = figuresOf(given);
    const panel = panelsOf(linear!)[1]!;
    expect(domainOf(panel)).toEqual([1e-11, 10]);
    expect(
      colored(panel)
        .data.values.map((cell) => cell.value)
        .slice(0, 2),
    ).toEqual([0, 1e-300]);
    expect(JSON.stringify(linear!.spec)).toContain('less than 10⁻¹¹, or zero');
    expect(JSON.stringify(log10!.spec)).not.toContain('or zero');
  });
});

describe('incomplete tables', () => {
  it('are rejected with the key of the incomplete panel', () => {
    const { study, cells, spread } = tables();
    const specOf = (rows: typeof cells) => gridFigures(study, rows, spread)[0]!.spec;
    expect(() => specOf(cells.slice(1))).toThrow(
      new RangeError(
        'cells of forum-2024, gradient, 10 workers, seed 1: expected every mean with every std once, 9 rows, got 8 rows for 8 cells',
      ),
    );
    expect(() => specOf([...cells, cells[0]!])).toThrow('got 10 rows for 9 cells');
    expect(() => gridFigures(study, [], [])).toThrow(RangeError);
  });
});
