import type { Secret } from './secret.ts';

/**
 * How to reach a PostgreSQL server, from the eight DOT_CUTTER_* keys (DOMAIN section 8). Passwords are secrets, which no
 * print-out of it shows.
 */
export const CONNECTION_KEYS = [
  'DOT_CUTTER_DB_HOST',
  'DOT_CUTTER_DB_PORT',
  'DOT_CUTTER_DB_NAME',
  'DOT_CUTTER_DB_SSLMODE',
  'DOT_CUTTER_EXEC_DB_USER',
  'DOT_CUTTER_EXEC_DB_PASSWORD',
  'DOT_CUTTER_VERIFY_DB_USER',
  'DOT_CUTTER_VERIFY_DB_PASSWORD',
] as const;

/** Both or neither: whoever runs batches on several machines gives the role of the queue, too. */
export const QUEUE_KEYS = ['DOT_CUTTER_QUEUE_DB_USER', 'DOT_CUTTER_QUEUE_DB_PASSWORD'] as const;

export type ConnectionKey = (typeof CONNECTION_KEYS)[number] | (typeof QUEUE_KEYS)[number];

/** The modes of libpq that keep their word: `allow` and `prefer` fall back to plain text without saying so. */
export const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

export interface Login {
  readonly user: string;
  readonly password: Secret;
}

export interface Connection {
  /** Name or address; a path that starts with '/' is the folder of a Unix socket. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly database: string;
  readonly sslmode: (typeof SSL_MODES)[number];
  /** Different roles, always. */
  readonly users: { readonly exec: Login; readonly verify: Login; readonly queue?: Login };
}
