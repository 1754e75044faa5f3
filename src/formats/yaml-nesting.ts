/**
 * Measures how deeply YAML tokens nest, with counters alone.
 *
 * Inside brackets it counts brackets. Outside, every level needs an indentation of its own, or an indicator (`-`, `?`,
 * `:`) before it on the same line; only a sequence may stand at the indentation of its key. So what is built is never
 * deeper than twice this measure.
 */
export class Nesting {
  /** Columns at which something is open, rising. */
  readonly #open: number[] = [];
  #column = 0;
  #brackets = 0;

  /** The depth once the token is read. `type` as the lexer names it; `scalar-text` for the text of a plain scalar. */
  after(type: string | null, token: string): number {
    switch (type) {
      case 'flow-map-start':
      case 'flow-seq-start':
        this.#start();
        this.#brackets++;
        break;
      case 'flow-map-end':
      case 'flow-seq-end':
        if (this.#brackets > 0) this.#brackets--;
        break;
      case 'space':
      case 'newline':
      case 'comment':
      case 'comma':
        break;
      default:
        this.#start();
    }
    const newline = token.lastIndexOf('\n');
    this.#column = newline === -1 ? this.#column + token.length : token.length - newline - 1;
    return this.#open.length + this.#brackets;
  }

  /** The lexer gave up on unclosed brackets. */
  bracketsEnd(): void {
    this.#brackets = 0;
  }

  /** Something starts here: what began further right, or at this column, has ended. */
  #start(): void {
    if (this.#brackets > 0) return;
    while (this.#open.length > 0 && (this.#open.at(-1) as number) >= this.#column) this.#open.pop();
    this.#open.push(this.#column);
  }
}
