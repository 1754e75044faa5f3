-- Schemas: `public` holds the content, `cutter_governance` the source registry and the governance ledger.
--
-- Up to PostgreSQL 14 everybody may create objects in `public`; whoever can do that can put a table or function of his
-- own in the way of ours. Only the owner creates here.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO directus;

-- Whoever does not own the schema gets a mere warning for the REVOKE above.
DO $schemas$
BEGIN
  IF pg_catalog.has_schema_privilege('public', 'public', 'CREATE') THEN
    RAISE EXCEPTION 'everybody may still create objects in the schema public'
      USING ERRCODE = 'insufficient_privilege', HINT = 'Provision as the owner of the schema public or as a superuser.';
  END IF;
END
$schemas$;

CREATE SCHEMA IF NOT EXISTS cutter_governance AUTHORIZATION directus;
-- No comment on it here: a sandbox bears its mark there.
