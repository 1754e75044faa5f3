/** Ways in which a run could believe that it has applied a plan, when nothing, or something else, stands in the database. */

import type { Databases, Session } from '../../src/ports.ts';
import { databasesOf } from '../database/reference.ts';
import { adminQuery, letGo } from '../support/admin.ts';
import { emptied, RIG, rig } from '../support/rig.ts';
import type { Stage } from './stage.ts';

export interface FalseSuccess {
  readonly what: string;
  /** Runs in the database before the plan is made, so that the plan pins it. */
  readonly planned?: string;
  /** Runs since, and its way back. */
  readonly since?: readonly [change: string, back: string];
  readonly arrange?: (stage: Stage) => Promise<void>;
  /** What stands between the run and the database. */
  readonly databases?: (stage: Stage) => Databases;
}

const COMMIT = 'COMMIT';
const FIRST = 'FLT-DOC/DIEU-0';
const UNIT = 'public.information_unit';
const VERSION = 'public.unit_version';

/** The writer's session, with some of its calls replaced. */
const writer =
  (replace: (real: Session, stage: Stage) => Partial<Session>) =>
  (stage: Stage): Databases =>
    opening(stage, async (real) => ({ ...through(real), ...replace(real, stage) }));
const opening = ({ work }: Stage, change: (real: Session) => Promise<Session>): Databases => ({
  witness: work.databases.witness,
  open: async (lane, options) => {
    const session = await work.databases.open(lane, options);
    return options.name.endsWith('/witness') ? session : change(session);
  },
});
const through = (real: Session): Session => ({
  rows: (...given) => real.rows(...given),
  command: (sql) => real.command(sql),
  send: (batch) => real.send(batch),
  notices: () => real.notices(),
  cancel: () => real.cancel(),
  close: () => real.close(),
});
/** COMMIT answered so. */
const commit = (answer: (real: Session, stage: Stage) => Promise<string>) =>
  writer((real, stage) => ({ command: (sql) => (sql === COMMIT ? answer(real, stage) : real.command(sql)) }));
/** Statements of the batch changed on their way. */
const batch = (change: Parameters<typeof changed>[1]) =>
  writer((real) => ({ send: (given) => real.send({ ...given, statements: changed(given.statements, change) }) }));

type Statements = Parameters<Session['send']>[0]['statements'];
type Bound = Statements extends AsyncIterable<infer One> | Iterable<unknown> ? One : never;
async function* changed(all: Statements, change: (one: Bound) => readonly Bound[]): AsyncGenerator<Bound> {
  for await (const one of all) yield* change(one);
}

/** Another database of the server, with the plan's rows in it. */
const elsewhere = async ({ database, reset, work, plan }: Stage): Promise<void> => {
  await work.apply(plan);
  await database.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await letGo(database, database.database);
  await adminQuery(database, 'postgres', 'DROP DATABASE IF EXISTS elsewhere');
  await adminQuery(database, 'postgres', `CREATE DATABASE elsewhere TEMPLATE ${database.database}`);
  await reset();
};
const there = ({ database }: Stage): Databases => databasesOf({ ...database, database: 'elsewhere' });

