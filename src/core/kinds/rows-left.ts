import type { Statement } from '../plan/plan.ts';
import { RowCollector, type RowsDigest } from '../plan/rows.ts';
import type { Kind } from './kind.ts';

/** The rows that the statements of a plan leave behind, as one digest; units in any order. */
export class RowsLeft {
  readonly #rows = new RowCollector();
  readonly #text: (unit: readonly Statement[]) => string | undefined;
  readonly #key: (unit: readonly Statement[]) => string;

  constructor({ rowText, rowKey }: Pick<Kind, 'rowText' | 'rowKey'>, shared: Readonly<Record<string, string>>) {
    this.#text = rowText(shared);
    this.#key = rowKey?.(shared) ?? ((unit) => unit[0]?.[1] ?? '');
  }

  see(unit: readonly Statement[]): void {
    const text = this.#text(unit);
    if (text !== undefined) this.#rows.add(this.#key(unit), text);
  }

  result(): RowsDigest {
    return this.#rows.result();
  }
}
