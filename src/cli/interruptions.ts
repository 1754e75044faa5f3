const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** While it lasts, SIGINT and SIGTERM abort its signal instead of ending the process. */
export class Interruptions {
  readonly #controller = new AbortController();
  readonly #abort = (): void => this.#controller.abort();

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(): void {
    for (const name of SIGNALS) process.off(name, this.#abort);
  }
}
