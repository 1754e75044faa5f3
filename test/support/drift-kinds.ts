/** Ways in which a database can become another than the one a plan was made for, and the way back. */

/** A trigger function that calls another, which reads a table. */
export const DRIFT_FIXTURE = `
CREATE TABLE public.test_lookup (word text);
CREATE FUNCTION public.test_inner(text) RETURNS text LANGUAGE sql AS 'SELECT min(word) FROM public.test_lookup';
CREATE FUNCTION public.test_outer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF false THEN PERFORM public.test_inner('a'); END IF; RETURN NEW; END $$;
CREATE TRIGGER trg_test_outer BEFORE INSERT ON public.unit_version FOR EACH ROW EXECUTE FUNCTION public.test_outer();
CREATE FUNCTION public.test_condition(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE TRIGGER trg_test_when BEFORE INSERT ON public.unit_version FOR EACH ROW WHEN (public.test_condition(NEW.body)) EXECUTE FUNCTION public.test_outer();
CREATE FUNCTION public.test_deep() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.test_standard() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT public.test_deep(); END;
CREATE FUNCTION public.test_ruled(uuid) RETURNS uuid LANGUAGE sql AS 'SELECT $1';
CREATE TABLE public.test_rule_target (id uuid);
CREATE RULE also AS ON UPDATE TO public.unit_version DO ALSO INSERT INTO public.test_rule_target SELECT public.test_ruled(NEW.id) WHERE public.test_standard() = 2;
CREATE DOMAIN public.test_domain AS text CHECK (VALUE <> 'x');
ALTER TABLE public.test_lookup ADD COLUMN kind public.test_domain;
CREATE FUNCTION public.test_event() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;`;

export interface Drifting {
  readonly what: string;
  readonly change: string;
  readonly back: string;
  /** Each must stand in a refusal. */
  readonly named: readonly string[];
}

