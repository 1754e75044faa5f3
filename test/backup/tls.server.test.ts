/** pg_dump trusts whom our own connections trust, and nobody else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pgDump } from '../../src/edge/backup/pg-dump.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import type { ServerSettings } from '../../src/edge/postgres/settings.ts';
import { sandboxUp } from '../../src/flows/sandbox.ts';
import { databasesOf, sqlFiles } from '../database/reference.ts';
import { selfSigned } from '../support/certificate.ts';
import { codesOf, refusalOf } from '../support/cutter.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Keyring, keyring } from './keyring.ts';
import { serverPorts, settingsOf, take } from './support.ts';

const named = selfSigned('localhost');
const other = selfSigned('localhost');
let server: TestServer;
let database: TestDatabase;
let keys: Keyring;
let recipient: string;

beforeAll(async () => {
  keys = keyring();
  recipient = keys.key('keeper');
  server = await startServer({ tls: named });
  database = await freshDatabase({ server });
  await sandboxUp(databasesOf(database), sqlFiles(), 'test');
}, 60_000);
afterAll(async () => {
  await server.stop();
  keys.remove();
});

test('verify-full is verify-full for pg_dump, too', async () => {
  const settings = (authorities: string): ServerSettings => ({
    ...settingsOf(database),
    host: 'localhost',
    sslmode: 'verify-full',
    authorities,
  });
  const right = settings(named.certificate);
  const ports = { ...serverPorts(database), databases: serverDatabases(right) };
  const { receipt } = await take({ ...ports, source: pgDump(right) }, recipient);
  expect(receipt.source.database).toBe(database.database);
  const wrong = { ...ports, source: pgDump(settings(other.certificate)) };
  expect(codesOf(await refusalOf(take(wrong, recipient)))).toEqual(['backup.failed']);
  const numeric = { ...ports, source: pgDump({ ...right, host: '127.0.0.1' }) };
  expect(codesOf(await refusalOf(take(numeric, recipient)))).toEqual(['backup.failed']);
});
