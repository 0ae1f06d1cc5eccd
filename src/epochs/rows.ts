/** Rows of numbers whose count is not known beforehand. */

/**
 * Numbers in a block of rows: 4 MB, so that the last block wastes little memory and few blocks are allocated.
 */
const BLOCK_NUMBERS = 2 ** 19;
/** Numbers in the first block of a small table. The block grows up to the size of the others. */
const FIRST_NUMBERS = 2 ** 10;
const GROWTH = 4;

export class Rows {
  /** Shape (rows of a block, width). */
  readonly #blocks: Float64Array[] = [];
  readonly #perBlock: number;
  #count = 0;

  constructor(readonly width: number) {
    this.#perBlock = Math.ceil(BLOCK_NUMBERS / width);
  }

  get count(): number {
    return this.#count;
  }

  /** Appends a copy of a row. */
  push(row: Float64Array): void {
    const from = this.append();
    this.last.set(row, from);
  }

  /** The block of the last row; another one after the next row. */
  last = new Float64Array(0);

  /** Appends a row of NaN. @returns the index of its first number in {@link last} */
  append(): number {
    const index = this.#count++ % this.#perBlock;
    const from = index * this.width;
    if (index === 0 || from === this.last.length) this.#extend(index === 0);
    return from;
  }

  /** Adds a block, or makes the first one larger. */
  #extend(isNew: boolean): void {
    const isFirst = this.#count <= this.#perBlock;
    const wanted = !isFirst ? BLOCK_NUMBERS : isNew ? FIRST_NUMBERS : GROWTH * this.last.length;
    const rows = Math.min(this.#perBlock, Math.ceil(wanted / this.width));
    const block = new Float64Array(rows * this.width).fill(NaN);
    if (isNew) this.#blocks.push(block);
    else {
      block.set(this.last);
      this.#blocks[0] = block;
    }
    this.last = block;
  }

  /** Yields blocks of whole rows, which stay. */
  *blocks(): Generator<Float64Array> {
    for (const [i, block] of this.#blocks.entries()) {
      const left = this.#count - i * this.#perBlock;
      yield block.subarray(0, Math.min(left, this.#perBlock) * this.width);
    }
  }

  /** A view of a row. */
  row(index: number): Float64Array {
    const from = (index % this.#perBlock) * this.width;
    return this.#blocks[Math.floor(index / this.#perBlock)]!.subarray(from, from + this.width);
  }

  /** Count of numbers that are not NaN in each column, shape (width). */
  countValues(): Uint32Array {
    const counts = new Uint32Array(this.width);
    for (const block of this.blocks()) {
      for (let from = 0; from < block.length; from += this.width) {
        for (let column = 0; column < this.width; column++)
          if (!Number.isNaN(block[from + column]!)) counts[column]!++;
      }
    }
    return counts;
  }

  /** Yields blocks of whole rows and drops each of them afterwards, which frees its memory. */
  *take(): Generator<Float64Array> {
    for (let left = this.#count; left > 0; left -= this.#perBlock) {
      yield this.#blocks.shift()!.subarray(0, Math.min(left, this.#perBlock) * this.width);
    }
  }
}
