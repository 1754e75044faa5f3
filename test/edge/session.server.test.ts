import { describe } from 'vitest';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import { freshDatabase } from '../support/database.ts';
import { superuserLanes } from '../support/lanes.ts';
import { sessionContract } from './session.contract.ts';

describe('a session on a PostgreSQL server', () => {
  sessionContract(async () => {
    const database = await freshDatabase();
    return { databases: serverDatabases(superuserLanes(database)), tearDown: () => database.drop() };
  });
});
