/** A table to read: everything that its readers need of the system. */

export interface TableInput {
  /** For messages. */
  readonly name: string;
  /** All bytes, in pieces. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The path of a regular file, which Node reads at any offset; null for a stream, and in a browser. */
  readonly path: string | null;
  /**
   * Decompresses gzip, also of several members.
   * @throws {GzipError} if the data are damaged or end too early
   */
  readonly gunzip: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

/** Gzip data that cannot be decompressed. */
export class GzipError extends Error {
  /** @param isShort whether the data end too early */
  constructor(readonly isShort: boolean) {
    super(isShort ? 'gzip data end too early' : 'gzip data are damaged');
  }
}
