/** The three lanes on a database of the test server, with roles that tests share. */
import type { ServerSettings } from '../../src/edge/postgres/settings.ts';
import type { TestDatabase } from './database.ts';

/** Settings under which every lane is the superuser, for tests of the edge alone. */
export const superuserLanes = (database: TestDatabase): ServerSettings => ({
  host: database.host,
  port: database.port,
  database: database.database,
  sslmode: 'disable',
  users: {
    exec: { user: database.superuser },
    verify: { user: database.superuser },
    owner: { user: database.superuser },
  },
});
