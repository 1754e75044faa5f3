/** How the role of the queue reaches the database. */
import { Stop } from '../../core/problem.ts';
import type { Endpoint } from '../postgres/connect.ts';
import type { ServerSettings } from '../postgres/settings.ts';
import { tlsOptions } from '../postgres/tls.ts';

/** Throws Stop `config.connection` where the settings name no role for it. */
export function queueEndpoint(settings: ServerSettings, name: string): Endpoint {
  const login = settings.users.queue;
  if (login === undefined) {
    throw new Stop([
      {
        code: 'config.connection',
        message: 'The settings of the target name no role for the queue.',
        hint: 'Add DOT_CUTTER_QUEUE_DB_USER and DOT_CUTTER_QUEUE_DB_PASSWORD (`cutter worker --sql` prints what the owner installs), or run `cutter batch` with --alone.',
      },
    ]);
  }
  return {
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: login.user,
    password: login.password,
    ssl: tlsOptions(settings),
    name,
    connectSeconds: settings.connectSeconds ?? 10,
  };
}
