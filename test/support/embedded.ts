/** The embedded database with the reference schema. A cluster takes seconds to make, and a copy of one a tenth of that. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedServer, openEmbedded } from '../../src/edge/embedded/open.ts';
import { sandboxUp } from '../../src/flows/sandbox.ts';
import { sqlFiles } from '../database/reference.ts';
import { making } from './shelf.ts';

/** Opens it in a folder that is not there yet, or is empty. */
export async function embeddedReference(folder: string): Promise<EmbeddedServer> {
  made ??= make();
  cpSync(await made, folder, { recursive: true });
  return openEmbedded(folder);
}

/** The folder of one that is open nowhere. */
let made: Promise<string> | undefined;

async function make(): Promise<string> {
  const { half, folder, done, failed } = making('embedded');
  if (half !== undefined) {
    try {
      const server = await openEmbedded(join(half, 'database'), { create: true });
      await sandboxUp(server.databases(), sqlFiles(), 'test');
      await server.close();
    } catch (error) {
      failed();
      throw error;
    }
    done();
  }
  return join(folder, 'database');
}
