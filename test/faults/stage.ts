/** Where a part does its work: a database of its own with a registered document, a plan, its approval, and a judge. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ApplyResult } from '../../src/flows/apply/request.ts';
import { sandboxUp } from '../../src/flows/sandbox.ts';
import { databasesOf, sqlFiles } from '../database/reference.ts';
import {
  type PlannedCut,
  ROOT,
  registerCut,
  type ServerWorkplace,
  type Synthetic,
  syntheticDocument,
  workplaceAt,
} from '../support/cutter.ts';
import { freshDatabase, serverOfRun, type TestDatabase } from '../support/database.ts';
import { emptied } from '../support/rig.ts';
import type { ServerCoordinates } from '../support/server.ts';

/** Small, so that many rounds fit; large enough for a first, a middle and a last unit. */
const UNITS = 12;

export interface StageOptions {
  readonly server?: ServerCoordinates;
  /** Of the document; more than 12 are not needed for a first, a middle and a last. */
  readonly units?: number;
  /** Runs in the database before the plan is made. */
  readonly sql?: string;
}

export interface Stage {
  readonly work: ServerWorkplace;
  readonly database: TestDatabase;
  readonly document: Synthetic;
  readonly plan: PlannedCut;
  readonly approval: string;
  judge(): Promise<Judgement>;
  /** Removes the content, and ends what a round left connected. */
  reset(): Promise<void>;
  /** Ends every session of a lane, and waits until they are gone. */
  endSessions(): Promise<void>;
  /** Applies with nothing in the way, and says what is wrong with what stands then; undefined = nothing is. */
  again(before: Judgement): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface Judgement {
  readonly rows: 'none' | 'all' | 'half';
  readonly said: string;
  readonly locks: number;
  readonly ledger: string;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const database = await freshDatabase({ server: options.server ?? serverOfRun() });
  const databases = databasesOf(database);
  await sandboxUp(databases, sqlFiles(), 'test');
  const document = syntheticDocument(options.units ?? UNITS, 'FLT-DOC');
  await registerCut(databases, document.cutFile);
  if (options.sql !== undefined) await database.query(options.sql);
  const work: ServerWorkplace = { ...(await workplaceAt(databases, database)), database };
  const plan = await work.plan(document.cutFile);
  const approval = await work.approve(plan);
  const judge = (): Promise<Judgement> => judged(database, plan.header.pins.candidate_count);
  const endSessions = async (): Promise<void> => {
    const [told] = await database.query(`SELECT count(pg_terminate_backend(pid)) AS sessions FROM pg_stat_activity
      WHERE usename LIKE 'cutter\\_%' AND datname = current_database()`);
    if (told?.sessions !== '0') await endSessions();
  };
  let digest: string | undefined;

  return {
    work,
    database,
    document,
    plan,
    approval,
    judge,
    endSessions,
    reset: async () => {
      await endSessions();
      await emptied(database);
    },
    async again(before) {
      const result = await work.apply(plan);
      const wanted = before.rows === 'none' ? 'applied' : 'already_applied';
      if (result.outcome !== wanted) return `run again: ${result.outcome} where ${before.said} stood${said(result)}`;
      const after = await judge();
      if (after.rows !== 'all') return `run again: ${after.said}`;
      if (after.locks !== 0) return `run again: ${after.locks} locks left`;
      digest ??= after.said;
      return after.said === digest ? undefined : `run again: other rows (${after.said})`;
    },
    close: () => database.drop(),
  };
}

const run = promisify(execFile);

async function judged({ host, port, superuser, database }: TestDatabase, units: number): Promise<Judgement> {
  const script = join(ROOT, 'test/faults/judge.sh');
  const { stdout } = await run('sh', [script, host, String(port), superuser, database, String(units)]);
  const found = /^((none|all|half).*) locks=(\d+) ledger=(\w+)$/m.exec(stdout);
  if (found === null) throw new Error(`The judge says: ${stdout}`);
  const [, said, rows, locks, ledger] = found as unknown as [string, string, Judgement['rows'], string, string];
  return { said, rows, locks: Number(locks), ledger };
}

/** The first problem of a run, for people. */
export const said = ({ problems }: Pick<ApplyResult, 'problems'>): string =>
  problems[0] === undefined ? '' : ` (${problems[0].code}: ${problems[0].message})`;

/** Whether what a run says of its outcome is what stands in the database; undefined = it is. */
export function untrue(outcome: ApplyResult['outcome'], { rows, said: stands }: Judgement): string | undefined {
  const wanted = { applied: 'all', already_applied: 'all', refused: 'none', rolled_back: 'none', dry_run: 'none' };
  if (rows === 'half') return `${outcome}, and half-written: ${stands}`;
  return outcome === 'in_doubt' || wanted[outcome] === rows ? undefined : `${outcome}, but there stands: ${stands}`;
}
