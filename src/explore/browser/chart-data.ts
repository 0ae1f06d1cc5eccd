/** The numbers that each chart shows, for downloads. */

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

const tables = new WeakMap<SVGSVGElement, () => ChartTable>();

/** @param table called when the data are downloaded */
export function setChartData(element: SVGSVGElement, table: () => ChartTable): void {
  tables.set(element, table);
}

/** The data of a chart as CSV; an undefined number is an empty cell. */
export function chartCsv(element: SVGSVGElement): string {
  const { columns, rows } = tables.get(element)!();
  const cell = (value: string | number) => (Number.isNaN(value) ? '' : quoted(String(value)));
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
