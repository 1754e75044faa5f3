import type { Problem } from '../core/problem.ts';
import type { Row } from '../ports.ts';

/**
 * Tells a missing table from one that the role may not see or read, for the rows of TABLES_QUERY. Codes:
 * `database.absent`, `database.permission`.
 */
export function tableProblems(rows: readonly Row[], role: string): Problem[] {
  return rows.flatMap((row): Problem[] => {
    const name = row.name ?? '';
    const schema = name.split('.')[0] ?? '';
    const provision =
      'Provision the database: `cutter sandbox up` for a sandbox; for a server, `cutter sandbox sql` prints the SQL for its owner.';
    if (row.schema_exists !== 't') {
      return [{ code: 'database.absent', message: `The schema ${schema} does not exist.`, hint: provision }];
    }
    if (row.usage !== 't') {
      const message = `The role ${role} has no USAGE on the schema ${schema}, so it cannot see ${name}.`;
      return [
        {
          code: 'database.permission',
          message,
          hint: `Have the owner run: GRANT USAGE ON SCHEMA ${schema} TO ${role};`,
        },
      ];
    }
    if (row.table_exists !== 't') {
      return [{ code: 'database.absent', message: `The table ${name} does not exist.`, hint: provision }];
    }
    if (row.readable !== 't') {
      const message = `The role ${role} may not read ${name}.`;
      return [
        { code: 'database.permission', message, hint: `Have the owner run: GRANT SELECT ON ${name} TO ${role};` },
      ];
    }
    return [];
  });
}
