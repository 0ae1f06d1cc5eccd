/** Rows of numbers whose count is not known beforehand. */

/**
 * Numbers in a block of rows: 4 MB, so that the last block wastes little memory and few blocks are allocated.
 */
const BLOCK_NUMBERS = 2 ** 19;

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

  /** The block of the last row. */
  last = new Float64Array(0);

  /** Appends a row of NaN. @returns the index of its first number in {@link last} */
  append(): number {
    const index = this.#count++ % this.#perBlock;
    if (index === 0) {
      this.last = new Float64Array(this.#perBlock * this.width).fill(NaN);
      this.#blocks.push(this.last);
    }
    return index * this.width;
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
