/**
 * Checks the vectors of metadata of Arrow (FlatBuffers, https://flatbuffers.dev/internals). The library reads
 * as many elements as a vector states, also billions that its bytes cannot hold.
 */

/** Fields of a table by their numbers: bytes of each element of a vector, a table, or a vector of tables. */
interface TableOf {
  [field: string]: number | (() => TableOf) | [() => TableOf];
}

const keyValue = (): TableOf => ({});
const field = (): TableOf => ({ 5: [field], 6: [keyValue] });
const schema = (): TableOf => ({ 1: [field], 2: [keyValue], 3: 8 });
const recordBatch = (): TableOf => ({ 1: 16, 2: 16, 4: 8 });
const dictionaryBatch = (): TableOf => ({ 1: recordBatch });
const footer = (): TableOf => ({ 1: schema, 2: 24, 3: 24, 4: [keyValue] });
/** Tables of the headers of a message, by their type. */
const HEADERS: Record<number, () => TableOf> = { 1: schema, 2: dictionaryBatch, 3: recordBatch };

/** @throws {Error} if a vector is longer than its bytes */
export function checkMessageVectors(bytes: Uint8Array): void {
  const reader = new VectorCheck(bytes);
  const root = reader.target(0);
  const header = HEADERS[reader.byteOf(root, 1)];
  reader.visit(root, { ...(header && { 2: header }), 4: [keyValue] });
}

/**
 * Checks a footer, and takes the places of dictionaries out of it, so that the library does not read these.
 * @throws {Error} like {@link checkMessageVectors}
 */
export function withoutDictionaries(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const reader = new VectorCheck(copy);
  const root = reader.target(0);
  reader.visit(root, footer());
  const vector = reader.vectorOf(root, 2);
  if (vector !== null) copy.fill(0, vector, vector + 4);
  return copy;
}

class VectorCheck {
  readonly #view: DataView;
  /** Tables that may still be visited: each takes four bytes. */
  #left: number;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.#view = new DataView(buffer, byteOffset, byteLength);
    this.#left = byteLength / 4;
  }

  /** The place to which an offset leads. @throws {RangeError} if it is outside */
  target(at: number): number {
    return at + this.#view.getUint32(at, true);
  }

  /** The place of a field of a table; null if the table does not have it. */
  #place(table: number, number: number): number | null {
    const vtable = table - this.#view.getInt32(table, true);
    if (4 + 2 * number >= this.#view.getUint16(vtable, true)) return null;
    const offset = this.#view.getUint16(vtable + 4 + 2 * number, true);
    return offset === 0 ? null : table + offset;
  }

  byteOf(table: number, number: number): number {
    const place = this.#place(table, number);
    return place === null ? 0 : this.#view.getUint8(place);
  }

  vectorOf(table: number, number: number): number | null {
    const place = this.#place(table, number);
    return place === null ? null : this.target(place);
  }

  visit(table: number, fields: TableOf): void {
    if (this.#left-- < 0) throw new Error('its metadata contradict each other');
    for (const [number, kind] of Object.entries(fields)) {
      const place = this.#place(table, Number(number));
      if (place === null) continue;
      const target = this.target(place);
      if (typeof kind === 'function') {
        this.visit(target, kind());
        continue;
      }
      const length = this.#view.getUint32(target, true);
      const size = typeof kind === 'number' ? kind : 4;
      if (target + 4 + length * size > this.#view.byteLength)
        throw new Error('a vector exceeds its metadata');
      if (typeof kind === 'number') continue;
      for (let i = 0; i < length; i++) this.visit(this.target(target + 4 + 4 * i), kind[0]());
    }
  }
}
