import type { Statement } from '../plan/plan.ts';
import { RowCollector, type RowsDigest } from '../plan/rows.ts';
import type { Kind } from './kind.ts';

export interface PlannedRow {
  readonly key: string;
  readonly text: string;
}

/** The row that the statements of one unit leave behind; undefined where they leave none. */
export function rowReader(
  { rowText, rowKey }: Pick<Kind, 'rowText' | 'rowKey'>,
  shared: Readonly<Record<string, string>>,
): (unit: readonly Statement[]) => PlannedRow | undefined {
  const textOf = rowText(shared);
  const keyOf = rowKey?.(shared) ?? ((unit) => unit[0]?.[1] ?? '');
  return (unit) => {
    const text = textOf(unit);
    return text === undefined ? undefined : { key: keyOf(unit), text };
  };
}

/** The rows that the statements of a plan leave behind, as one digest; units in any order. */
export class RowsLeft {
  readonly #rows = new RowCollector();
  readonly #rowOf: (unit: readonly Statement[]) => PlannedRow | undefined;

  constructor(kind: Pick<Kind, 'rowText' | 'rowKey'>, shared: Readonly<Record<string, string>>) {
    this.#rowOf = rowReader(kind, shared);
  }

  see(unit: readonly Statement[]): void {
    const row = this.#rowOf(unit);
    if (row !== undefined) this.#rows.add(row.key, row.text);
  }

  result(): RowsDigest {
    return this.#rows.result();
  }
}
