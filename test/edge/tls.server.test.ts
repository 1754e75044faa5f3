import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { serverSettings } from '../../src/cli/server-settings.ts';
import { Secret } from '../../src/core/secret.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import type { ServerSettings, SslMode } from '../../src/edge/postgres/settings.ts';
import type { Session } from '../../src/ports.ts';
import { adminQuery } from '../support/admin.ts';
import { selfSigned } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { failureOf } from './session.contract.ts';

const named = selfSigned('localhost');
const other = selfSigned('localhost');
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ tls: named });
  await adminQuery(server, 'postgres', "CREATE ROLE needs_password LOGIN PASSWORD 'right'");
});
afterAll(() => server.stop());
afterEach(() => vi.unstubAllEnvs());

function open(sslmode: SslMode, host: string, authorities?: string): Promise<Session> {
  const login = { user: 'needs_password', password: new Secret('right') };
  const settings: ServerSettings = {
    host,
    port: server.port,
    database: 'postgres',
    sslmode,
    users: { exec: login, verify: login },
    ...(authorities === undefined ? {} : { authorities }),
  };
  return serverDatabases(settings).open('exec', { name: 'cutter/test/tls' });
}

async function encrypted(session: Session): Promise<string | null | undefined> {
  const [row] = await session.rows('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
  await session.close();
  return row?.ssl;
}

describe('sslmode', () => {
  it('disable talks in plain text', async () => {
    expect(await encrypted(await open('disable', 'localhost'))).toBe('f');
  });

  it('require encrypts, whoever is there', async () => {
    expect(await encrypted(await open('require', '127.0.0.1'))).toBe('t');
  });

  it('verify-ca wants a trusted certificate, whatever its name', async () => {
    expect(await encrypted(await open('verify-ca', '127.0.0.1', named.certificate))).toBe('t');
    await expect(open('verify-ca', 'localhost', other.certificate)).rejects.toThrow('database.unreachable');
    await expect(open('verify-ca', 'localhost')).rejects.toThrow('database.unreachable');
  });

  it('verify-full wants the name of the host in it, too', async () => {
    expect(await encrypted(await open('verify-full', 'localhost', named.certificate))).toBe('t');
    await expect(open('verify-full', '127.0.0.1', named.certificate)).rejects.toThrow('database.unreachable');
    await expect(open('verify-full', 'localhost')).rejects.toThrow('database.unreachable');
  });

  it('verifies although the environment says not to', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await expect(open('verify-full', 'localhost')).rejects.toThrow('database.unreachable');
  });
});

it('asks for a cancellation over TLS', async () => {
  const session = await open('verify-full', 'localhost', named.certificate);
  const sleeping = failureOf(session.rows('SELECT pg_sleep(30)'));
  await adminQuery(server, 'postgres', 'SELECT pg_sleep(0.1)');
  await session.cancel();
  expect((await sleeping).sqlstate).toBe('57014');
  await session.close();
});

describe('authorities of a target in cutter.yaml', () => {
  const settingsWith = (pem: string): Promise<ServerSettings> => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'authorities.pem'), pem);
    const keys = {
      DB_HOST: 'localhost',
      DB_PORT: String(server.port),
      DB_NAME: 'postgres',
      DB_SSLMODE: 'verify-full',
      EXEC_DB_USER: 'needs_password',
      EXEC_DB_PASSWORD: 'right',
      VERIFY_DB_USER: server.superuser,
      VERIFY_DB_PASSWORD: 'not asked for',
    };
    const lines = Object.entries(keys).map(([key, value]) => `DOT_CUTTER_${key}=${value}\n`);
    writeFileSync(join(folder, 'server.env'), lines.join(''), { mode: 0o600 });
    return serverSettings({ kind: 'server', env_file: 'server.env', authorities: 'authorities.pem' }, folder);
  };
  const connected = async (pem: string) => {
    const databases = serverDatabases(await settingsWith(pem));
    expect(databases.transport).toBe('verify-full');
    return databases.open('exec', { name: 'cutter/test/tls' });
  };

  it('are those that are trusted', async () => {
    expect(await encrypted(await connected(named.certificate))).toBe('t');
    await expect(connected(other.certificate)).rejects.toThrow('database.unreachable');
  });

  it('are certificates', async () => {
    await expect(settingsWith('no certificate\n')).rejects.toThrow('config.connection');
    await expect(settingsWith(named.key)).rejects.toThrow('config.connection');
  });
});
