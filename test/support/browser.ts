/** A headless Chromium, spoken to by its own protocol over two pipes: no port is opened, and no package is needed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { findChromium } from './chromium.ts';
import { temporaryFolder } from './folder.ts';

type Values = Readonly<Record<string, unknown>>;

export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

export interface BrowserPage {
  /** The value of an expression; promises are waited for. Throws what it throws. */
  evaluate<T>(expression: string): Promise<T>;
  resize(view: View): Promise<void>;
  click(x: number, y: number): Promise<void>;
  /** A key as `KeyboardEvent.key` names it. */
  press(key: string): Promise<void>;
  screenshot(file: string): Promise<void>;
  /** What the page said or asked for since it was opened: errors, warnings, refused and sent requests. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

export interface Browser {
  open(file: string, view: View): Promise<BrowserPage>;
  close(): Promise<void>;
}

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];

export async function startBrowser(): Promise<Browser> {
  const { file, environment } = await findChromium();
  // Removed at the end of the run: processes of a browser that was killed may write for a moment longer.
  const profile = temporaryFolder();
  const child = spawn(file, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    env: { PATH: process.env.PATH, HOME: profile, LANG: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const line = new Line(child);
  return {
    async open(path, view) {
      const { targetId } = await line.ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await line.ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
      return openPage(line, sessionId, path, view);
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function openPage(line: Line, session: string, path: string, first: View): Promise<BrowserPage> {
  const ask = <T = Values>(method: string, parameters: Values = {}) => line.ask<T>(method, parameters, session);
  const complaints: string[] = [];
  const requests: string[] = [];
  line.on(session, (method, values) => {
    if (method === 'Runtime.exceptionThrown' || method === 'Runtime.consoleAPICalled' || method === 'Log.entryAdded') {
      complaints.push(JSON.stringify(values).slice(0, 500));
    }
    if (method === 'Network.requestWillBeSent') requests.push((values.request as { url: string }).url);
  });
  const resize = async ({ width, height, scheme }: View): Promise<void> => {
    await ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
    await ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  };
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await ask(`${domain}.enable`);
  await resize(first);
  const loaded = line.once(session, 'Page.loadEventFired');
  await ask('Page.navigate', { url: pathToFileURL(path).href });
  await loaded;

  const evaluate = async <T>(expression: string): Promise<T> => {
    const parameters = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await ask<{ result: { value: T }; exceptionDetails?: unknown }>(
      'Runtime.evaluate',
      parameters,
    );
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails).slice(0, 500));
    return result.value;
  };
  /** Until what was asked for is drawn. */
  const settled = async (): Promise<void> => {
    // A page behind another is not drawn.
    await ask('Page.bringToFront');
    await evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
  };
  return {
    complaints,
    requests,
    evaluate,
    async resize(view) {
      await resize(view);
      await settled();
    },
    async click(x, y) {
      for (const type of ['mousePressed', 'mouseReleased']) {
        await ask('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
      }
      await settled();
    },
    async press(key) {
      const text = key.length === 1 ? { text: key } : {};
      await ask('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text });
      await ask('Input.dispatchKeyEvent', { type: 'keyUp', key });
      await settled();
    },
    async screenshot(file) {
      await settled();
      const { data } = await ask<{ data: string }>('Page.captureScreenshot', { format: 'png' });
      writeFileSync(file, Buffer.from(data, 'base64'));
    },
  };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Values;
  readonly result?: Values;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** The two pipes: messages of JSON, each ended by NUL. */
class Line {
  readonly #out: Writable;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners: [session: string, hear: (method: string, values: Values) => void][] = [];
  #last = 0;

  constructor(child: ChildProcess) {
    this.#out = child.stdio[3] as Writable;
    // A browser that is ended closes its pipes; what was asked then fails by its own time limit.
    this.#out.on('error', () => undefined);
    let rest = Buffer.alloc(0);
    (child.stdio[4] as Readable).on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
        this.#hear(JSON.parse(rest.toString('utf8', 0, end)) as Message);
        rest = rest.subarray(end + 1);
      }
    });
  }

  ask<T>(method: string, params: Values = {}, sessionId?: string): Promise<T> {
    const id = ++this.#last;
    this.#out.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result as T);
        else reject(new Error(`${method}: ${error.message}`));
      });
    });
  }

  on(session: string, hear: (method: string, values: Values) => void): void {
    this.#listeners.push([session, hear]);
  }

  once(session: string, wanted: string): Promise<void> {
    return new Promise((resolve) => this.on(session, (method) => method === wanted && resolve()));
  }

  #hear(message: Message): void {
    if (message.id !== undefined) {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
      return;
    }
    for (const [session, hear] of this.#listeners) {
      if (session === message.sessionId) hear(message.method ?? '', message.params ?? {});
    }
  }
}
