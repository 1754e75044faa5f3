/**
 * A batch: many statements in one series of messages, with one Parse a template, Bind and Execute a statement, and
 * one Sync at the end.
 *
 * Statements are pulled as the window and the socket allow, and answers are counted as they come; nothing waits for a
 * single statement. The first failure wins: an error of the server, a command tag other than the expected one, an
 * error thrown by the statements, or a lost connection. After any failure but the last the session is ready for ROLLBACK.
 */
import type Connection from 'pg/lib/connection.js';
import { type Batch, type BoundStatement, DatabaseFailure } from '../../ports.ts';
import { Exchange } from './exchange.ts';
import { connectionLost, type ServerError, saidByServer, serverFailure } from './failure.ts';
import { MessageWriter } from './messages.ts';
import { Unanswered } from './unanswered.ts';

/** Bytes that make a write worth while. */
const CHUNK = 64 * 1024;

export class BatchExchange extends Exchange {
  readonly request = undefined;
  /** The number of statements, all answered as expected. */
  readonly answer: Promise<number>;
  readonly #batch: Batch;
  readonly #prefix: string;
  readonly #inTransaction: () => boolean;
  readonly #writer = new MessageWriter(CHUNK + CHUNK / 2);
  readonly #names = new Map<string, string>();
  readonly #unanswered = new Unanswered();
  #answered = 0;
  #connection!: Connection;
  #synced = false;
  #socketFull = false;
  #wake: (() => void) | undefined;
  #failure: { readonly error: unknown; readonly byServer?: ServerError } | undefined;
  #pumping = false;
  /** Set when the server is ready again, or gone. */
  #over = false;
  #resolve!: (count: number) => void;
  #reject!: (error: unknown) => void;

  /** `prefix` makes the names of prepared statements unique in the session. */
  constructor(batch: Batch, prefix: string, inTransaction: () => boolean) {
    super();
    this.#batch = batch;
    this.#prefix = prefix;
    this.#inTransaction = inTransaction;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get written(): boolean {
    return this.#synced;
  }

  write(connection: Connection): void {
    this.#connection = connection;
    if (!this.#inTransaction()) {
      // Outside a transaction the Sync after a failure would commit the statements before it.
      this.#fail(new Error('A batch was sent outside a transaction.'));
      return;
    }
    this.#pumping = true;
    void this.#pump();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const statement = this.#unanswered.shift();
    if (this.#failure !== undefined) return;
    if (text !== statement.tag) {
      const message = `Statement ${statement.number} was answered ${text || 'with nothing'} instead of ${statement.tag}.`;
      this.#fail(new DatabaseFailure({ message, statement, foundTag: text }));
      return;
    }
    this.#answered += 1;
    try {
      this.#batch.onProgress?.(this.#answered);
    } catch (error) {
      this.#fail(error);
    }
    this.#wake?.();
  }

  override handleCopyInResponse(connection: Connection): void {
    connection.sendCopyFail('cutter sends no COPY data');
    // A Sync that was sent already is thrown away in COPY mode; otherwise the error that follows brings one.
    if (this.#synced) connection.sync();
  }

  handleError(error: Error): void {
    if (saidByServer(error)) this.#fail(serverFailure(error, this.#unanswered.first()), error);
  }

  ready(): void {
    this.#over = true;
    this.#settle();
  }

  lost(lastWords: Error | undefined): void {
    const byServer = this.#failure?.byServer;
    if (this.#failure === undefined || byServer !== undefined)
      this.#failure = { error: connectionLost(byServer ?? lastWords) };
    this.#over = true;
    this.#synced = true;
    this.#wake?.();
    this.#settle();
  }

  /** Sends statements until there are no more or something failed; then ends the series. */
  async #pump(): Promise<void> {
    const { statements, window } = this.#batch;
    const step = Math.max(1, window >> 1);
    try {
      const iterator =
        Symbol.iterator in statements ? statements[Symbol.iterator]() : statements[Symbol.asyncIterator]();
      let finished = false;
      try {
        for (let sent = 1; this.#failure === undefined; sent += 1) {
          const next = iterator.next();
          const { done, value } = next instanceof Promise ? await next : next;
          finished = done === true;
          if (finished || this.#failure !== undefined) break;
          this.#add(value);
          if (sent % step === 0) this.#writer.flush();
          if (sent % step === 0 || this.#writer.length >= CHUNK) this.#send();
          if (this.#unanswered.length >= window) await this.#until(() => this.#unanswered.length <= window - step);
          if (this.#socketFull) await this.#until(() => !this.#socketFull);
        }
      } finally {
        if (!finished) await iterator.return?.();
      }
      if (this.#failure === undefined) {
        for (const name of this.#names.values()) this.#writer.closeStatement(name);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#sync();
    this.#pumping = false;
    this.#settle();
  }

  #add(statement: BoundStatement): void {
    let name = this.#names.get(statement.sql);
    if (name === undefined) {
      name = `${this.#prefix}_${this.#names.size}`;
      this.#names.set(statement.sql, name);
      this.#writer.parse(name, statement.sql);
    }
    this.#writer.bind(name, statement.parameters).execute();
    this.#unanswered.push(statement);
  }

  #send(): void {
    const { stream } = this.#connection;
    if (!stream.writable) return;
    if (stream.write(this.#writer.take()) || this.#socketFull) return;
    this.#socketFull = true;
    stream.once('drain', () => {
      this.#socketFull = false;
      this.#wake?.();
    });
  }

  /** Waits until the condition holds, or something failed. */
  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        if (this.#failure === undefined && !condition()) return;
        this.#wake = undefined;
        resolve();
      };
      this.#wake();
    });
  }

  #fail(error: unknown, byServer?: ServerError): void {
    if (this.#failure !== undefined) return;
    this.#failure = byServer === undefined ? { error } : { error, byServer };
    this.#writer.drop();
    this.#sync();
    this.#wake?.();
  }

  /** Ends the series, once. */
  #sync(): void {
    if (this.#synced) return;
    this.#synced = true;
    this.#writer.sync();
    this.#send();
  }

  #settle(): void {
    if (!this.#over || this.#pumping) return;
    if (this.#failure === undefined) this.#resolve(this.#answered);
    else this.#reject(this.#failure.error);
  }
}
