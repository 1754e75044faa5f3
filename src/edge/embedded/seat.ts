/** One client of the embedded database, as a duplex stream that node-postgres takes for a socket. */
import { Duplex } from 'node:stream';
import { FrameSplitter } from './frames.ts';

/** Whole messages that wait for their turn; `done` lets the client write on. */
export interface Request {
  readonly messages: Buffer;
  readonly startup: Readonly<Record<string, string>> | undefined;
  readonly done: () => void;
}

export interface Usher {
  /** The seat has something to be answered. */
  arrived(seat: Seat): void;
  /** The client has said goodbye, or its stream was destroyed. */
  left(seat: Seat): void;
}

export class Seat extends Duplex {
  readonly inbox: Request[] = [];
  /** The session authorization of this client. */
  role = '';
  /** Settings of this client, kept while another one has the session. */
  settings: readonly (readonly [name: string, value: string])[] = [];
  readonly #usher: Usher;
  readonly #splitter = new FrameSplitter();

  constructor(usher: Usher) {
    super();
    this.#usher = usher;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const { messages, startup, goodbye } = this.#splitter.push(chunk);
    if (startup === undefined && messages.length === 0) {
      done();
    } else {
      this.inbox.push({ messages, startup, done });
      this.#usher.arrived(this);
    }
    if (goodbye) this.end();
  }

  /** Answers are pushed as they come. */
  override _read(): void {}

  override _final(done: () => void): void {
    this.#usher.left(this);
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#usher.left(this);
    done(error);
  }

  // What node-postgres asks of a socket.
  connect(): this {
    setImmediate(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
