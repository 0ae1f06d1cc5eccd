/** A table without borders, for the console. */

export type Cell = string | number;

/** Aligns columns: the first and the last to the left, numbers between them to the right. */
export function textTable(rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map(String));
  const widths = texts[0]!.map((_, column) => Math.max(...texts.map((row) => row[column]!.length)));
  return texts
    .map((row) =>
      row
        .map((text, column) => {
          const isLeft = column === 0 || column === row.length - 1;
          return isLeft ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
