-- Roles: who owns, who writes, who checks, who only reads.
--
-- Roles belong to the whole server, not to one database, so each is created only when it is missing and an existing one
-- is left as it is. No role gets a password here: until the owner gives one, nobody can log in as a lane with a password.
-- The two lanes own nothing and are members of nothing; what they may do is granted in 90-grants-direct.sql.

DO $roles$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      -- Owns every object of this database. Never a session of its own.
      ('directus', 'NOLOGIN'),
      -- Runs workflows beside cutter; named here because no lane may ever be this role.
      ('workflow_admin', 'NOLOGIN'),
      -- The executor lane, DOT-991: two connections, so that a lost one can be settled from a second.
      ('cutter_exec', 'LOGIN CONNECTION LIMIT 2'),
      -- The verifier lane, DOT-992: plans read and verifications run as this role.
      ('cutter_verify', 'LOGIN'),
      -- Readers of the observe views are made members of this role.
      ('cutter_ro', 'NOLOGIN')
    ) AS v(name, options)
  LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = wanted.name) THEN
      BEGIN
        EXECUTE pg_catalog.format(
          'CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS %s', wanted.name, wanted.options);
      EXCEPTION
        -- Another database of this server was provisioned at the same moment.
        WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;

  -- Objects are born as directus (SET ROLE), which only a superuser or a member may do. Since PostgreSQL 16 whoever
  -- creates a role is a member of it that may grant it, and still may not SET ROLE to it.
  IF NOT pg_catalog.pg_has_role(current_user, 'directus',
    CASE WHEN pg_catalog.current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
    EXECUTE pg_catalog.format('GRANT directus TO %I', current_user);
  END IF;
END
$roles$;
