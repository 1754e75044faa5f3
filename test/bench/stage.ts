/**
 * Where the benchmark runs: a private server, one provisioned database with every document registered as template, and a
 * folder with configuration, a throw-away key, the plans, their approvals and their SQL.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundsOf, ROWS_DIGEST_QUERY } from '../../src/core/sql/live-rows.ts';
import { adminQuery } from '../support/admin.ts';
import { findBinaries } from '../support/pg-binaries.ts';
import { startProxy } from '../support/proxy.ts';
import { startServer } from '../support/server.ts';
import { cutText, documentText, type Engine, prefixOf } from './document.ts';
import { type Program, run } from './process.ts';
import type { Measured } from './table.ts';

/** The database that the plans pin. */
const DATABASE = 'bench';
const TEMPLATE = 'bench_template';
export const APPROVER = 'approver@example.org';
export const ROUND_TRIP_MS = 20;

/** Where the server is reached: at once, or behind the slow line. */
export type Road = 'near' | 'far';

export interface Stage {
  readonly version: string;
  /** The root of the repository. */
  readonly root: string;
  /** Configuration and plans are here; programs run here. */
  readonly folder: string;
  /** Makes the pinned database anew from the template, and writes out what is dirty. */
  freshDatabase(): Promise<void>;
  /** Throws unless exactly the plan's rows are there, as its digest says. */
  demandRows(units: number): Promise<void>;
  cutter(parameters: readonly string[], output?: string): Promise<Measured>;
  /** psql with the SQL of the plan, as one transaction, in the writer's role. */
  psql(units: number, road: Road): Promise<Measured>;
  readonly node: (parameters: readonly string[]) => Promise<Measured>;
  /** Rows of the pinned database, as its superuser. */
  query(sql: string): Promise<readonly Record<string, string | null>[]>;
  close(): Promise<void>;
}

/** A document to prepare, by its size in units. */
export interface Wanted {
  readonly units: number;
  readonly engine: Engine;
}

export const planFolder = (units: number, engine?: Engine): string =>
  join('plans', units === 0 ? 'constitution' : prefixOf(units, engine));
export const approvalFile = (units: number, engine?: Engine): string =>
  join(planFolder(units, engine), 'approval.json');
export const cutFile = (units: number, engine?: Engine): string =>
  join('documents', prefixOf(units, engine), 'cut.yaml');

