/** The heat maps of a narrow sheet: rows of two at most. */

import type { HeatMap } from './map.js';

/**
 * Breaks rows of more than two maps: into pairs if their number is even, otherwise into a row for each
 * column. Each new row names the old row and column that it shows, and has labels on both axes.
 */
export function narrowRows(maps: readonly HeatMap[], columns: number): HeatMap[][] {
  // Maps without a length of their own have a legend in each column, because their colours differ.
  const hasOwnLegends = maps.every(({ legend }) => legend === undefined);
  const rows = columns % 2 === 0 ? pairs(maps, columns) : transposed(maps, columns);
  return rows.map((row, i) => {
    const { x, px } = row[0]!;
    const isLast = i === rows.length - 1;
    const hasLegend = hasOwnLegends || (isLast && maps.some(({ legend }) => legend !== 0));
    const length = row.length === 1 ? x.length : 2 * x.length + px(36);
    return row.map((map, column) => ({
      ...map,
      bottom: isLast || hasOwnLegends,
      legend: hasLegend && column === 0 ? length : 0,
    }));
  });
}

function pairs(maps: readonly HeatMap[], columns: number): HeatMap[][] {
  const rows = Array.from({ length: maps.length / 2 }, (_, i) => maps.slice(2 * i, 2 * i + 2));
  return rows.map((row, i) =>
    row.map(({ rowName: _, ...map }, side) => {
      const column = ((2 * i) % columns) + side;
      const heading = maps[column]!.heading;
      const name = maps[2 * i + side - column]!.rowName;
      return {
        ...map,
        ...(heading && { heading }),
        ...(side === 0 && name !== undefined && { rowName: name }),
      };
    }),
  );
}

function transposed(maps: readonly HeatMap[], columns: number): HeatMap[][] {
  return Array.from({ length: columns }, (_, column) => {
    const own = maps.filter((_map, i) => i % columns === column);
    const title = (maps[column]!.heading ?? []).join(' ');
    return own.map(({ rowName: _, ...map }, row) => ({
      ...map,
      heading: [...(row === 0 && title !== '' ? [title] : []), maps[row * columns]!.rowName ?? ''],
      // Labels without a name: the headings name the map.
      ...(row === 0 && { rowName: '' }),
    }));
  });
}
