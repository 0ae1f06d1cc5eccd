/**
 * Requests to a node: at most ten a second, with time-outs, limits of size and retries. Every failure is one
 * {@link NodeError}, which names the address.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { NodeError } from '../../text/errors.js';
import { short } from '../../text/numbers.js';
import { shortText } from '../../text/visible.js';

/** An answer in JSON. */
export interface NodeAnswer {
  /** Address of the request, for messages. */
  url: string;
  status: number;
  body: unknown;
}

/** How requests are sent. */
export interface ClientOptions {
  /** In place of the built-in one. */
  fetch?: typeof fetch | undefined;
  /** Stops the reading, with its reason. */
  signal?: AbortSignal | undefined;
  /** Called with each answered request. */
  onAnswer?: (() => void) | undefined;
  /** Called before a wait of a second or more, with a sentence. */
  onWait?: ((text: string) => void) | undefined;
  /** Milliseconds between the starts of two requests. Default 110. */
  spacing?: number | undefined;
  /** Milliseconds without a byte until a request counts as unanswered. Default 10 s. */
  timeOut?: number | undefined;
  /** Milliseconds before the second attempt; the next waits are longer. Default 500. */
  firstWait?: number | undefined;
}

/** Milliseconds between requests: nine a second, one less than we promise, because timers are not exact. */
const SPACING = 110;
/** Milliseconds without a byte until a request counts as unanswered. Our choice. */
const TIME_OUT = 10_000;
/** Time-outs that a whole answer may take, so that single bytes do not keep a request alive. */
const MOST_TIME_OUTS = 6;
/** Attempts of one request that fails for a reason that may pass. Our choice. */
const ATTEMPTS = 3;
/** Milliseconds before the second attempt. Our choice. */
const FIRST_WAIT = 500;
/** Longest wait that a node may ask for, in seconds. Our choice. */
const LONGEST_WAIT = 60;
/** Answers 429 to one request after which it fails. Our choice. */
const MOST_BUSY = 5;
/** Largest answer in bytes: ten times the results of a full block. */
export const MOST_BYTES = 32e6;
/** Redirects within the same host that are followed. */
const MOST_REDIRECTS = 3;
/** gRPC codes of a failure that may pass: deadline exceeded, resource exhausted, unavailable. */
const PASSING_CODES = [4, 8, 14];

/** A failure after which another attempt may succeed. */
class PassingError extends NodeError {
  constructor(
    message: string,
    /** Attempts that it counts as: one that took long counts as two. */
    readonly attempts = 1,
  ) {
    super(message);
  }
}

/** Reads JSON from nodes. The clients of one reading share the limit of requests. */
export class Client {
  readonly #options: ClientOptions;
  /** Time of the next request, as of `performance.now()`. */
  #next = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * The answer to a request, also if its status is an error that an attempt would not change.
   * @throws {NodeError} if the node cannot be reached, or answers with something else than JSON
   */
  async get(base: string, path: string): Promise<NodeAnswer> {
    const url = base + path;
    let failures = 0;
    let busy = 0;
    for (;;) {
      try {
        const answer = await this.#attempt(url);
        if (answer.status !== 429) {
          this.#options.onAnswer?.();
          return answer;
        }
        if (++busy > MOST_BUSY)
          throw new NodeError(`${url}: the node refuses requests (429) again and again; try later`);
        this.#pause(answer.wait ?? 2 ** (busy - 1), url);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        if (!(error instanceof PassingError)) throw error;
        failures += error.attempts;
        if (failures >= ATTEMPTS) throw error;
        await this.#sleep((this.#options.firstWait ?? FIRST_WAIT) * 3 ** (failures - 1));
      }
    }
  }

  /** Waits as a node asks. All requests wait. */
  #pause(seconds: number, url: string): void {
    if (seconds > LONGEST_WAIT) {
      throw new NodeError(
        `${url}: the node asks to wait ${short(seconds)} s (429), more than ${LONGEST_WAIT} s; try later`,
      );
    }
    if (seconds >= 1) this.#options.onWait?.(`The node asks to wait ${short(seconds)} s.`);
    this.#next = Math.max(this.#next, performance.now() + 1000 * seconds);
  }

  /** @throws the reason of the signal */
  async #sleep(milliseconds: number): Promise<void> {
    const { signal } = this.#options;
    await sleep(milliseconds, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }

  /** Waits for its turn. */
  async #turn(): Promise<void> {
    const { spacing = SPACING, signal } = this.#options;
    for (;;) {
      signal?.throwIfAborted();
      const now = performance.now();
      if (now >= this.#next) {
        this.#next = now + spacing;
        return;
      }
      await this.#sleep(this.#next - now);
    }
  }

  async #attempt(url: string): Promise<NodeAnswer & { wait?: number | undefined }> {
    const { timeOut = TIME_OUT, signal } = this.#options;
    let address = url;
    for (let redirects = 0; ; redirects++) {
      await this.#turn();
      const ending = new AbortController();
      const abort = () => ending.abort();
      const timer = setTimeout(abort, timeOut);
      const end = performance.now() + MOST_TIME_OUTS * timeOut;
      const onPiece = () => performance.now() < end && timer.refresh();
      signal?.addEventListener('abort', abort);
      try {
        const response = await (this.#options.fetch ?? fetch)(address, {
          redirect: 'manual',
          headers: { accept: 'application/json' },
          signal: ending.signal,
        });
        if (response.status < 300 || response.status > 399) return await answerOf(url, response, onPiece);
        address = redirected(address, response, redirects);
        await response.body?.cancel();
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof NodeError) throw error;
        if (ending.signal.aborted)
          throw new PassingError(`${url}: no answer within ${short(timeOut / 1000)} s`, 2);
        throw new PassingError(`${url}: ${connectionText(error)}`);
      } finally {
        // An answer that is not read to its end would keep the connection.
        ending.abort();
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      }
    }
  }
}

