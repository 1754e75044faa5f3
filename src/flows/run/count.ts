/** How many rows every table holds, for the matrix of before and after. */
import { CONTENT_TABLES } from '../../core/backup/receipt.ts';
import { countsText } from '../../core/run/matrix.ts';
import { arrayText } from '../../core/sql/array.ts';
import { BACKUP_TABLES_QUERY } from '../../core/sql/backup.ts';
import type { Databases } from '../../ports.ts';
import { reading } from '../reading.ts';

/** The tables of content and ledger that the verifier may read, in one moment; as `countsText` has them. */
export function countRows(databases: Databases, run: string): Promise<string> {
  return reading(databases, `count/${run}`, async (session) => {
    const tables = await session.rows(BACKUP_TABLES_QUERY, [arrayText(CONTENT_TABLES)]);
    const names = tables.filter((row) => row.readable === 'true').map((row) => row.name ?? '');
    // Names come quoted from the catalogue: a name cannot be a parameter.
    const counts = await Promise.all(names.map((name) => session.rows(`SELECT count(*)::text AS rows FROM ${name}`)));
    return countsText(new Map(names.map((name, index) => [name, Number(counts[index]?.[0]?.rows)])));
  });
}
