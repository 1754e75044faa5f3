import type { Databases, Lane, Session } from '../../ports.ts';
import { heardLater } from '../later.ts';
import { interrupted } from './statements.ts';

/**
 * The connections of a run. Once the run is interrupted, the server is asked to stop what it does on each of them: a wait
 * for a lock or a long statement ends when the person says so.
 */
export class Connections {
  readonly #databases: Databases;
  readonly #signal: AbortSignal;
  readonly #cancel = (): void => {
    // A server that is gone cannot be asked.
    for (const opening of this.#opened) void opening.then((session) => session.cancel()).catch(() => undefined);
  };
  /** Open, or being opened. */
  #opened: readonly Promise<Session>[] = [];

  constructor(databases: Databases, signal: AbortSignal) {
    this.#databases = databases;
    this.#signal = signal;
    signal.addEventListener('abort', this.#cancel, { once: true });
  }

  /** `name` is its application_name. Rejects as `Databases.open` does, and with Stop `apply.interrupted`. */
  open(lane: Lane, name: string): Promise<Session> {
    const opening = heardLater(this.#databases.open(lane, { name }));
    this.#opened = [...this.#opened, opening];
    return heardLater(opening.then((session) => this.#wanted(session)));
  }

  /** Nothing is asked on a connection that came too late to be cancelled. */
  #wanted(session: Session): Session {
    if (this.#signal.aborted) throw interrupted();
    return session;
  }

  /** A failure to close hides nothing. */
  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#cancel);
    const opened = this.#opened;
    this.#opened = [];
    await Promise.all(opened.map((session) => session.then((open) => open.close()).catch(() => undefined)));
  }
}
