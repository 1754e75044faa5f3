import { describe } from 'vitest';
import { openEmbedded } from '../../src/edge/embedded/open.ts';
import { databaseRuns } from '../../src/edge/runs/database.ts';
import { sandboxUp } from '../../src/flows/sandbox.ts';
import { sqlFiles } from '../database/reference.ts';
import { temporaryFolder } from '../support/folder.ts';
import { storeContract } from './store.contract.ts';

describe('runs in the embedded database', () => {
  // Its one session forgets locks whenever another client has its turn; its folder is locked as a whole instead.
  storeContract(
    async () => {
      const server = await openEmbedded(temporaryFolder(), { create: true });
      await sandboxUp(server.databases(), sqlFiles(), 'test');
      return { open: () => databaseRuns(server.databases()), tearDown: () => server.close() };
    },
    { alone: true },
  );
});
