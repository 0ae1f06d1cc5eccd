/**
 * Lines of a table for people: every column as wide as its widest cell, indented by two spaces.
 * @param rows of equal length, the first may be a header
 * @param gap spaces between columns
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  { align, gap }: { align: 'left' | 'right'; gap: number },
): string[] {
  const widths = rows[0]!.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]!.length), 0),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      align === 'left' ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    );
    return `  ${cells.join(' '.repeat(gap))}`.trimEnd();
  });
}
