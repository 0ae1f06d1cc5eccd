/** A file of past regrets or losses: chosen or dropped, read in a worker, never sent anywhere. */

import type { Epochs } from '../../epochs/epochs.js';
import { readAsText } from '../../epochs/read-as.js';
import type { FileWords } from '../copies.js';
import {
  FILE_CONTROLS,
  fileWords,
  quantityOf,
  readOptionsOf,
  type FileChoices,
  type Quantity,
} from '../file-options.js';
import type { ReadReply, ReadRequest } from '../reader/messages.js';
import type { Announcer } from './announcer.js';
import { byId, html, writeText } from './elements.js';
import { startReader } from './reader-worker.js';

/** Past epochs, and the words of the command that reads them. */
export interface ReadFile {
  /** Number of the reading. */
  id: number;
  epochs: Epochs;
  words: FileWords;
  /** Source text of the call of the library that reads them. */
  call: string;
}

export class FilePanel {
  #file: File | null = null;
  #reading = 0;
  #worker: Promise<Worker> | null = null;

  /** @param onRead receives the epochs; null if the file is removed or refused */
  constructor(
    private readonly onRead: (file: ReadFile | null) => void,
    private readonly announcer: Announcer,
  ) {
    const choice = byId<HTMLInputElement>('file');
    choice.addEventListener('change', () => {
      if (choice.files?.[0]) this.#take(choice.files[0]);
      // The same file can be chosen again after it was changed.
      choice.value = '';
    });
    byId('choose-file').addEventListener('click', () => choice.click());
    byId('remove-file').addEventListener('click', () => {
      this.#remove();
      byId('choose-file').focus();
    });
    byId('file-options').append(...FILE_CONTROLS.map((control) => this.#controlOf(control)));
    for (const radio of this.#radios()) radio.addEventListener('change', () => this.#read());
    this.#acceptDrops();
  }

  #radios(): HTMLInputElement[] {
    return [...document.querySelectorAll<HTMLInputElement>('[name=quantity]')];
  }

  #controlOf({ name, label, option, values }: (typeof FILE_CONTROLS)[number]): HTMLElement {
    const id = `file-${name}`;
    const control = values
      ? html('select', { id }, ...values.map(([value, text]) => html('option', { value }, text)))
      : html('input', { id, type: 'text', autocomplete: 'off', spellcheck: 'false' });
    control.addEventListener('change', () => this.#read());
    const labelled = html('label', { for: id }, label, ' ', html('code', {}, option));
    return html('div', { class: 'field', id: `${id}-field` }, labelled, control);
  }

  #acceptDrops(): void {
    const hasFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
    addEventListener('dragover', (event) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      document.body.classList.add('dropping');
    });
    addEventListener('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) document.body.classList.remove('dropping');
    });
    addEventListener('drop', (event) => {
      document.body.classList.remove('dropping');
      if (!hasFile(event)) return;
      event.preventDefault();
      const file = event.dataTransfer!.files[0];
      if (file) this.#take(file);
    });
  }

  #take(file: File): void {
    this.#file = file;
    const quantity = quantityOf(file.name);
    for (const radio of this.#radios()) radio.checked = radio.value === quantity;
    for (const { name } of FILE_CONTROLS) this.#control(name).value = '';
    byId('file-box').hidden = false;
    byId('remove-file').hidden = false;
    writeText(byId('file-name'), file.name);
    this.#read();
  }

  #remove(): void {
    this.#reading++;
    this.#file = null;
    byId('file-box').hidden = true;
    byId('remove-file').hidden = true;
    this.onRead(null);
  }

  #control(name: string): HTMLInputElement | HTMLSelectElement {
    return byId<HTMLInputElement>(`file-${name}`);
  }

  #read(): void {
    const file = this.#file;
    if (!file) return;
    const quantity = this.#radios().find(({ checked }) => checked)?.value as Quantity | undefined;
    const id = ++this.#reading;
    byId('file-lossesAre-field').hidden = quantity === 'regrets';
    byId('file-networkLoss-field').hidden = quantity === 'regrets';
    if (!quantity) {
      this.#show('Choose: does this file hold regrets or losses?', false);
      this.onRead(null);
      this.#radios()[0]!.focus();
      return;
    }
    const choices = Object.fromEntries(
      FILE_CONTROLS.map(({ name }) => [name, this.#control(name).value]),
    ) as FileChoices;
    this.#show('Reading …', false);
    const request: ReadRequest = { id, file, name: file.name, options: readOptionsOf(quantity, choices) };
    const words = fileWords(file.name, quantity, choices);
    this.#reply(request, file).then(
      (reply) => this.#finish(reply, words, request),
      (error: unknown) => this.#finish({ id, refusal: (error as Error).message }, words, request),
    );
  }

  async #reply(request: ReadRequest, file: File): Promise<ReadReply> {
    const reply = await this.#ask(request);
    // In WebKit, the worker of a page that was opened from a disk cannot read files. The page can.
    if (!('isUnreadable' in reply && reply.isUnreadable)) return reply;
    return this.#ask({ ...request, file: await file.arrayBuffer() });
  }

  async #ask(request: ReadRequest): Promise<ReadReply> {
    this.#worker ??= startReader();
    const worker = await this.#worker;
    return new Promise((resolve, reject) => {
      worker.addEventListener('message', function receive({ data }: MessageEvent<ReadReply>) {
        if (data.id !== request.id) return;
        worker.removeEventListener('message', receive);
        resolve(data);
      });
      worker.addEventListener(
        'error',
        () => reject(new Error(`${request.name} cannot be read here: use the command`)),
        {
          once: true,
        },
      );
      worker.postMessage(request);
    });
  }

  #finish(reply: ReadReply, words: FileWords, { name, options }: ReadRequest): void {
    if (reply.id !== this.#reading) return;
    if ('refusal' in reply) {
      this.#show(reply.refusal, true);
      this.onRead(null);
      return;
    }
    const { epochs, id } = reply;
    this.#show([readAsText(epochs.readAs!), ...epochs.notes].join(' '), false);
    this.onRead({
      id,
      epochs,
      words,
      call: `await readEpochs(${JSON.stringify(name)}, ${JSON.stringify(options)})`,
    });
  }

  /** Shows how the file was read, or why not; a refusal marks the controls of the options that it names. */
  #show(text: string, isRefusal: boolean): void {
    writeText(byId('file-status'), text);
    byId('file-status').classList.toggle('problems', isRefusal);
    if (isRefusal) this.announcer.say(text);
    for (const { name, option } of FILE_CONTROLS)
      byId(`file-${name}-field`).classList.toggle('wanted', isRefusal && text.includes(option));
    if (isRefusal) byId<HTMLDetailsElement>('file-details').open = true;
  }
}
