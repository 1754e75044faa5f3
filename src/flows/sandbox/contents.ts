/** What stands in a database besides what the server itself put there. */
import { type Problem, Stop } from '../../core/problem.ts';
import type { Session } from '../../ports.ts';

/** So many objects are named; the rest is counted. */
const NAMED = 20;

/**
 * Schemas, relations, routines, types and event triggers. Left out: what belongs to an extension or to another object
 * (a sequence to its column), and what the role $1 owns (NULL: nothing).
 */
const CONTENTS_QUERY = `
WITH user_schema AS (
  SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
),
object(classid, oid, owner, kind, name) AS (
  SELECT 'pg_namespace'::regclass, n.oid, n.nspowner, 'schema', quote_ident(n.nspname)
  FROM pg_namespace n JOIN user_schema s ON s.oid = n.oid WHERE n.nspname <> 'public'
  UNION ALL
  SELECT 'pg_class'::regclass, c.oid, c.relowner,
    CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
      WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'type' ELSE 'table' END,
    quote_ident(s.nspname) || '.' || quote_ident(c.relname)
  FROM pg_class c JOIN user_schema s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
  UNION ALL
  SELECT 'pg_proc'::regclass, p.oid, p.proowner, 'function', p.oid::regprocedure::text
  FROM pg_proc p JOIN user_schema s ON s.oid = p.pronamespace
  UNION ALL
  SELECT 'pg_type'::regclass, t.oid, t.typowner, 'type', quote_ident(s.nspname) || '.' || quote_ident(t.typname)
  FROM pg_type t JOIN user_schema s ON s.oid = t.typnamespace WHERE t.typtype IN ('d', 'e', 'r')
  UNION ALL
  SELECT 'pg_event_trigger'::regclass, e.oid, e.evtowner, 'event trigger', quote_ident(e.evtname) FROM pg_event_trigger e
)
SELECT kind || ' ' || name AS object, count(*) OVER ()::text AS total
FROM object o
WHERE ($1::text IS NULL OR pg_get_userbyid(owner) <> $1::text)
  AND NOT EXISTS (
    SELECT 1 FROM pg_depend d WHERE d.classid = o.classid AND d.objid = o.oid AND d.deptype IN ('e', 'i', 'a')
  )
ORDER BY kind COLLATE "C", name COLLATE "C" LIMIT ${NAMED}`;

/** Refuses (Stop `database.not_empty`) a database that holds anything, naming it; what `except` owns does not count. */
export async function demandEmpty(session: Session, purpose: string, hint: string, except?: string): Promise<void> {
  const found = await session.rows(CONTENTS_QUERY, [except ?? null]);
  if (found.length === 0) return;
  const total = Number(found[0]?.total);
  const more = total - found.length;
  const problem: Problem = {
    code: 'database.not_empty',
    message: `${purpose}, and this database holds ${total} ${total === 1 ? 'object' : 'objects'}.`,
    hint,
    detail: [...found.map((row) => row.object ?? ''), ...(more > 0 ? [`and ${more} more`] : [])],
  };
  throw new Stop([problem]);
}
