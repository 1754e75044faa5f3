/** The lanes of a PostgreSQL server. */
import { Stop } from '../../core/problem.ts';
import type { Databases } from '../../ports.ts';
import { connect } from './connect.ts';
import type { ServerSettings } from './settings.ts';
import { tlsOptions } from './tls.ts';

export function serverDatabases(settings: ServerSettings): Databases {
  return {
    witness: 'connection',
    transport: settings.host.startsWith('/') ? 'socket' : settings.sslmode,
    async open(lane, { name }) {
      const login = settings.users[lane];
      if (login === undefined) {
        throw new Stop([
          {
            code: 'config.connection',
            message: `The target names no user for the lane ${lane}.`,
            hint: `Add users.${lane} to the settings of the target.`,
          },
        ]);
      }
      return connect({
        host: settings.host,
        port: settings.port,
        database: settings.database,
        user: login.user,
        password: login.password,
        ssl: tlsOptions(settings),
        name,
        connectSeconds: settings.connectSeconds ?? 10,
      });
    },
  };
}
