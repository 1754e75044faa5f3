/**
 * The schema of the queue: that of graphile-worker, owned by `directus`, and worked on by a role that may do nothing
 * else. It can be run again: what is there stays, and a newer release adds what it lacks.
 */
import { migrations } from 'graphile-worker/dist/generated/sql.js';

import { SCHEMA } from './names.ts';

const ROLE = 'cutter_queue';
const numberOf = (file: string): number => Number.parseInt(file.slice(0, 6), 10);

/** The newest migration that this release brings. */
export const NEWEST = Math.max(...Object.keys(migrations).map(numberOf));

/** SQL for the owner of the database. */
export function queueSql(): string {
  return `-- The queue of batches: graphile-worker's schema, and the role that works on it.
--
-- The role has no rights outside this schema. It gets no password here: until the owner gives one, nobody can log in as
-- it with a password.

DO $queue$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = '${ROLE}') THEN
    CREATE ROLE ${ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
EXCEPTION
  -- Another database of this server got it at the same moment.
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$queue$;

DO $queue$
BEGIN
  -- The owner of the database may make schemas; directus, who owns all objects, may not.
  IF pg_catalog.to_regnamespace('${SCHEMA}') IS NULL THEN
    CREATE SCHEMA ${SCHEMA} AUTHORIZATION directus;
  END IF;
END
$queue$;

SET ROLE directus;

CREATE TABLE IF NOT EXISTS ${SCHEMA}.migrations (
  id int PRIMARY KEY,
  ts timestamptz NOT NULL DEFAULT now(),
  breaking boolean NOT NULL DEFAULT false
);
${Object.entries(migrations)
  .map(([file, text]) => migration(numberOf(file), text))
  .join('\n')}
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} FROM PUBLIC;
GRANT USAGE ON SCHEMA ${SCHEMA} TO ${ROLE};
GRANT SELECT ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${ROLE};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO ${ROLE};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO ${ROLE};
${['_private_jobs', '_private_job_queues', '_private_tasks', '_private_known_crontabs'].map(opened).join('\n')}

RESET ROLE;
`;
}

const migration = (number: number, text: string): string => `
DO $queue$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM ${SCHEMA}.migrations WHERE id = ${number}) THEN
    INSERT INTO ${SCHEMA}.migrations (id, breaking) VALUES (${number}, ${text.startsWith('--! breaking')});
    EXECUTE $migration$
${text.replaceAll(/:GRAPHILE_WORKER_SCHEMA\b/g, `"${SCHEMA}"`).trim()}
$migration$;
  END IF;
END
$queue$;`;

/** graphile-worker closes its tables to all but their owner, by row security. */
const opened = (table: string): string => `GRANT INSERT, UPDATE, DELETE ON ${SCHEMA}.${table} TO ${ROLE};
DROP POLICY IF EXISTS worked_on ON ${SCHEMA}.${table};
CREATE POLICY worked_on ON ${SCHEMA}.${table} TO ${ROLE} USING (true) WITH CHECK (true);`;
