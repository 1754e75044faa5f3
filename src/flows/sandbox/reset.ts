import { Stop } from '../../core/problem.ts';
import type { Databases, Session } from '../../ports.ts';
import { demandEmpty } from './contents.ts';
import { demandMark } from './mark.ts';
import { owning } from './owning.ts';
import type { SqlFile } from './sql.ts';
import { type Provisioned, provision } from './up.ts';

/** Owns everything that provisioning makes, and nothing that stood there before: the database was empty. */
const OWNER = 'directus';

const TABLES_QUERY = `
SELECT current_database() AS database,
  (to_regclass('public.information_unit') IS NOT NULL AND to_regclass('public.unit_version') IS NOT NULL)::text AS there`;

const LAW_QUERY = `
SELECT count(*)::text AS units FROM public.information_unit u
WHERE u.lifecycle_status = 'enacted'
  OR EXISTS (SELECT 1 FROM public.unit_version v WHERE v.unit_id = u.id AND v.lifecycle_status = 'enacted')`;

/**
 * Drops what provisioning made, with all rows in it, and provisions again, in one transaction. Roles stay: they belong to
 * the server.
 * Throws Stop: `sandbox.not_marked` when this is no sandbox, `sandbox.law` when units in it are enacted and `yesDelete` is
 * not the name of the database, or names another one, `database.not_empty` when there are objects in it that
 * provisioning did not make, `sandbox.failed`.
 */
export function sandboxReset(
  databases: Databases,
  files: readonly SqlFile[],
  run: string,
  yesDelete?: string,
): Promise<Provisioned> {
  return owning(databases, `sandbox/${run}`, async (session) => {
    await demandMark(session);
    await demandNoLaw(session, yesDelete);
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

async function demandNoLaw(session: Session, yesDelete: string | undefined): Promise<void> {
  const [found] = await session.rows(TABLES_QUERY);
  const database = found?.database ?? '';
  if (yesDelete === database) return;
  const hint = `If all of it may be lost: \`cutter sandbox reset --yes-delete ${database}\`.`;
  if (yesDelete !== undefined) {
    const message = `The database is ${database}, not ${yesDelete}.`;
    throw new Stop([{ code: 'sandbox.law', message, hint }]);
  }
  // A sandbox without its tables holds no law, and is there to be made again.
  const [law] = found?.there === 'true' ? await session.rows(LAW_QUERY) : [];
  const units = Number(law?.units ?? 0);
  if (units === 0) return;
  const message = `The database ${database} holds ${units} enacted ${units === 1 ? 'unit' : 'units'}, and a reset deletes them.`;
  throw new Stop([{ code: 'sandbox.law', message, hint }]);
}
