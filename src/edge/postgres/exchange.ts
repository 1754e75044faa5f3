/**
 * One question to the server and its answer, up to ReadyForQuery.
 *
 * An exchange is settled only when the server is ready again, or the connection has ended: an error that is followed
 * by the end of the connection is a lost connection, whatever its text says in whatever language.
 */
import type { Submittable } from 'pg/lib/client.js';
import type Connection from 'pg/lib/connection.js';
import type { Row } from '../../ports.ts';
import { connectionLost, type ServerError, saidByServer, serverFailure } from './failure.ts';
import { MessageWriter } from './messages.ts';

export abstract class Exchange implements Submittable {
  /** The whole request, where it is known at once: it may be written before the earlier answers are in. */
  abstract readonly request: Buffer | undefined;
  /** Whether the last byte of the request, its Sync, is written, so that another request may follow. */
  abstract readonly written: boolean;
  abstract write(connection: Connection): void;
  /** The server is ready for the next question. */
  abstract ready(): void;
  /** The connection has ended. */
  abstract lost(lastWords: Error | undefined): void;

  submit(connection: Connection): void {
    if (!this.written) this.write(connection);
  }
  handleRowDescription(_message: { readonly fields: readonly { readonly name: string }[] }): void {}
  handleDataRow(_message: { readonly fields: readonly (string | null)[] }): void {}
  abstract handleCommandComplete(message: { readonly text: string }): void;
  abstract handleError(error: Error): void;
  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
  handleReadyForQuery(): void {}
  handleCopyInResponse(connection: Connection): void {
    connection.sendCopyFail('cutter sends no COPY data');
    // In COPY mode the server has thrown away the Sync that was sent along.
    connection.sync();
  }
}

/** A question whose request is known at once. */
abstract class Single<T> extends Exchange {
  readonly answer: Promise<T>;
  abstract override readonly request: Buffer;
  #written = false;
  #error: ServerError | undefined;
  #resolve!: (value: T) => void;
  #reject!: (error: Error) => void;

  constructor() {
    super();
    this.answer = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  protected abstract value(): T;

  get written(): boolean {
    return this.#written;
  }

  write(connection: Connection): void {
    this.#written = true;
    if (connection.stream.writable) connection.stream.write(this.request);
  }

  handleError(error: Error): void {
    if (saidByServer(error)) this.#error ??= error;
  }

  ready(): void {
    if (this.#error === undefined) this.#resolve(this.value());
    else this.#reject(serverFailure(this.#error));
  }

  lost(lastWords: Error | undefined): void {
    this.#reject(connectionLost(this.#error ?? lastWords));
  }
}

/** A statement under its name; the empty name is that of a statement nobody keeps. */
export interface Prepared {
  readonly name: string;
  /** Absent: it is prepared already. */
  readonly sql?: string;
  /** Called when the server has run it, before any later exchange is answered. */
  readonly done?: () => void;
}

/** One statement with parameters; the answer is its rows. */
export class RowsExchange extends Single<readonly Row[]> {
  readonly request: Buffer;
  #names: readonly string[] = [];
  readonly #rows: Row[] = [];

  readonly #statement: Prepared;

  constructor(statement: Prepared, parameters: readonly (string | null)[]) {
    super();
    this.#statement = statement;
    const { name, sql } = statement;
    const writer = new MessageWriter();
    if (sql !== undefined) writer.parse(name, sql);
    this.request = writer.bind(name, parameters).describePortal().execute().sync().take();
  }

  override handleRowDescription(message: { readonly fields: readonly { readonly name: string }[] }): void {
    this.#names = message.fields.map((field) => field.name);
  }

  override handleDataRow(message: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, string | null> = {};
    for (const [index, name] of this.#names.entries()) row[name] = message.fields[index] ?? null;
    this.#rows.push(row);
  }

  handleCommandComplete(): void {}

  protected value(): readonly Row[] {
    this.#statement.done?.();
    return this.#rows;
  }
}

/** Forgets prepared statements. */
export class CloseExchange extends Single<void> {
  readonly request: Buffer;

  constructor(names: Iterable<string>) {
    super();
    const writer = new MessageWriter();
    for (const name of names) writer.closeStatement(name);
    this.request = writer.sync().take();
  }

  handleCommandComplete(): void {}

  protected value(): void {}
}

/** A statement without parameters; the answer is its command tag. */
export class CommandExchange extends Single<string> {
  readonly request: Buffer;
  #tag = '';

  constructor(sql: string) {
    super();
    this.request = new MessageWriter().query(sql).take();
  }

  handleCommandComplete(message: { readonly text: string }): void {
    this.#tag = message.text;
  }

  override handleCopyInResponse(connection: Connection): void {
    connection.sendCopyFail('cutter sends no COPY data');
  }

  protected value(): string {
    return this.#tag;
  }
}
