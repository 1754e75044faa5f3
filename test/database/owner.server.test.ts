/** Provisioning without a superuser, on a server of its own: roles belong to the whole server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stop } from '../../src/core/problem.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import { sandboxReset, sandboxUp } from '../../src/flows/sandbox.ts';
import { adminQuery } from '../support/admin.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { sqlFiles } from './reference.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

test('an owner who may create roles provisions and resets, where the schema public is his', async () => {
  await adminQuery(server, 'postgres', 'CREATE ROLE house LOGIN CREATEROLE');
  await adminQuery(server, 'postgres', 'CREATE DATABASE house OWNER house TEMPLATE template0');
  const databases = serverDatabases({
    host: server.host,
    port: server.port,
    database: 'house',
    sslmode: 'disable',
    users: { exec: { user: 'cutter_exec' }, verify: { user: 'cutter_verify' }, owner: { user: 'house' } },
  });
  const refusal = await sandboxUp(databases, sqlFiles(), 'test').then(
    () => undefined,
    (error: unknown) => error,
  );
  if (Number.parseInt(server.version, 10) < 15) {
    // There the schema public belongs to the superuser, and everybody may create in it.
    expect(refusal).toBeInstanceOf(Stop);
    expect((refusal as Stop).problems).toMatchObject([
      { code: 'sandbox.failed', hint: 'Provision as the owner of the schema public or as a superuser.' },
    ]);
  } else {
    expect(refusal).toBeUndefined();
    await sandboxReset(databases, sqlFiles(), 'test');
  }
});
