import { describe } from 'vitest';
import { openEmbedded } from '../../src/edge/embedded/open.ts';
import { temporaryFolder } from '../support/folder.ts';
import { sessionContract } from './session.contract.ts';

describe('a session on the embedded database', () => {
  sessionContract(async () => {
    const server = await openEmbedded(temporaryFolder(), { create: true });
    const owner = await server.databases().open('owner', { name: 'cutter/test/roles' });
    await owner.command('CREATE ROLE cutter_exec LOGIN; CREATE ROLE cutter_verify LOGIN');
    await owner.close();
    return { databases: server.databases(), tearDown: () => server.close() };
  });
});
