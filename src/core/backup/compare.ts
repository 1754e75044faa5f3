import type { Problem } from '../problem.ts';
import type { TableFacts, Tables } from './receipt.ts';

/** What a restore gave that is not what the receipt says, one problem a table. Code `backup.restore`. */
export function tableProblems(wanted: Tables, found: Tables, file: string): Problem[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
  return names.flatMap((name): Problem[] => {
    const [want, have] = [own(wanted, name), own(found, name)];
    if (want === undefined) return [differs(file, `The backup also holds the table ${name}.`, [])];
    if (have === undefined) return [differs(file, `The backup does not hold the table ${name}.`, [])];
    const detail = (['rows', 'digest', 'columns'] as const).flatMap((key) =>
      want[key] === have[key] ? [] : [`${key}: receipt ${want[key]}, restored ${have[key]}`],
    );
    return detail.length === 0 ? [] : [differs(file, `The table ${name} is not restored as it was.`, detail)];
  });
}

/** Whether two lists of tables say the same. */
export const sameTables = (a: Tables, b: Tables): boolean => tableProblems(a, b, '').length === 0;

const own = (tables: Tables, name: string): TableFacts | undefined =>
  Object.hasOwn(tables, name) ? tables[name] : undefined;

const differs = (file: string, message: string, detail: readonly string[]): Problem => ({
  code: 'backup.restore',
  message,
  place: { file },
  hint: 'Do not rely on this backup. Run `cutter backup` again, and find out why it differs.',
  detail,
});
