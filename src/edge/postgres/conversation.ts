/**
 * The exchanges of one connection, in order. Requests that are known at once are written without waiting for earlier
 * answers, so questions asked together cost one round trip; the answers come in the order of the questions.
 */
import type Client from 'pg/lib/client.js';
import type { Exchange } from './exchange.ts';

export class Conversation {
  readonly #client: Client;
  #waiting: Exchange[] = [];
  #current: Exchange | undefined;
  #lastWords: Error | undefined;
  #ended = false;

  /** The client must be connected. */
  constructor(client: Client) {
    this.#client = client;
    // Registered after the client's own listener, which has made it ready for the next exchange by now.
    client.connection.on('readyForQuery', () => this.#ready());
    client.on('error', (error: Error) => {
      this.#lastWords ??= error;
      client.connection.stream.destroy();
    });
    client.on('end', () => this.#end());
  }

  get ended(): boolean {
    return this.#ended;
  }

  run(exchange: Exchange): void {
    if (this.#ended) {
      exchange.lost(this.#lastWords);
      return;
    }
    this.#waiting.push(exchange);
    this.#advance();
  }

  /** Starts the next exchange if none is running, then writes ahead as far as whole requests are known. */
  #advance(): void {
    if (this.#current === undefined) {
      this.#current = this.#waiting.shift();
      if (this.#current === undefined) return;
      this.#client.query(this.#current);
    }
    if (!this.#current.written) return;
    for (const exchange of this.#waiting) {
      if (exchange.written) continue;
      if (exchange.request === undefined) return;
      exchange.write(this.#client.connection);
    }
  }

  #ready(): void {
    const answered = this.#current;
    this.#current = undefined;
    answered?.ready();
    this.#advance();
  }

  #end(): void {
    this.#ended = true;
    const open = [...(this.#current === undefined ? [] : [this.#current]), ...this.#waiting];
    this.#current = undefined;
    this.#waiting = [];
    for (const exchange of open) exchange.lost(this.#lastWords);
  }
}
