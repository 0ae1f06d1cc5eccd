/** Lists whose items are made when they are read, because those of a large study do not fit into memory. */

/** A list that is only read. Arrays are such lists. */
export interface List<T> extends Iterable<T> {
  readonly length: number;
  /** The item at an index from 0; undefined outside of the list. */
  at(index: number): T | undefined;
  reduce<Sum>(add: (sum: Sum, item: T) => Sum, start: Sum): Sum;
}

/** A list whose items are made anew whenever they are read. */
export function lazyList<T>(length: number, itemAt: (index: number) => T): List<T> {
  function* items(): Generator<T> {
    for (let index = 0; index < length; index++) yield itemAt(index);
  }
  return {
    length,
    at: (index) => (index >= 0 && index < length ? itemAt(index) : undefined),
    reduce(add, start) {
      let sum = start;
      for (let index = 0; index < length; index++) sum = add(sum, itemAt(index));
      return sum;
    },
    [Symbol.iterator]: items,
  };
}
