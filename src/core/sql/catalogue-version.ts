/**
 * The version of the catalogue: while it stays, every answer about the catalogue stays; the reverse does not hold. What
 * another transaction changes is seen when that transaction ends, and then the snapshot is another one
 * (pg_current_snapshot: which transactions have ended; every change of a catalogue needs one that is counted). What
 * this transaction changes itself, a trigger that creates something for example, is counted by the rows of the
 * catalogues, and of the configuration, that it has written.
 *
 * Where the version is asked for before the definitions, it is never newer than they are: whatever changes between the
 * two questions changes the next version.
 */

/** One row: version. Without statistics (track_counts) no version is equal to another. */
export const CATALOGUE_VERSION_QUERY = `
SELECT pg_current_snapshot()::text || ' ' || CASE WHEN current_setting('track_counts') = 'on' THEN (
  SELECT sum(pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid))::text
  FROM pg_class c WHERE c.relkind = 'r' AND (c.relnamespace = 'pg_catalog'::regnamespace OR c.oid = to_regclass('public.dot_config')))
  ELSE clock_timestamp()::text END AS version`;
