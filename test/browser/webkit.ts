/**
 * Drives the WebKit of the system, the engine of Safari, through the protocol of its inspector. WebDriver does not
 * serve, because WebKit reports no errors of pages to it.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { DrivenBrowser } from './driven-browser.js';

/** The browser that comes with the library, in the folder of the architecture. */
const SYSTEM = readdirSync('/usr/lib').map((name) => `/usr/lib/${name}/webkit2gtk-4.1/MiniBrowser`);
/** WebKit needs a display. This one is in memory. */
const DISPLAY = '/usr/bin/Xvfb';

/** Milliseconds between two questions, and after which a page that was replaced meanwhile is asked again. */
const EVERY = 50;
const PATIENCE = 2000;

interface Message {
  id?: number;
  method?: string;
  params?: { targetInfo?: { targetId: string }; message?: unknown };
  result?: { result?: { value?: unknown; description?: string }; wasThrown?: boolean };
}

/** @throws {Error} if the system has no WebKit or no display in memory */
export async function launchWebKit(): Promise<DrivenBrowser> {
  const program = SYSTEM.find((path) => existsSync(path));
  if (program === undefined || !existsSync(DISPLAY))
    throw new Error(
      'these tests need WebKit: apt-get install --no-install-recommends libwebkit2gtk-4.1-0 xvfb',
    );
  const home = mkdtempSync(join(tmpdir(), 'allora-epsilon-webkit-'));
  const display = spawn(DISPLAY, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [displayNumber] = (await once(display.stdio[3]!, 'data')) as [Buffer];
  const inspector = `127.0.0.1:${await freePort()}`;
  // Only a page that is a file leads to other files.
  const empty = join(home, 'empty.html');
  writeFileSync(empty, '<!doctype html>');
  const browser = spawn(program, ['--private', '--geometry=1280x900', empty], {
    env: {
      ...process.env,
      DISPLAY: `:${displayNumber.toString().trim()}`,
      GDK_BACKEND: 'x11',
      HOME: home,
      WEBKIT_INSPECTOR_HTTP_SERVER: inspector,
    },
    stdio: 'ignore',
  });
  const socket = new WebSocket(await pageOf(inspector, browser));

  const waiting = new Map<number, (message: Message) => void>();
  const complaints: string[] = [];
  let last = 0;
  /** The page. WebKit replaces it when the origin changes. */
  let targetId = '';
  const send = (method: string, params: object = {}): Promise<Message> => {
    const id = ++last;
    const message = JSON.stringify({ id, method, params });
    socket.send(JSON.stringify({ id, method: 'Target.sendMessageToTarget', params: { targetId, message } }));
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  const receive = (text: string) => {
    const message = JSON.parse(text) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    if (message.method !== 'Console.messageAdded') return;
    const entry = message.params!.message as { level: string; text: string };
    if (entry.level === 'error') complaints.push(entry.text);
  };
  const isReady = new Promise<unknown>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const { method, params } = JSON.parse(data.toString()) as Message;
      if (method === 'Target.dispatchMessageFromTarget') receive(params!.message as string);
      if (method !== 'Target.targetCreated') return;
      targetId = params!.targetInfo!.targetId;
      // The messages before this are reported, too.
      resolve(send('Console.enable'));
    });
  });
  await isReady;

  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await send('Runtime.evaluate', { expression, returnByValue: true });
    if (result?.wasThrown !== false) throw new Error(result?.result?.description ?? 'no page');
    return result.result?.value;
  };
  const until = async (condition: string) => {
    const holds = () => evaluate(condition).catch(() => false);
    while ((await Promise.race([holds(), wait(PATIENCE, false)])) !== true) await wait(EVERY);
  };
  await until('location.protocol === "file:"');
  return {
    complaints,
    evaluate,
    async open(url) {
      await evaluate('window.isLeft = true');
      void send('Page.navigate', { url });
      await until(
        'window.isLeft === undefined && location.href !== "about:blank" && document.readyState === "complete"',
      );
    },
    async close() {
      socket.close();
      for (const each of [browser, display]) {
        each.kill();
        if (each.exitCode === null && each.signalCode === null) await once(each, 'exit');
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** The address of the only page. The browser lists its pages soon after it has started. */
async function pageOf(inspector: string, browser: ChildProcess): Promise<string> {
  for (;;) {
    if (browser.exitCode !== null) throw new Error(`WebKit ended with status ${browser.exitCode}`);
    const list = await fetch(`http://${inspector}`).then(
      (response) => response.text(),
      () => '',
    );
    const path = /\/socket\/\d+\/\d+\/WebPage/.exec(list)?.[0];
    if (path !== undefined) return `ws://${inspector}${path}`;
    await wait(EVERY);
  }
}
