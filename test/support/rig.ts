/**
 * A rig in the database, installed before a plan is made, so that its triggers are pinned and pass every gate. It does
 * one thing to the unit of one address, as a row of its table says; a row is not pinned.
 */
import pg from 'pg';
import type { TestDatabase } from './database.ts';

/** What the rig can do. */
export type Mischief =
  /** The unit loses its owner: birth gate L1 refuses its INSERT. */
  | 'birth gate L1'
  /** One anchor names nothing: birth gate L2 refuses, once constraints are judged. */
  | 'birth gate L2'
  /** The version names a unit that is not there. */
  | 'foreign key'
  /** The anchors name a version that is not there. */
  | 'deferred foreign key'
  /** Its last statement waits for a lock that the test holds. */
  | 'wait'
  /** A row is dropped on its way in, without an error. */
  | 'drop row'
  | 'change body'
  | 'change title'
  | 'notice'
  /** What a trigger's function calls is replaced, by the run's own transaction. */
  | 'define'
  /** A vocabulary is changed, by the run's own transaction. */
  | 'configure'
  /** A temporary table is made and dropped on the way. */
  | 'temporary table'
  /** One more row is written, under another prefix. */
  | 'extra row'
  | 'extra version';

const LOCK = 4711;

export const RIG = `
CREATE TABLE public.test_rig (mischief text NOT NULL, address text NOT NULL);
GRANT SELECT ON public.test_rig TO cutter_exec;
CREATE FUNCTION public.test_rig_act() RETURNS trigger LANGUAGE plpgsql AS $act$
DECLARE
  v_address text;
  v_mischief text;
BEGIN
  IF TG_TABLE_NAME = 'unit_version' THEN
    SELECT canonical_address INTO v_address FROM public.information_unit WHERE id = NEW.unit_id;
  ELSE
    v_address := NEW.canonical_address;
  END IF;
  SELECT mischief INTO v_mischief FROM public.test_rig WHERE address = v_address;
  IF v_mischief IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'unit_version' THEN
    IF v_mischief = 'foreign key' THEN NEW.unit_id := gen_random_uuid(); END IF;
    IF v_mischief = 'change body' THEN NEW.body := NEW.body || '!'; END IF;
    IF v_mischief = 'drop row' THEN RETURN NULL; END IF;
  ELSIF TG_OP = 'INSERT' THEN
    IF v_mischief = 'birth gate L1' THEN NEW.owner_ref := ''; END IF;
    IF v_mischief = 'change title' THEN
      NEW.identity_profile := NEW.identity_profile || '{"title": "another"}';
    END IF;
    IF v_mischief = 'notice' THEN
      RAISE NOTICE 'look at %', v_address;
      RAISE WARNING 'beware of %', v_address;
    END IF;
  ELSE
    IF v_mischief = 'birth gate L2' THEN NEW.content_anchor_ref := 'nowhere'; END IF;
    IF v_mischief = 'deferred foreign key' THEN
      NEW.version_anchor_ref := gen_random_uuid();
      NEW.content_anchor_ref := NEW.version_anchor_ref::text;
    END IF;
    IF v_mischief = 'wait' THEN PERFORM pg_advisory_xact_lock(${LOCK}); END IF;
  END IF;
  RETURN NEW;
END $act$;
CREATE TRIGGER trg_ab_rig BEFORE INSERT OR UPDATE ON public.information_unit FOR EACH ROW EXECUTE FUNCTION public.test_rig_act();
CREATE TRIGGER trg_ab_rig BEFORE INSERT ON public.unit_version FOR EACH ROW EXECUTE FUNCTION public.test_rig_act();

CREATE FUNCTION public.test_rig_more() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $more$
DECLARE
  v_version uuid := gen_random_uuid();
BEGIN
  IF EXISTS (SELECT FROM public.test_rig WHERE address = NEW.canonical_address AND mischief = 'extra row') THEN
    INSERT INTO public.information_unit (id, canonical_address, unit_kind, owner_ref, conformance_status, identity_profile,
      created_by, section_type, version_anchor_ref, content_anchor_ref)
    VALUES (gen_random_uuid(), 'ELSEWHERE/A-1', NEW.unit_kind, NEW.owner_ref, NEW.conformance_status, NEW.identity_profile,
      'rig', NEW.section_type, v_version, v_version::text);
    INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_by)
    SELECT v_version, id, 'x', 'x', 1, 'draft', '{}', 'rig' FROM public.information_unit WHERE canonical_address = 'ELSEWHERE/A-1';
  END IF;
  IF EXISTS (SELECT FROM public.test_rig WHERE address = NEW.canonical_address AND mischief = 'extra version') THEN
    INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_by)
    SELECT v_version, unit_id, body, content_hash, 2, 'draft', '{}', 'rig' FROM public.unit_version WHERE unit_id = NEW.id;
  END IF;
  IF EXISTS (SELECT FROM public.test_rig WHERE address = NEW.canonical_address AND mischief = 'define') THEN
    EXECUTE 'ALTER FUNCTION public.fn_iu_birth_gate_l1() COST 77';
  END IF;
  IF EXISTS (SELECT FROM public.test_rig WHERE address = NEW.canonical_address AND mischief = 'temporary table') THEN
    EXECUTE 'CREATE TEMPORARY TABLE test_passing (a int); DROP TABLE test_passing';
  END IF;
  IF EXISTS (SELECT FROM public.test_rig WHERE address = NEW.canonical_address AND mischief = 'configure') THEN
    UPDATE public.dot_config SET value = value || 'x' WHERE key = 'vocab.unit_kind.law_unit';
  END IF;
  RETURN NULL;
END $more$;
CREATE TRIGGER trg_zz_rig AFTER UPDATE ON public.information_unit FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION public.test_rig_more();`;

