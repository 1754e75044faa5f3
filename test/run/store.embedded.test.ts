import { describe } from 'vitest';
import { databaseRuns } from '../../src/edge/runs/database.ts';
import { embeddedReference } from '../support/embedded.ts';
import { temporaryFolder } from '../support/folder.ts';
import { storeContract } from './store.contract.ts';

describe('runs in the embedded database', () => {
  // Its one session forgets locks whenever another client has its turn; its folder is locked as a whole instead.
  storeContract(
    async () => {
      const server = await embeddedReference(temporaryFolder());
      return { open: () => databaseRuns(server.databases()), tearDown: () => server.close() };
    },
    { alone: true },
  );
});
