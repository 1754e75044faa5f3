/** TLS options of an sslmode. Every choice is spelled out, so that NODE_TLS_REJECT_UNAUTHORIZED changes nothing. */
import type { ConnectionOptions } from 'node:tls';
import type { ServerSettings } from './settings.ts';

export function tlsOptions(
  settings: Pick<ServerSettings, 'host' | 'sslmode' | 'authorities'>,
): false | ConnectionOptions {
  const { host, sslmode, authorities } = settings;
  if (sslmode === 'disable' || host.startsWith('/')) return false;
  const trust = authorities === undefined ? {} : { ca: authorities };
  switch (sslmode) {
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { ...trust, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ...trust, rejectUnauthorized: true };
  }
}