/** The target of a redirect. @throws {NodeError} if it leads to another host, or away from https */
function redirected(address: string, response: Response, redirects: number): string {
  const location = response.headers.get('location') ?? '';
  const from = new URL(address);
  if (location === '' || !URL.canParse(location, address))
    throw new NodeError(`${address}: the node redirects, but names no address`);
  const target = new URL(location, address);
  if (target.host !== from.host || (target.protocol !== from.protocol && target.protocol !== 'https:')) {
    throw new NodeError(
      `${address}: the node redirects to ${target.origin}, another host, which is not followed; if you trust it, name it with --node`,
    );
  }
  if (redirects >= MOST_REDIRECTS) throw new NodeError(`${address}: the node redirects again and again`);
  return target.href;
}

async function answerOf(
  url: string,
  response: Response,
  onPiece: () => void,
): Promise<NodeAnswer & { wait?: number | undefined }> {
  const { status, headers } = response;
  if (status === 429) return { url, status, body: null, wait: waitOf(headers.get('retry-after')) };
  const text = await textOf(url, response, onPiece);
  const body = jsonOf(text);
  if (body === undefined) throw notJson(url, status, text);
  if (status >= 500 && status !== 501 && isPassing(status, body))
    throw new PassingError(`${url}: the node failed (${status}${reasonOf(body)})`);
  return { url, status, body };
}

/** Whether an error of a server may pass. Most errors of the chain have status 500, and stay. */
function isPassing(status: number, body: unknown): boolean {
  const { code, error } = (body ?? {}) as { code?: unknown; error?: unknown };
  if (typeof code === 'number') return PASSING_CODES.includes(code);
  return status !== 500 || typeof error !== 'object' || error === null;
}

/** The reason that a node states. */
export function reasonOf(body: unknown): string {
  const { message, error } = (body ?? {}) as {
    message?: unknown;
    error?: { data?: unknown; message?: unknown };
  };
  const text = [message, error?.data, error?.message].find((each) => typeof each === 'string');
  return typeof text === 'string' ? `: ${shortText(text)}` : '';
}

/** Seconds of a `Retry-After`: a number, or a date. */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}

/** @throws {NodeError} if it is larger than {@link MOST_BYTES}, without reading the rest */
async function textOf(url: string, response: Response, onPiece: () => void): Promise<string> {
  const tooLarge = (size: string) =>
    new NodeError(`${url}: expected an answer of at most ${MOST_BYTES / 1e6} MB, got ${size}`);
  const length = Number(response.headers.get('content-length') ?? 0);
  if (length > MOST_BYTES) throw tooLarge(`${short(length / 1e6)} MB`);
  if (!response.body) return '';
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    onPiece();
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw tooLarge('more');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function notJson(url: string, status: number, text: string): NodeError {
  const place = `${url} (status ${status})`;
  const start = text.trim();
  if (start === '') return new PassingError(`${place}: expected JSON, got an empty answer`);
  if (/^[{[]/.test(start))
    return new PassingError(`${place}: expected JSON, got a part of it (${start.length} characters)`);
  const ErrorType = status >= 500 ? PassingError : NodeError;
  const got = start.startsWith('<') ? 'a web page (HTML)' : `the text ${shortText(start)}`;
  return new ErrorType(
    `${place}: expected JSON, got ${got}; is this the address of a REST API of the chain?`,
  );
}

/** Failures of connections by the code of the system. */
const CONNECTIONS: Record<string, string> = {
  ENOTFOUND: 'the name of the host is unknown',
  EAI_AGAIN: 'the name of the host cannot be looked up now; is this machine online?',
  ECONNREFUSED: 'the host refuses connections',
  ECONNRESET: 'the connection was cut off',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached; is this machine online?',
  UND_ERR_SOCKET: 'the connection was cut off',
  UND_ERR_CONNECT_TIMEOUT: 'the host did not answer',
};

function connectionText(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  const { code, message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code !== undefined && Object.hasOwn(CONNECTIONS, code)) return CONNECTIONS[code]!;
  return `the connection failed: ${shortText(message ?? String(cause))}`;
}
