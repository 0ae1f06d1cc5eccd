/** Rows that each iteration computes again, because a table of a large study does not fit into memory. */
export function repeatable<Row>(rows: () => Iterator<Row>): Iterable<Row> {
  return { [Symbol.iterator]: rows };
}
