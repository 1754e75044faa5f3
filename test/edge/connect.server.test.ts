import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Stop } from '../../src/core/problem.ts';
import { Secret } from '../../src/core/secret.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import type { ServerSettings } from '../../src/edge/postgres/settings.ts';
import type { Session } from '../../src/ports.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { superuserLanes } from '../support/lanes.ts';

let database: TestDatabase;
let settings: ServerSettings;

beforeAll(async () => {
  database = await freshDatabase();
  settings = superuserLanes(database);
  await database.query(`
    CREATE ROLE needs_password LOGIN PASSWORD 'right';
    CREATE ROLE cannot_log_in NOLOGIN;
    CREATE ROLE only_two LOGIN CONNECTION LIMIT 2;
    CREATE ROLE styled LOGIN;
    ALTER ROLE styled SET timezone = 'Asia/Ho_Chi_Minh';
    ALTER ROLE styled SET datestyle = 'German'`);
});
afterAll(async () => {
  await database.drop();
  for (const role of ['needs_password', 'cannot_log_in', 'only_two', 'styled']) {
    await (await freshDatabase()).query(`DROP ROLE ${role}`);
  }
});

const as = (user: string, password?: string): ServerSettings => ({
  ...settings,
  users: { ...settings.users, exec: { user, ...(password === undefined ? {} : { password: new Secret(password) }) } },
});

const open = (with_: ServerSettings): Promise<Session> => serverDatabases(with_).open('exec', { name: 'cutter/test' });

async function refusal(with_: ServerSettings): Promise<{ code: string | undefined; hint: string; message: string }> {
  const error: unknown = await open(with_).then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Stop)) throw error;
  expect(error.problems).toHaveLength(1);
  const [problem] = error.problems;
  return { code: problem?.code, hint: problem?.hint ?? '', message: problem?.message ?? '' };
}

describe('a connection that is refused', () => {
  it('because nothing listens', async () => {
    expect(await refusal({ ...settings, port: 1 })).toMatchObject({ code: 'database.unreachable' });
    expect(await refusal({ ...settings, host: 'nowhere.invalid' })).toMatchObject({ code: 'database.unreachable' });
  });

  it('because the database is not there', async () => {
    expect(await refusal({ ...settings, database: 'missing_one' })).toMatchObject({
      code: 'database.absent',
      message: expect.stringContaining('missing_one'),
    });
  });

  it('because the user cannot log in, or gives the wrong password or none', async () => {
    for (const login of [
      as('cannot_log_in'),
      as('no_such_user'),
      as('needs_password', 'wrong'),
      as('needs_password'),
    ]) {
      const { code, message, hint } = await refusal(login);
      expect(code).toBe('config.connection');
      if (login.users?.exec?.user === 'no_such_user') expect(hint).toMatch(/^If the role is not there yet.*sandbox up/);
      expect(message).not.toContain('wrong');
    }
    await (await open(as('needs_password', 'right'))).close();
  });

  it('because the role has no connection left', async () => {
    const sessions = [await open(as('only_two')), await open(as('only_two'))];
    expect(await refusal(as('only_two'))).toMatchObject({ code: 'gate.connections' });
    for (const session of sessions) await session.close();
  });

  it('because the role may not connect to the database', async () => {
    const closed = await freshDatabase();
    await closed.query(`REVOKE CONNECT ON DATABASE ${closed.database} FROM PUBLIC`);
    expect(await refusal({ ...as('styled'), database: closed.database })).toMatchObject({
      code: 'database.permission',
      hint: expect.stringContaining('GRANT CONNECT'),
    });
    await closed.drop();
  });

  it('because the server offers no TLS', async () => {
    expect(await refusal({ ...settings, sslmode: 'require' })).toMatchObject({
      code: 'database.unreachable',
      hint: expect.stringContaining('sslmode'),
    });
  });

  it('because a field is empty or the lane has no user: all problems together', async () => {
    const error: unknown = await open({ ...settings, host: '', database: '', port: 0 }).catch((e: unknown) => e);
    expect((error as Stop).problems.map((problem) => problem.message)).toEqual([
      'The connection has no usable host.',
      'The connection has no usable database.',
      'The connection has no usable port.',
    ]);
    const { owner: _owner, ...users } = settings.users;
    const lanes = serverDatabases({ ...settings, users });
    await expect(lanes.open('owner', { name: 'cutter/test' })).rejects.toThrow('config.connection');
  });
});

describe('the environment of the process', () => {
  afterEach(() => vi.unstubAllEnvs());

  const hostile = (folder: string): Record<string, string> => ({
    PGHOST: 'elsewhere.invalid',
    PGHOSTADDR: '192.0.2.1',
    PGPORT: '1',
    PGUSER: 'intruder',
    PGPASSWORD: 'right',
    PGDATABASE: 'elsewhere',
    PGOPTIONS: '-c default_transaction_read_only=on -c search_path=evil',
    PGSSLMODE: 'verify-full',
    PGSSLNEGOTIATION: 'nonsense',
    PGAPPNAME: 'intruder',
    PGREPLICATION: 'database',
    PGBINARY: '1',
    PGCLIENT_ENCODING: 'LATIN1',
    PGCONNECT_TIMEOUT: '1',
    PGTZ: 'Asia/Ho_Chi_Minh',
    PGDATESTYLE: 'German',
    PGPASSFILE: join(folder, 'pgpass'),
    PGSERVICE: 'intruder',
  });

  it('has no part in a connection', async () => {
    for (const [name, value] of Object.entries(hostile(temporaryFolder()))) vi.stubEnv(name, value);
    const session = await open(settings);
    const [row] = await session.rows(
      `SELECT current_user AS user, current_database() AS database, current_setting('search_path') AS path,
              current_setting('default_transaction_read_only') AS read_only, current_setting('application_name') AS name,
              current_setting('client_encoding') AS encoding, '2026-01-02 00:00Z'::timestamptz AS time`,
    );
    expect(row).toEqual({
      user: 'postgres',
      database: database.database,
      path: '"$user", public',
      read_only: 'off',
      name: 'cutter/test',
      encoding: 'UTF8',
      time: '2026-01-02 00:00:00+00',
    });
    await session.close();
  });

  it('lends no password, neither from a variable nor from a password file', async () => {
    const folder = temporaryFolder();
    const { PGPASSFILE, PGPASSWORD, ...others } = hostile(folder);
    writeFileSync(join(folder, 'pgpass'), '*:*:*:needs_password:right\n', { mode: 0o600 });
    vi.stubEnv('HOME', folder);
    writeFileSync(join(folder, '.pgpass'), '*:*:*:needs_password:right\n', { mode: 0o600 });
    for (const variables of [{ ...others, PGPASSFILE }, { ...others, PGPASSWORD }, others]) {
      for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value as string);
      expect(await refusal(as('needs_password'))).toMatchObject({
        code: 'config.connection',
        message: expect.stringContaining('asks for the password of needs_password'),
      });
    }
  });
});

it("does not let a role's own settings change how values are written", async () => {
  const session = await open(as('styled'));
  expect(await session.rows("SELECT '2026-01-02 00:00Z'::timestamptz AS time")).toEqual([
    { time: '2026-01-02 00:00:00+00' },
  ]);
  await session.close();
});
