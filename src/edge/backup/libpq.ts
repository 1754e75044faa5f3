/**
 * The environment of a program that uses libpq: the whole of it. The password stands here and never among the arguments,
 * which everybody on the machine can read; files of the user's home are shut out.
 */
import { readFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { rootCertificates } from 'node:tls';
import type { Login, ServerSettings } from '../postgres/settings.ts';

export type LibpqEnvironment = Readonly<Record<string, string>>;

export interface LibpqSettings extends Pick<ServerSettings, 'host' | 'port' | 'sslmode' | 'connectSeconds'> {
  readonly database?: string;
  readonly login: Login;
  readonly name: string;
  /** File of the trusted authorities; see `authoritiesOf`. */
  readonly authorities?: string;
}

export function libpqEnvironment(settings: LibpqSettings): LibpqEnvironment {
  const { host, port, database, login, sslmode, name, connectSeconds = 10, authorities } = settings;
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: login.user,
    ...(database === undefined ? {} : { PGDATABASE: database }),
    ...(login.password === undefined ? {} : { PGPASSWORD: login.password.reveal() }),
    PGSSLMODE: host.startsWith('/') ? 'disable' : sslmode,
    ...(authorities === undefined ? {} : { PGSSLROOTCERT: authorities }),
    PGAPPNAME: name,
    PGCONNECT_TIMEOUT: String(connectSeconds),
    PGCLIENTENCODING: 'UTF8',
    PGGSSENCMODE: 'disable',
    PGPASSFILE: devNull,
    // libpq looks for certificates and services below it.
    HOME: '/nonexistent',
    TZ: 'UTC',
  };
}

/** The certificates of the authorities that our own connections trust, PEM. */
export async function authoritiesOf(settings: Pick<ServerSettings, 'authorities'>): Promise<string> {
  if (settings.authorities !== undefined) return settings.authorities;
  const more = process.env.NODE_EXTRA_CA_CERTS;
  const extra = more === undefined || more === '' ? '' : await readFile(more, 'utf8').catch(() => '');
  return `${rootCertificates.join('\n')}\n${extra}`;
}
