/** A session on a connected client. Questions asked without waiting for earlier answers share a round trip. */
import { Socket } from 'node:net';
import type Client from 'pg/lib/client.js';
import type { Batch, Notice, QuestionOptions, Row, Session } from '../../ports.ts';
import type { Conversation } from './conversation.ts';
import { CloseExchange, CommandExchange, type Exchange, type Prepared, RowsExchange } from './exchange.ts';
import { Notices, type ServerNotice } from './notices.ts';
import { BatchExchange } from './pipeline.ts';

/** Time for a goodbye; then the connection is cut. */
const GOODBYE_MS = 2_000;

/** Statements named so far: clients of the embedded database share one session, and so its names. */
let named = 0;

export class PostgresSession implements Session {
  readonly #client: Client;
  readonly #conversation: Conversation;
  readonly #askToCancel: () => Promise<void>;
  readonly #notices = new Notices();
  #batches = 0;
  /**
   * Names of the questions that are repeated in this transaction, by their SQL. No longer than that, because the
   * embedded database forgets them when another client has its turn.
   */
  readonly #prepared = new Map<string, string>();
  /** Names of earlier transactions, which the server may still know. */
  #forgotten: string[] = [];

  constructor(client: Client, conversation: Conversation, askToCancel: () => Promise<void>) {
    this.#client = client;
    this.#conversation = conversation;
    this.#askToCancel = askToCancel;
    client.on('notice', (notice: ServerNotice) => this.#notices.add(notice));
    // Registered after the listener of the conversation, which has settled the exchange by now.
    client.connection.on('readyForQuery', () => {
      if (client.getTransactionStatus() !== 'I') return;
      this.#forgotten.push(...this.#prepared.values());
      this.#prepared.clear();
    });
  }

  async rows(
    sql: string,
    parameters: readonly (string | null)[] = [],
    { repeated = false }: QuestionOptions = {},
  ): Promise<readonly Row[]> {
    const exchange = new RowsExchange(repeated ? this.#kept(sql) : { name: '', sql }, parameters);
    this.#run(exchange);
    return exchange.answer;
  }

  async command(sql: string): Promise<string> {
    const exchange = new CommandExchange(sql);
    this.#run(exchange);
    return exchange.answer;
  }

  async send(batch: Batch): Promise<number> {
    this.#batches += 1;
    const exchange = new BatchExchange(
      batch,
      `cutter_${this.#batches}`,
      () => this.#client.getTransactionStatus() !== 'I',
    );
    this.#run(exchange);
    return exchange.answer;
  }

  /** The first time it is prepared, and known from then on. */
  #kept(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return { name: known };
    const name = `cutter_q${++named}`;
    return { name, sql, done: () => void this.#prepared.set(sql, name) };
  }

  #run(exchange: Exchange): void {
    if (this.#forgotten.length > 0) {
      const closing = new CloseExchange(this.#forgotten);
      this.#forgotten = [];
      // Should it fail, the session has ended, and the exchange behind it says so.
      closing.answer.catch(() => undefined);
      this.#conversation.run(closing);
    }
    this.#conversation.run(exchange);
  }

  notices(): readonly Notice[] {
    return this.#notices.list();
  }

  cancel(): Promise<void> {
    return this.#askToCancel();
  }

  async close(): Promise<void> {
    if (this.#conversation.ended) return;
    const { stream } = this.#client.connection;
    const patience = setTimeout(() => stream.destroy(), GOODBYE_MS);
    const ended = this.#client.end().finally(() => clearTimeout(patience));
    if (!(stream instanceof Socket)) return ended;
    // The server has nothing to answer: who waited would wait for the end of its process.
    patience.unref();
    await Promise.race([ended, new Promise((resolve) => stream.once('finish', resolve))]);
    stream.unref();
  }
}