/** The example of the repository is always prepared, as size 0. */
export async function openStage(root: string, wanted: readonly Wanted[], say: (text: string) => void): Promise<Stage> {
  const psqlFile = psqlProgram();
  say('starting a server');
  const server = await startServer({ fsync: true });
  const proxy = await startProxy({ to: server, roundTripMs: ROUND_TRIP_MS });
  const folder = mkdtempSync(join(tmpdir(), 'cutter-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const admin = (sql: string): Promise<unknown> => adminQuery(server, 'postgres', sql);
  const program = (file: string, parameters: readonly string[], output?: string): Program => ({
    file,
    parameters,
    cwd: folder,
    ...(output === undefined ? {} : { output: join(folder, output) }),
  });
  const cutter: Stage['cutter'] = (parameters, output) =>
    run(program(process.execPath, [join(root, 'bin/cutter.js'), ...parameters], output));
  const digests = new Map<number, string>();
  const close = async (): Promise<void> => {
    await proxy.close();
    await server.stop();
  };

  try {
    await cutter(['init', '--signer', APPROVER, '--new-key', 'key']);
    configure(folder, { near: server.port, far: proxy.port });
    await admin(`CREATE DATABASE ${DATABASE} TEMPLATE template0 ENCODING 'UTF8'`);
    await cutter(['sandbox', 'up']);
    for (const { units, engine } of [EXAMPLE, ...wanted]) {
      say(units === 0 ? 'preparing the example' : `preparing ${units} units (${engine})`);
      const cut = units === 0 ? join(root, 'examples/01-constitution/cut.yaml') : writeDocument(folder, units, engine);
      const plan = planFolder(units, engine);
      await cutter(['sandbox', 'register', cut]);
      await cutter(['plan', cut, '--out', plan]);
      if (units === 0) continue;
      await cutter(['approve', plan, '--as', APPROVER, '--key', 'key', '--out', approvalFile(units, engine)]);
      await cutter(['show', plan, '--format', 'sql'], `${plan}.sql`);
      withoutTransaction(join(folder, `${plan}.sql`));
    }
    await admin(`ALTER DATABASE ${DATABASE} RENAME TO ${TEMPLATE}`);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    version: server.version,
    root,
    folder,
    cutter,
    node: (parameters) => run(program(process.execPath, parameters)),
    psql: (units, road) => {
      const port = road === 'near' ? server.port : proxy.port;
      const where = ['-h', server.host, '-p', String(port), '-U', 'cutter_exec', '-d', DATABASE];
      return run(program(psqlFile, ['-X', ...where, '-q', '-1', '-f', `${planFolder(units)}.sql`]));
    },
    freshDatabase: async () => {
      await admin(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
      await admin(`CREATE DATABASE ${DATABASE} TEMPLATE ${TEMPLATE}`);
      await admin('CHECKPOINT');
    },
    demandRows: async (units) => {
      const [row] = await adminQuery(server, DATABASE, ROWS_DIGEST_QUERY, boundsOf(prefixOf(units)));
      const digest = row?.digest ?? '';
      if (Number(row?.count) !== units) throw new Error(`${row?.count} rows are there instead of ${units}.`);
      if ((digests.get(units) ?? digest) !== digest) throw new Error('The two sides left different rows.');
      digests.set(units, digest);
    },
    query: (sql) => adminQuery(server, DATABASE, sql),
    close,
  };
}

function configure(folder: string, ports: Readonly<Record<Road, number>>): void {
  const file = join(folder, 'cutter.yaml');
  const targets = Object.entries(ports).map(([road, port]) => {
    const env = join(folder, `${road}.env`);
    writeFileSync(
      env,
      [
        'DOT_CUTTER_DB_HOST=127.0.0.1',
        `DOT_CUTTER_DB_PORT=${port}`,
        `DOT_CUTTER_DB_NAME=${DATABASE}`,
        'DOT_CUTTER_DB_SSLMODE=disable',
        'DOT_CUTTER_EXEC_DB_USER=cutter_exec',
        'DOT_CUTTER_EXEC_DB_PASSWORD=unused',
        'DOT_CUTTER_VERIFY_DB_USER=cutter_verify',
        'DOT_CUTTER_VERIFY_DB_PASSWORD=unused',
        '',
      ].join('\n'),
    );
    chmodSync(env, 0o600);
    return `  ${road}:\n    kind: server\n    env_file: ${road}.env\n`;
  });
  const text = readFileSync(file, 'utf8')
    .replace('default_target: local', 'default_target: near')
    .replace('targets:\n', `targets:\n${targets.join('')}`);
  writeFileSync(file, text);
}

const EXAMPLE: Wanted = { units: 0, engine: 'records' };

/** Writes document and cut; gives the path of the cut. */
export function writeDocument(folder: string, units: number, engine: Engine): string {
  const cut = join(folder, cutFile(units, engine));
  mkdirSync(join(cut, '..'), { recursive: true });
  writeFileSync(cut, cutText(units, engine));
  writeFileSync(join(cut, '../document.md'), [...documentText(units, engine)].join(''));
  return cut;
}

/** `psql -1` makes the transaction; one inside it would end it early. */
function withoutTransaction(file: string): void {
  const text = readFileSync(file, 'utf8');
  const bare = text.replace(/^BEGIN\b.*;\n/m, '').replace(/^COMMIT;\n(?![\s\S]*\S)/m, '');
  if (/^(BEGIN|COMMIT)\b/m.test(bare)) throw new Error(`A transaction is left in ${file}.`);
  writeFileSync(file, bare);
}

/** The program itself: where it is a wrapper (Debian), the wrapper's own start would count against it. */
function psqlProgram(): string {
  const beside = join(findBinaries().bin, 'psql');
  return existsSync(beside) ? beside : 'psql';
}

/** Receipts of earlier runs, so that every run finds the folder as it was. */
export const withoutReceipts = (stage: Stage, units: number, engine?: Engine): void =>
  rmSync(join(stage.folder, planFolder(units, engine), 'receipts'), { recursive: true, force: true });
