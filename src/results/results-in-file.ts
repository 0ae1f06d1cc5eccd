/** Keeps results in a file, because those of a large study do not fit into memory. */

import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { PartResult, Results } from '../study/kinds/kind.js';
import { bodyOf, lengthOf, resultOf } from './journal-records.js';

/** Bytes that are written at once. */
const BATCH_BYTES = 2 ** 20;

export class ResultsInFile implements Results {
  readonly #path: string;
  readonly #file: number;
  /** Position of each result, bytes, and its length; 0 for results that were not set. */
  readonly #positions: Float64Array;
  readonly #lengths: Float64Array;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #end = 0;
  /** The result that was read last. */
  #last: { index: number; result: PartResult } | undefined;

  /**
   * @param path of a new file
   * @param length limit of the indexes
   * @throws the error of the system, as all methods do
   */
  constructor(path: string, length: number) {
    this.#path = path;
    this.#file = openSync(path, 'wx+');
    this.#positions = new Float64Array(length);
    this.#lengths = new Float64Array(length);
  }

  /** @param result must not change afterwards */
  set(index: number, result: PartResult): void {
    const body = bodyOf(result);
    this.#positions[index] = this.#end + this.#waitingBytes;
    this.#lengths[index] = lengthOf(body);
    this.#waiting.push(...body);
    this.#waitingBytes += lengthOf(body);
    if (this.#waitingBytes >= BATCH_BYTES) this.#write();
  }

  at(index: number): PartResult | undefined {
    const length = this.#lengths[index];
    if (!length) return undefined;
    if (this.#last?.index === index) return this.#last.result;
    if (this.#waitingBytes > 0) this.#write();
    const body = Buffer.alloc(length);
    for (let read = 0; read < length;) {
      const count = readSync(this.#file, body, read, length - read, this.#positions[index]! + read);
      if (count === 0) throw new Error('a temporary file of results was changed by another program');
      read += count;
    }
    const result = resultOf(body);
    this.#last = { index, result };
    return result;
  }

  #write(): void {
    const bytes = Buffer.concat(this.#waiting);
    for (let written = 0; written < bytes.length;)
      written += writeSync(this.#file, bytes, written, bytes.length - written, this.#end + written);
    this.#end += bytes.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** Closes and removes the file. */
  remove(): void {
    closeSync(this.#file);
    rmSync(this.#path);
  }
}
