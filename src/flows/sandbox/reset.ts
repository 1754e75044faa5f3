import type { Databases } from '../../ports.ts';
import { demandEmpty } from './contents.ts';
import { demandMark } from './mark.ts';
import { owning } from './owning.ts';
import type { SqlFile } from './sql.ts';
import { type Provisioned, provision } from './up.ts';

/** Owns everything that provisioning makes, and nothing that stood there before: the database was empty. */
const OWNER = 'directus';

/**
 * Drops what provisioning made, with all rows in it, and provisions again, in one transaction. Roles stay: they belong to
 * the server.
 * Throws Stop: `sandbox.not_marked` when this is no sandbox, `database.not_empty` when there are objects in it that
 * provisioning did not make, `sandbox.failed`.
 */
export function sandboxReset(databases: Databases, files: readonly SqlFile[], run: string): Promise<Provisioned> {
  return owning(databases, `sandbox/${run}`, async (session) => {
    await demandMark(session);
    await demandEmpty(
      session,
      'A reset drops only what the sandbox was made with',
      'Drop the named objects yourself, or make a sandbox in another database.',
      OWNER,
    );
    await session.command(`DROP OWNED BY ${OWNER}`);
    return provision(session, files);
  });
}
