/** What a server said unasked: the first thousand notices word by word, the others by number. */
import type { Notice } from '../../ports.ts';

const KEPT = 1000;

/** A notice as node-postgres hands it over. */
export interface ServerNotice {
  readonly severity?: string | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

export class Notices {
  readonly #kept: Notice[] = [];
  #more = 0;

  add(notice: ServerNotice): void {
    if (this.#kept.length === KEPT) {
      this.#more += 1;
      return;
    }
    this.#kept.push({
      severity: notice.severity ?? 'NOTICE',
      sqlstate: notice.code ?? '00000',
      message: notice.message ?? '',
    });
  }

  list(): readonly Notice[] {
    if (this.#more === 0) return [...this.#kept];
    return [...this.#kept, { severity: 'NOTICE', sqlstate: '00000', message: `... and ${this.#more} more notices` }];
  }
}
