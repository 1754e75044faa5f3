/**
 * Shares the one session of the embedded database among clients.
 *
 * A client that is in a transaction, or in the middle of a series of messages, keeps the session; the others wait.
 * Between clients the session is reset and takes the next one's role and settings. Isolation is cooperative: a role
 * taken by SET SESSION AUTHORIZATION could be given back, and session-level advisory locks and prepared statements do
 * not survive another client's turn.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { farewell, read, SYNC, welcome } from './answers.ts';
import type { Engine } from './engine.ts';
import { type Request, Seat, type Usher } from './seat.ts';

/** A transaction that sits still this long while others wait will never end: they would wait for ever. */
const STILL_MS = 30_000;

export class Multiplexer implements Usher {
  readonly #engine: Engine;
  readonly #seats = new Set<Seat>();
  /** Seats with something to be answered, in order of arrival. */
  readonly #line = new Set<Seat>();
  /** Whose role and settings the session has. */
  #holder: Seat | undefined;
  /** Whether the holder cannot be interrupted. */
  #bound = false;
  #status = 'I';
  #serving: Promise<void> | undefined;
  #still: NodeJS.Timeout | undefined;
  #dead: Error | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** A new client. */
  seat(): Seat {
    const seat = new Seat(this);
    this.#seats.add(seat);
    if (this.#dead !== undefined) seat.destroy(this.#dead);
    return seat;
  }

  arrived(seat: Seat): void {
    this.#line.add(seat);
    this.#serve();
  }

  left(seat: Seat): void {
    this.#seats.delete(seat);
    this.#line.delete(seat);
    this.#serve();
  }

  /** Ends all clients; an open transaction is rolled back. */
  async close(): Promise<void> {
    for (const seat of this.#seats) seat.destroy();
    await this.#serving;
  }

  #serve(): void {
    this.#serving ??= this.#work()
      .catch((error: Error) => this.#die(error))
      .finally(() => {
        this.#serving = undefined;
      });
  }

  async #work(): Promise<void> {
    for (;;) {
      clearTimeout(this.#still);
      if (this.#dead !== undefined) return;
      const holder = this.#holder;
      if (holder !== undefined && !this.#seats.has(holder)) {
        await this.#release();
        continue;
      }
      const seat = this.#bound ? holder : this.#line.values().next().value;
      const request = seat?.inbox.shift();
      if (seat === undefined || request === undefined) {
        if (this.#bound && this.#line.size > 0) this.#still = setTimeout(() => this.#refuseWaiting(), STILL_MS);
        return;
      }
      if (seat.inbox.length === 0) this.#line.delete(seat);
      await this.#answer(seat, request);
      // Lets the answers, signals and timers through between two requests.
      await nextTurn();
    }
  }

  async #answer(seat: Seat, request: Request): Promise<void> {
    if (request.startup !== undefined) {
      const { user = '', database: _database, client_encoding: _encoding, ...settings } = request.startup;
      seat.role = user;
      seat.settings = Object.entries(settings);
      const refusal = await this.#takeTurn(seat).then(
        () => undefined,
        (error: Error) => error,
      );
      if (refusal !== undefined) {
        this.#holder = undefined;
        seat.push(farewell('28000', refusal.message));
        seat.push(null);
        seat.end();
        request.done();
        return;
      }
      seat.push(welcome());
    } else if (this.#holder !== seat) {
      await this.#takeTurn(seat);
    }
    if (request.messages.length > 0) {
      const answers = await this.#engine.exchange(request.messages);
      const { status, complete } = read(answers);
      this.#status = status ?? this.#status;
      this.#bound = !complete || this.#status !== 'I';
      if (!seat.readableEnded && !seat.destroyed) seat.push(answers);
    }
    request.done();
  }

  /** Gives the session to a client: the former one's settings are kept for its next turn. */
  async #takeTurn(seat: Seat): Promise<void> {
    const former = this.#holder;
    if (former !== undefined) {
      const rows = await this.#engine.rows("SELECT name, setting FROM pg_settings WHERE source = 'session'");
      former.settings = rows.map(({ name, setting }) => [name as string, setting as string]);
    }
    this.#holder = undefined;
    await this.#engine.run('DISCARD ALL');
    for (const [name, value] of seat.settings) {
      await this.#engine.run(`SELECT set_config(${literal(name)}, ${literal(value)}, false)`);
    }
    await this.#engine.run(`SET SESSION AUTHORIZATION ${literal(seat.role)}`);
    this.#holder = seat;
  }

  /** The holder is gone: what it left open is ended and rolled back. */
  async #release(): Promise<void> {
    if (this.#bound) {
      await this.#engine.exchange(SYNC);
      await this.#engine.run('ROLLBACK');
    }
    this.#bound = false;
    this.#status = 'I';
    this.#holder = undefined;
  }

  #refuseWaiting(): void {
    for (const seat of this.#line) {
      seat.destroy(new Error('another connection keeps the only session of the embedded database in a transaction'));
    }
  }

  #die(error: Error): void {
    this.#dead = error;
    for (const seat of this.#seats) seat.destroy(error);
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
