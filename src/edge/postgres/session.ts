/** A session on a connected client. Questions asked without waiting for earlier answers share a round trip. */
import type Client from 'pg/lib/client.js';
import type { Batch, Notice, Row, Session } from '../../ports.ts';
import type { Conversation } from './conversation.ts';
import { CommandExchange, RowsExchange } from './exchange.ts';
import { Notices, type ServerNotice } from './notices.ts';
import { BatchExchange } from './pipeline.ts';

/** Time for a goodbye; then the connection is cut. */
const GOODBYE_MS = 2_000;

export class PostgresSession implements Session {
  readonly #client: Client;
  readonly #conversation: Conversation;
  readonly #askToCancel: () => Promise<void>;
  readonly #notices = new Notices();
  #batches = 0;

  constructor(client: Client, conversation: Conversation, askToCancel: () => Promise<void>) {
    this.#client = client;
    this.#conversation = conversation;
    this.#askToCancel = askToCancel;
    client.on('notice', (notice: ServerNotice) => this.#notices.add(notice));
  }

  async rows(sql: string, parameters: readonly (string | null)[] = []): Promise<readonly Row[]> {
    const exchange = new RowsExchange(sql, parameters);
    this.#conversation.run(exchange);
    return exchange.answer;
  }

  async command(sql: string): Promise<string> {
    const exchange = new CommandExchange(sql);
    this.#conversation.run(exchange);
    return exchange.answer;
  }

  async send(batch: Batch): Promise<number> {
    this.#batches += 1;
    const exchange = new BatchExchange(
      batch,
      `cutter_${this.#batches}`,
      () => this.#client.getTransactionStatus() !== 'I',
    );
    this.#conversation.run(exchange);
    return exchange.answer;
  }

  notices(): readonly Notice[] {
    return this.#notices.list();
  }

  cancel(): Promise<void> {
    return this.#askToCancel();
  }

  async close(): Promise<void> {
    if (this.#conversation.ended) return;
    const patience = setTimeout(() => this.#client.connection.stream.destroy(), GOODBYE_MS);
    await this.#client.end();
    clearTimeout(patience);
  }
}
