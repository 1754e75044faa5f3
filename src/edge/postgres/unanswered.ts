/** The statements that are sent and not answered, oldest first: a queue that takes no time to shift. */
import type { BoundStatement } from '../../ports.ts';

export class Unanswered {
  #items: (BoundStatement | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(statement: BoundStatement): void {
    this.#items.push(statement);
  }

  first(): BoundStatement | undefined {
    return this.#items[this.#head];
  }

  shift(): BoundStatement {
    const statement = this.#items[this.#head];
    if (statement === undefined) throw new Error('The server answered more statements than were sent.');
    this.#items[this.#head++] = undefined;
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return statement;
  }
}