export const FALSE_SUCCESSES: readonly FalseSuccess[] = [
  {
    what: 'the transaction had failed, and nobody saw it',
    databases: commit(async (real) => {
      await real.rows('SELECT 1 / 0').catch(() => undefined);
      return real.command(COMMIT);
    }),
  },
  {
    what: 'the transaction had failed, and the driver says COMMIT all the same',
    databases: commit(async (real) => {
      await real.rows('SELECT 1 / 0').catch(() => undefined);
      await real.command(COMMIT);
      return COMMIT;
    }),
  },
  {
    what: 'no transaction is left: it was rolled back before COMMIT, which answers COMMIT',
    databases: commit(async (real) => {
      await real.command('ROLLBACK');
      return real.command(COMMIT);
    }),
  },
  {
    what: 'rolled back to a savepoint before COMMIT',
    databases: writer((real) => ({
      send: async (given) => {
        await real.command('SAVEPOINT a');
        return real.send(given);
      },
      command: async (sql) => {
        if (sql === COMMIT) await real.command('ROLLBACK TO a');
        return real.command(sql);
      },
    })),
  },
  { what: 'COMMIT is never sent, and the driver says that it was', databases: commit(async () => COMMIT) },
  { what: 'COMMIT becomes ROLLBACK on its way', databases: commit((real) => real.command('ROLLBACK')) },
  {
    what: 'COMMIT goes to another backend',
    databases: commit(async (_real, { work }) => {
      const other = await work.databases.open('verify', { name: 'cutter/other' });
      const tag = await other.command(COMMIT);
      await other.close();
      return tag;
    }),
  },
  {
    what: 'a pooler that gives the statements to another backend than BEGIN',
    databases: (stage) =>
      opening(stage, async (real) => {
        const other = await stage.work.databases.open('exec', { name: 'cutter/other' });
        return {
          ...through(real),
          send: (given) => other.send(given),
          close: async () => void (await Promise.all([real.close(), other.close()])),
        };
      }),
  },
  {
    what: 'a pooler that gives every other question to another backend',
    databases: (stage) =>
      opening(stage, async (real) => {
        const other = await stage.work.databases.open('exec', { name: 'cutter/other' });
        let turn = 0;
        const next = (): Session => ([real, other] as const)[turn++ % 2] as Session;
        return {
          ...through(real),
          rows: (...given) => next().rows(...given),
          command: (sql) => next().command(sql),
          close: async () => void (await Promise.all([real.close(), other.close()])),
        };
      }),
  },
  { what: 'the last statement is not sent', databases: batch((one) => (one.number === 36 ? [] : [one])) },
  { what: 'no statement is sent', databases: batch(() => []) },
  {
    what: 'a statement does nothing, and its tag is believed',
    databases: batch((one) => [
      one.number === 36 ? { ...one, sql: 'SELECT $1::uuid, $2::uuid', tag: 'SELECT 1' } : one,
    ]),
  },
  { what: 'no statement is sent, and the driver says all were', databases: writer(() => ({ send: async () => 36 })) },
  {
    what: 'the driver says that rows are there, which are not',
    databases: commit(async (real, { database, plan }) => {
      await real.command('ROLLBACK');
      await database.query(`INSERT INTO public.dot_config (key, value) VALUES ('false.success', '${plan.sha256}')`);
      return COMMIT;
    }),
  },
  {
    what: 'the rows are gone before anyone looks',
    databases: commit(async (real, { database }) => {
      const tag = await real.command(COMMIT);
      await emptied(database);
      return tag;
    }),
  },
  {
    what: 'one row is another before anyone looks',
    databases: commit(async (real, { database }) => {
      const tag = await real.command(COMMIT);
      await database.query(`UPDATE ${UNIT} SET doc_code = 'X' WHERE canonical_address = '${FIRST}'`);
      return tag;
    }),
  },
  {
    what: 'the writer is led to another database',
    arrange: elsewhere,
    databases: (stage) => ({
      witness: 'connection',
      open: (lane, options) => (lane === 'exec' ? there(stage) : stage.work.databases).open(lane, options),
    }),
  },
  {
    what: 'the witness is led to another database, where the rows are',
    arrange: elsewhere,
    databases: (stage) => ({
      witness: 'connection',
      open: (lane, options) => (lane === 'exec' ? stage.work.databases : there(stage)).open(lane, options),
    }),
  },
  { what: 'both are led to another database, where the rows are', arrange: elsewhere, databases: there },
  {
    what: 'a rule DO INSTEAD NOTHING for new versions',
    planned: `CREATE RULE quietly AS ON INSERT TO ${VERSION} DO INSTEAD NOTHING`,
  },
  {
    what: 'a rule DO INSTEAD NOTHING for the anchors',
    planned: `CREATE RULE quietly AS ON UPDATE TO ${UNIT} DO INSTEAD NOTHING`,
  },
  {
    what: 'a rule that writes to another table instead',
    planned: `CREATE TABLE public.aside (LIKE ${VERSION}); GRANT ALL ON public.aside TO PUBLIC;
      CREATE RULE aside AS ON INSERT TO ${VERSION} DO INSTEAD INSERT INTO public.aside SELECT NEW.*`,
  },
  {
    what: 'a trigger that drops a row without an error',
    planned: RIG,
    arrange: ({ database }) => rig(database, 'drop row', FIRST),
  },
  {
    what: 'a trigger that changes a body',
    planned: RIG,
    arrange: ({ database }) => rig(database, 'change body', FIRST),
  },
  {
    what: 'a trigger that changes a title',
    planned: RIG,
    arrange: ({ database }) => rig(database, 'change title', FIRST),
  },
  {
    what: 'a trigger that writes a row more',
    planned: RIG,
    arrange: ({ database }) => rig(database, 'extra row', FIRST),
  },
  {
    what: 'a constraint that fails when it is judged',
    planned: RIG,
    arrange: ({ database }) => rig(database, 'birth gate L2', FIRST),
  },
  {
    what: 'a foreign key that fails when it is judged',
    planned: RIG,
    arrange: ({ database }) => rig(database, 'deferred foreign key', FIRST),
  },
  {
    what: 'a constraint that is put off again, and fails at COMMIT',
    planned: `CREATE FUNCTION public.late() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'late'; END $$;
      CREATE CONSTRAINT TRIGGER late AFTER INSERT ON ${VERSION} DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION public.late()`,
    databases: writer((real) => ({
      command: (sql) => real.command(sql === 'SET CONSTRAINTS ALL IMMEDIATE' ? 'SET CONSTRAINTS ALL DEFERRED' : sql),
    })),
  },
  {
    what: 'a trigger that was disabled since',
    since: [
      `ALTER TABLE ${UNIT} DISABLE TRIGGER trg_birth_gate_l1`,
      `ALTER TABLE ${UNIT} ENABLE TRIGGER trg_birth_gate_l1`,
    ],
  },
  {
    what: 'triggers that do not fire for this role',
    since: [
      'ALTER ROLE cutter_exec SET session_replication_role = replica',
      'ALTER ROLE cutter_exec RESET session_replication_role',
    ],
  },
  {
    what: 'a role whose transactions are read only',
    since: [
      'ALTER ROLE cutter_exec SET default_transaction_read_only = on; ALTER ROLE cutter_exec SET transaction_read_only = on',
      'ALTER ROLE cutter_exec RESET ALL',
    ],
  },
];