const table = 'public.information_unit';
export const DRIFT_KINDS: readonly Drifting[] = [
  {
    what: 'a new trigger',
    change: `CREATE TRIGGER trg_new BEFORE INSERT ON public.unit_version FOR EACH ROW EXECUTE FUNCTION public.test_outer()`,
    back: 'DROP TRIGGER trg_new ON public.unit_version',
    named: ['gained: trigger trg_new on public.unit_version'],
  },
  {
    what: 'a disabled trigger',
    change: `ALTER TABLE ${table} DISABLE TRIGGER trg_birth_gate_l1`,
    back: `ALTER TABLE ${table} ENABLE TRIGGER trg_birth_gate_l1`,
    named: [`changed: trigger trg_birth_gate_l1 on ${table}`],
  },
  {
    what: 'a trigger that fires always',
    change: `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER trg_birth_gate_l1`,
    back: `ALTER TABLE ${table} ENABLE TRIGGER trg_birth_gate_l1`,
    named: [`changed: trigger trg_birth_gate_l1 on ${table}`],
  },
  {
    what: 'disabled foreign keys',
    change: 'ALTER TABLE public.unit_version DISABLE TRIGGER ALL',
    back: `ALTER TABLE public.unit_version ENABLE TRIGGER ALL; ALTER TABLE public.unit_version ENABLE ALWAYS TRIGGER trg_uv_nothing_removed`,
    named: ['changed: foreign key triggers of public.unit_version'],
  },
  {
    what: "another body of a function that a trigger's function calls",
    change: `CREATE OR REPLACE FUNCTION public.test_inner(text) RETURNS text LANGUAGE sql AS 'SELECT max(word) FROM public.test_lookup'`,
    back: `CREATE OR REPLACE FUNCTION public.test_inner(text) RETURNS text LANGUAGE sql AS 'SELECT min(word) FROM public.test_lookup'`,
    named: ['changed: function public.test_inner(text)'],
  },
  {
    what: 'another overload of a function that is called',
    change: `CREATE FUNCTION public.test_inner(varchar) RETURNS text LANGUAGE sql AS 'SELECT 1::text'`,
    back: 'DROP FUNCTION public.test_inner(varchar)',
    named: ['gained: function public.test_inner(character varying)'],
  },
  {
    what: 'a function of the same name in a schema of its own',
    change: `CREATE SCHEMA sly; CREATE FUNCTION sly.test_inner(text) RETURNS text LANGUAGE sql AS 'SELECT 1::text'`,
    back: 'DROP SCHEMA sly CASCADE',
    named: ['gained: function sly.test_inner(text)'],
  },
  {
    what: 'another column of a table that such a function reads',
    change: 'ALTER TABLE public.test_lookup ADD COLUMN more int',
    back: 'ALTER TABLE public.test_lookup DROP COLUMN more',
    named: ['changed: columns of public.test_lookup'],
  },
  {
    what: 'another body of a function in the condition of a trigger',
    change: `CREATE OR REPLACE FUNCTION public.test_condition(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'`,
    back: `CREATE OR REPLACE FUNCTION public.test_condition(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'`,
    named: ['changed: function public.test_condition(text)'],
  },
  {
    what: 'another body of a function that a rule calls',
    change: `CREATE OR REPLACE FUNCTION public.test_ruled(uuid) RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'`,
    back: `CREATE OR REPLACE FUNCTION public.test_ruled(uuid) RETURNS uuid LANGUAGE sql AS 'SELECT $1'`,
    named: ['changed: function public.test_ruled(uuid)'],
  },
  {
    what: 'another body of a function that a function with a parsed body calls',
    change: `CREATE OR REPLACE FUNCTION public.test_deep() RETURNS int LANGUAGE sql AS 'SELECT 2'`,
    back: `CREATE OR REPLACE FUNCTION public.test_deep() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    named: ['changed: function public.test_deep()'],
  },
  {
    what: 'a trigger on a table that a rule writes to',
    change: `CREATE TRIGGER trg_new BEFORE INSERT ON public.test_rule_target FOR EACH ROW EXECUTE FUNCTION public.test_outer()`,
    back: 'DROP TRIGGER trg_new ON public.test_rule_target',
    named: ['gained: trigger trg_new on public.test_rule_target'],
  },
  {
    what: 'another check of a domain',
    change: `ALTER DOMAIN public.test_domain ADD CONSTRAINT more CHECK (VALUE <> 'y')`,
    back: 'ALTER DOMAIN public.test_domain DROP CONSTRAINT more',
    named: ['changed: domain public.test_domain'],
  },
  {
    what: 'a new column',
    change: `ALTER TABLE ${table} ADD COLUMN more text DEFAULT 'x'`,
    back: `ALTER TABLE ${table} DROP COLUMN more`,
    named: [`changed: columns of ${table}`],
  },
  {
    what: 'another default',
    change: `ALTER TABLE ${table} ALTER COLUMN sort_order SET DEFAULT 7`,
    back: `ALTER TABLE ${table} ALTER COLUMN sort_order DROP DEFAULT`,
    named: [`changed: columns of ${table}`],
  },
  {
    what: 'a column that may be empty',
    change: `ALTER TABLE ${table} ALTER COLUMN owner_ref DROP NOT NULL`,
    back: `ALTER TABLE ${table} ALTER COLUMN owner_ref SET NOT NULL`,
    named: [`changed: columns of ${table}`],
  },
  {
    what: 'a dropped constraint, with its index',
    change: `ALTER TABLE ${table} DROP CONSTRAINT uq_iu_canonical_address`,
    back: `ALTER TABLE ${table} ADD CONSTRAINT uq_iu_canonical_address UNIQUE (canonical_address)`,
    named: [`lost: constraint uq_iu_canonical_address on ${table}`, 'lost: index public.uq_iu_canonical_address'],
  },
  {
    what: 'a foreign key that is no longer deferred',
    change: `ALTER TABLE ${table} ALTER CONSTRAINT fk_iu_version_anchor NOT DEFERRABLE`,
    back: `ALTER TABLE ${table} ALTER CONSTRAINT fk_iu_version_anchor DEFERRABLE INITIALLY DEFERRED`,
    named: [`changed: constraint fk_iu_version_anchor on ${table}`],
  },
  {
    what: 'a new constraint',
    change: `ALTER TABLE public.unit_version ADD CONSTRAINT later CHECK (length(body) < 10) NOT VALID`,
    back: 'ALTER TABLE public.unit_version DROP CONSTRAINT later',
    named: ['gained: constraint later on public.unit_version'],
  },
  {
    what: 'a new index',
    change: `CREATE UNIQUE INDEX one_title ON ${table} (lower(identity_profile->>'title'))`,
    back: 'DROP INDEX public.one_title',
    named: [`gained: index public.one_title on ${table}`],
  },
  {
    what: 'a changed grant on a table',
    change: `GRANT DELETE ON ${table} TO cutter_exec`,
    back: `REVOKE DELETE ON ${table} FROM cutter_exec`,
    named: [`changed: grants on ${table}`],
  },
  {
    what: 'a changed grant on a column',
    change: `GRANT UPDATE (unit_kind) ON ${table} TO cutter_exec`,
    back: `REVOKE UPDATE (unit_kind) ON ${table} FROM cutter_exec`,
    named: [`changed: grants on ${table}`],
  },
  {
    what: 'a changed grant on a function',
    change: 'GRANT EXECUTE ON FUNCTION public.fn_iu_birth_gate_l1() TO cutter_exec',
    back: 'REVOKE EXECUTE ON FUNCTION public.fn_iu_birth_gate_l1() FROM cutter_exec',
    named: ['changed: function public.fn_iu_birth_gate_l1()'],
  },
  {
    what: 'a changed grant on a schema',
    change: 'GRANT CREATE ON SCHEMA public TO cutter_exec',
    back: 'REVOKE CREATE ON SCHEMA public FROM cutter_exec',
    named: ['changed: schema public'],
  },
  {
    what: 'another owner',
    change: 'ALTER FUNCTION public.test_outer() OWNER TO directus',
    back: 'ALTER FUNCTION public.test_outer() OWNER TO postgres',
    named: ['changed: function public.test_outer()'],
  },
  {
    what: 'a new policy, with row security',
    change: `CREATE POLICY hide ON ${table} USING (false)`,
    back: `DROP POLICY hide ON ${table}`,
    named: [`gained: policy hide on ${table}`],
  },
  {
    what: 'row security switched on',
    change: `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    back: `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
    named: [`changed: table ${table}`],
  },
  {
    what: 'a rule that does nothing instead',
    change: `CREATE RULE quietly AS ON INSERT TO public.unit_version DO INSTEAD NOTHING`,
    back: 'DROP RULE quietly ON public.unit_version',
    named: ['gained: rule quietly on public.unit_version'],
  },
  {
    what: 'a table that inherits',
    change: `CREATE TABLE public.test_child () INHERITS (public.unit_version)`,
    back: 'DROP TABLE public.test_child',
    named: ['changed: table public.unit_version'],
  },
  {
    what: 'a table that a crash empties',
    change: 'ALTER TABLE public.birth_registry SET UNLOGGED',
    back: 'ALTER TABLE public.birth_registry SET LOGGED',
    named: ['changed: table public.birth_registry'],
  },
  {
    what: 'a changed attribute of the role',
    change: 'ALTER ROLE cutter_exec CONNECTION LIMIT 5',
    back: 'ALTER ROLE cutter_exec CONNECTION LIMIT 2',
    named: ['changed: role cutter_exec'],
  },
  {
    what: "a changed attribute of the verifier's role",
    change: 'ALTER ROLE cutter_verify CREATEDB',
    back: 'ALTER ROLE cutter_verify NOCREATEDB',
    named: ['changed: role cutter_verify'],
  },
  {
    what: 'a setting of the role',
    change: `ALTER ROLE cutter_exec SET search_path = sly, public`,
    back: 'ALTER ROLE cutter_exec RESET search_path',
    named: ['gained: settings of role cutter_exec in all databases'],
  },
  {
    what: 'a setting of the database',
    change: `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = %L', current_database(), '8MB'); END $$`,
    back: `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET work_mem', current_database()); END $$`,
    named: ['gained: settings of this database'],
  },
  {
    what: 'a new word of the vocabulary',
    change: `INSERT INTO public.dot_config (key, value) VALUES ('vocab.section_type.novel', 'novel')`,
    back: `DELETE FROM public.dot_config WHERE key = 'vocab.section_type.novel'`,
    named: ['gained: configuration vocab.section_type.novel'],
  },
  {
    what: 'a word that is gone',
    change: `DELETE FROM public.dot_config WHERE key = 'vocab.section_type.appendix'`,
    back: `INSERT INTO public.dot_config (key, value) VALUES ('vocab.section_type.appendix', 'appendix')`,
    named: ['lost: configuration vocab.section_type.appendix'],
  },
  {
    what: 'another policy',
    change: `UPDATE public.dot_config SET value = 'true' WHERE key = 'iu_enact.allow_no_review_decision'`,
    back: `UPDATE public.dot_config SET value = 'false' WHERE key = 'iu_enact.allow_no_review_decision'`,
    named: ['changed: configuration iu_enact.allow_no_review_decision'],
  },
  {
    what: 'the gateway enforced since',
    change: `UPDATE public.dot_config SET value = 'enforced' WHERE key = 'iu_create.gateway.mode'`,
    back: `UPDATE public.dot_config SET value = 'off' WHERE key = 'iu_create.gateway.mode'`,
    named: ['changed: configuration iu_create.gateway.mode'],
  },
  {
    what: 'an event trigger',
    change: 'CREATE EVENT TRIGGER listening ON ddl_command_end EXECUTE FUNCTION public.test_event()',
    back: 'DROP EVENT TRIGGER listening',
    named: ['gained: event trigger listening', 'gained: function public.test_event()'],
  },
  {
    what: 'several things at once',
    change: `ALTER TABLE ${table} ADD COLUMN more text; CREATE RULE quietly AS ON INSERT TO public.unit_version DO INSTEAD NOTHING; DELETE FROM public.dot_config WHERE key = 'vocab.section_type.appendix'`,
    back: `ALTER TABLE ${table} DROP COLUMN more; DROP RULE quietly ON public.unit_version; INSERT INTO public.dot_config (key, value) VALUES ('vocab.section_type.appendix', 'appendix')`,
    named: [`changed: columns of ${table}`, 'gained: rule quietly', 'lost: configuration vocab.section_type.appendix'],
  },
];
