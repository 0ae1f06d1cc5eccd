/** Worker that reads tables with the reader of the command. Nothing leaves the browser. */

import { epochsOfInput } from '../../epochs/read-input.js';
import { blobInput } from './blob-input.js';
import type { ReadReply, ReadRequest } from './messages.js';

const scope = globalThis as unknown as {
  onmessage: (event: { data: ReadRequest }) => void;
  postMessage: (reply: ReadReply) => void;
};

scope.onmessage = ({ data }) => {
  void read(data).then((reply) => scope.postMessage(reply));
};

async function read({ id, file, name, options }: ReadRequest): Promise<ReadReply> {
  try {
    return { id, epochs: await epochsOfInput(blobInput(file, name), options) };
  } catch (error) {
    const isUnreadable = error instanceof DOMException && error.name === 'NotReadableError';
    return { id, refusal: (error as Error).message, isUnreadable };
  }
}
