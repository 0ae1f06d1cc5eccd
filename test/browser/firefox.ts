/** Drives the Firefox of the system through WebDriver BiDi, the protocol that it speaks itself. */

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { DrivenBrowser } from './driven-browser.js';

const SYSTEM = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

interface Message {
  id?: number;
  result?: unknown;
  message?: string;
  method?: string;
  params?: { level?: string; text?: string };
}

/** @throws {Error} if the system has no Firefox */
export async function launchFirefox(): Promise<DrivenBrowser> {
  const program = SYSTEM.find((path) => existsSync(path));
  if (program === undefined)
    throw new Error('these tests need Firefox: apt-get install --no-install-recommends firefox-esr');
  const profile = mkdtempSync(join(tmpdir(), 'allora-epsilon-firefox-'));
  const browser = spawn(program, ['--headless', '--remote-debugging-port=0', '--profile', profile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const socket = new WebSocket(`${await addressOf(browser)}/session`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));

  const waiting = new Map<number, (message: Message) => void>();
  const complaints: string[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    else if (message.method === 'log.entryAdded' && message.params?.level === 'error')
      complaints.push(message.params.text ?? '');
  });
  let last = 0;
  const send = async (method: string, params: object = {}): Promise<unknown> => {
    const id = ++last;
    const answer = new Promise<Message>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { result, message } = await answer;
    if (result === undefined) throw new Error(`${method}: ${message}`);
    return result;
  };

  await send('session.new', { capabilities: {} });
  await send('session.subscribe', { events: ['log.entryAdded'] });
  const { context } = (await send('browsingContext.create', { type: 'tab' })) as { context: string };
  return {
    complaints,
    async open(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async evaluate(expression) {
      const { result } = (await send('script.evaluate', {
        expression,
        target: { context },
        awaitPromise: true,
      })) as { result: { value?: unknown } };
      return result.value;
    },
    async close() {
      await send('browser.close').catch(() => browser.kill());
      socket.close();
      if (browser.exitCode === null) await new Promise((resolve) => browser.once('exit', resolve));
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** The address at which Firefox listens. It writes it to standard error. */
function addressOf(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(browser.stderr!).on('line', (line) => {
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    browser.once('exit', (status) => reject(new Error(`Firefox ended with status ${status}`)));
  });
}