export async function rig(database: TestDatabase, mischief: Mischief, address: string): Promise<void> {
  await database.query(`DELETE FROM public.test_rig; INSERT INTO public.test_rig VALUES ('${mischief}', '${address}')`);
}

/** Takes the mischief away and ends every session that a test left behind. */
export async function unrig(database: TestDatabase): Promise<void> {
  for (const client of bystanders.splice(0)) await client.end();
  await database.query('DELETE FROM public.test_rig');
}

const bystanders: pg.Client[] = [];

/** A superuser's session that stays until `unrig`, for holding what others wait for. */
export async function bystander(database: TestDatabase): Promise<pg.Client> {
  const { host, port, superuser: user } = database;
  const client = new pg.Client({ host, port, user, database: database.database });
  client.on('error', () => undefined);
  await client.connect();
  bystanders.push(client);
  return client;
}

/** Holds what the mischief `wait` waits for, until the session is told to end. */
export async function holdLock(database: TestDatabase): Promise<pg.Client> {
  const client = await bystander(database);
  await client.query(`SELECT pg_advisory_lock(${LOCK})`);
  return client;
}

/** The backend of a run of apply that waits for a lock. */
export async function waitingWriter(database: TestDatabase): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const [row] = await database.query(`SELECT pid FROM pg_stat_activity WHERE datname = current_database()
      AND usename = 'cutter_exec' AND wait_event_type = 'Lock'`);
    if (row?.pid != null) return row.pid;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('No run of apply came to wait for a lock.');
}

/** Removes all rows of content, as nobody but a superuser could, and leaves every definition as it was. */
export async function emptied(database: TestDatabase): Promise<void> {
  const tables = ['information_unit', 'unit_version', 'birth_registry', 'iu_lifecycle_log'].map((t) => `public.${t}`);
  const always = [
    'information_unit ENABLE ALWAYS TRIGGER trg_iu_nothing_removed',
    'unit_version ENABLE ALWAYS TRIGGER trg_uv_nothing_removed',
    'birth_registry ENABLE ALWAYS TRIGGER trg_birth_registry_append_only',
    'iu_lifecycle_log ENABLE ALWAYS TRIGGER trg_lifecycle_log_append_only',
  ];
  await database.query(
    [
      ...tables.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`),
      `TRUNCATE ${tables.join(', ')}`,
      ...tables.map((table) => `ALTER TABLE ${table} ENABLE TRIGGER USER`),
      ...always.map((trigger) => `ALTER TABLE public.${trigger}`),
    ].join('; '),
  );
}
