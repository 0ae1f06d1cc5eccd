/**
 * A file of finished epochs: one line each, with a checksum, so that an interrupted reading can be resumed.
 * Lines after the first damaged one are dropped.
 */

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { makeFolder } from '../../results/make-folder.js';
import { openOwn } from '../../results/regular-file.js';
import { fileError, UsageError } from '../../text/errors.js';
import { visible } from '../../text/visible.js';
import type { ClosedEpoch } from './events.js';

const FORMAT = 'epochs of allora-epsilon topic, version 1';

const numberOrNull = z.number().nullable();
const epochSchema: z.ZodType<ClosedEpoch> = z.strictObject({
  nonce: z.int(),
  block: z.int(),
  networkLoss: numberOrNull,
  stdnorm: z.string().nullable(),
  workers: z.array(
    z.strictObject({
      address: z.string(),
      role: z.enum(['inferer', 'forecaster']),
      regret: numberOrNull,
      loss: numberOrNull,
      score: numberOrNull,
    }),
  ),
});

/** The topic whose epochs a file keeps. */
interface Owner {
  topic: string;
  chain: string | null;
}

export class KeptEpochs {
  /** Epochs by block. */
  readonly #byBlock = new Map<number, ClosedEpoch[]>();

  /** Bytes of the valid lines. */
  #end = 0;

  private constructor(
    private readonly file: FileHandle | null,
    private readonly path = '',
  ) {}

  /**
   * @param path undefined: nothing is kept
   * @throws {UsageError} if the file is not one of this program, or keeps another topic
   */
  static async open(path: string | undefined, owner: Owner): Promise<KeptEpochs> {
    if (path === undefined) return new KeptEpochs(null);
    let file: FileHandle | undefined;
    try {
      await makeFolder(dirname(path));
      file = await openOwn(path);
      const kept = new KeptEpochs(file, path);
      await kept.#read(path, owner, file);
      return kept;
    } catch (error) {
      await file?.close();
      throw fileError('write', path, error);
    }
  }

  async #read(path: string, { topic, chain }: Owner, file: FileHandle): Promise<void> {
    const header = line({ format: FORMAT, topic, chain });
    const text = await file.readFile('utf8');
    const end = text.indexOf('\n') + 1;
    if (end === 0 && header.startsWith(text)) {
      await file.truncate(0);
      await this.#append(header);
      return;
    }
    if (text.slice(0, end) !== header) {
      const isOurs = text.includes(FORMAT) && text.startsWith('{"sum"');
      throw new UsageError(
        `${visible(path)}: expected finished epochs of topic ${topic} of ${chain ?? 'this chain'}, got ` +
          `${isOurs ? 'those of another topic or chain' : 'another file'}; move it, or choose another file with --out`,
      );
    }
    let valid = end;
    for (const each of text.slice(end).split(/(?<=\n)/)) {
      const epochs = readLine(each);
      if (!epochs) break;
      this.#byBlock.set(epochs.block, epochs.epochs);
      valid += each.length;
    }
    this.#end = Buffer.byteLength(text.slice(0, valid));
    await file.truncate(this.#end);
  }

  async #append(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    // The system may write a part only.
    for (let written = 0; this.file && written < bytes.length;)
      written += (await this.file.write(bytes, written, bytes.length - written, this.#end + written))
        .bytesWritten;
    if (this.file) this.#end += bytes.length;
  }

  /** Number of blocks that are kept. */
  get size(): number {
    return this.#byBlock.size;
  }

  /** undefined: not kept. */
  of(block: number): ClosedEpoch[] | undefined {
    return this.#byBlock.get(block);
  }

  async add(block: number, epochs: ClosedEpoch[]): Promise<void> {
    this.#byBlock.set(block, epochs);
    await this.#append(line({ block, epochs })).catch((error: unknown) => {
      throw fileError('write', this.path, error);
    });
  }

  async close(): Promise<void> {
    await this.file?.close();
  }
}

function line(content: unknown): string {
  const text = JSON.stringify(content);
  return `${JSON.stringify({ sum: sumOf(text), content })}\n`;
}

/** First digits of a checksum: enough to detect damage. */
function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const lineSchema = z.object({
  sum: z.string(),
  content: z.strictObject({ block: z.int(), epochs: z.array(epochSchema).min(1) }),
});

function readLine(text: string) {
  if (!text.endsWith('\n')) return null;
  try {
    const { sum, content } = lineSchema.parse(JSON.parse(text));
    return line(content) === text && sumOf(JSON.stringify(content)) === sum ? content : null;
  } catch {
    return null;
  }
}
