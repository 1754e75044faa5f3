/** The steps of docs/backup.md, "Restoring for good": a new database that holds what the backup does, guards included. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { majorNeeded } from '../../src/core/backup/versions.ts';
import { findProgram } from '../../src/edge/backup/programs.ts';
import { sandboxSql } from '../../src/flows/sandbox.ts';
import { sqlFiles } from '../database/reference.ts';
import { ROOT, serverWorkplace } from '../support/cutter.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { keyring } from './keyring.ts';
import { serverPorts, take } from './support.ts';

/** Every trigger, whether it is enabled, and every grant. */
const GUARDS = `SELECT string_agg(line, E'\\n' ORDER BY line) AS guards FROM (
  SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled::text) AS line FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
  SELECT concat_ws(' ', oid::regclass, relacl::text) FROM pg_class WHERE relnamespace::regnamespace::text IN ('public', 'cutter_governance')
) AS g`;

test('a lost server is rebuilt from its backup', async () => {
  const keys = keyring();
  const recipient = keys.key('keeper');
  const place = await serverWorkplace();
  const plan = await place.plan();
  await place.approve(plan);
  expect((await place.apply(plan)).outcome).toBe('applied');
  const { receipt, artifactFile } = await take(serverPorts(place.database), recipient);

  const rebuilt = await freshDatabase();
  const [empty, restore] = blocks();
  await rebuilt.query(sandboxSql(sqlFiles()));
  await rebuilt.query(empty ?? '');
  const argv = /pg_restore (.*?) --dbname/.exec(restore ?? '')?.[1]?.split(' ') ?? [];
  expect(argv).toContain('--data-only');
  const { file } = await findProgram('pg_restore', majorNeeded(receipt));
  pgRestore(file, rebuilt, argv, keys.gpg(['--decrypt'], readFileSync(artifactFile)));
  await rebuilt.query(sandboxSql(sqlFiles()));

  const again = await take(serverPorts(rebuilt), recipient);
  expect(again.receipt.tables).toEqual(receipt.tables);
  expect(await rebuilt.query(GUARDS)).toEqual(await place.database.query(GUARDS));
  keys.remove();
});

/** The indented blocks of the section, without their indent. */
function blocks(): string[] {
  const page = readFileSync(`${ROOT}/docs/backup.md`, 'utf8');
  const section = page.slice(page.indexOf('## Restoring for good'));
  return [...section.matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block.replaceAll(/^ {4}/gm, ''));
}

function pgRestore(program: string, database: TestDatabase, argv: readonly string[], input: Uint8Array): void {
  const env = { PGHOST: database.host, PGPORT: String(database.port), PGUSER: database.superuser };
  execFileSync(program, [...argv, `--dbname=${database.database}`], {
    env,
    input,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}
