/** Which rows are not as planned. */
import type { Question } from '../core/plan/question.ts';
import type { Session } from '../ports.ts';

export interface RowDifference {
  readonly address: string;
  readonly what: 'missing' | 'unplanned' | 'different';
}

export interface RowDifferences {
  /** The first of them. */
  readonly differences: readonly RowDifference[];
  readonly moreDifferences: number;
}

/** At most this many differing rows are named. */
const NAMED = 20;

export const named = (differences: readonly RowDifference[]): RowDifferences => ({
  differences: differences.slice(0, NAMED),
  moreDifferences: Math.max(0, differences.length - NAMED),
});

/** `planned` holds the SHA-256 of each row by its key. */
export async function compareLive(
  session: Session,
  { sql, parameters }: Question,
  planned: ReadonlyMap<string, string>,
): Promise<RowDifference[]> {
  const missing = new Map(planned);
  const differences: RowDifference[] = [];
  for (const row of await session.rows(sql, parameters)) {
    const address = row.address ?? '';
    const wanted = planned.get(address);
    if (wanted === undefined) differences.push({ address, what: 'unplanned' });
    else if (wanted !== row.digest) differences.push({ address, what: 'different' });
    missing.delete(address);
  }
  return [...differences, ...[...missing.keys()].map((address): RowDifference => ({ address, what: 'missing' }))];
}
