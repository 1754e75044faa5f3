/**
 * The mark of a sandbox: a comment on the schema cutter_governance that names the server it was made on, so that a dump
 * restored on another server is no sandbox, whatever it was before.
 */
import { Stop } from '../../core/problem.ts';
import type { Session } from '../../ports.ts';

const MARK = `(SELECT 'cutter sandbox, made on the server ' || system_identifier || '; its owner may reset it' FROM pg_control_system())`;

const SET_MARK = `DO $mark$ BEGIN EXECUTE format('COMMENT ON SCHEMA cutter_governance IS %L', ${MARK}); END $mark$`;

const MARKED_QUERY = `
SELECT coalesce((SELECT obj_description(oid, 'pg_namespace') = ${MARK} FROM pg_namespace WHERE nspname = 'cutter_governance'), false)::text AS marked`;

export async function setMark(session: Session): Promise<void> {
  await session.command(SET_MARK);
}

export async function isMarked(session: Session): Promise<boolean> {
  const [row] = await session.rows(MARKED_QUERY);
  return row?.marked === 'true';
}

/** Throws Stop `sandbox.not_marked` when the database is no sandbox of this server. */
export async function demandMark(session: Session): Promise<void> {
  if (await isMarked(session)) return;
  throw new Stop([
    {
      code: 'sandbox.not_marked',
      message: 'This database does not bear the mark of a sandbox made on this server.',
      hint: 'Point the target at a sandbox, or make one in an empty database with `cutter sandbox up`.',
    },
  ]);
}
