/** A folder with a queue of documents, and the database that they go to: embedded, or on a server of the test's own. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import { queueSql } from '../../src/edge/queue/schema.ts';
import { sandboxUp } from '../../src/flows/sandbox.ts';
import type { Databases } from '../../src/ports.ts';
import { sqlFiles } from '../database/reference.ts';
import { adminQuery } from '../support/admin.ts';
import { cutter, type Ended, startCutter } from '../support/cli.ts';
import { APPROVER, registerCut, type Workplace, workplaceAt } from '../support/cutter.ts';
import { embeddedReference } from '../support/embedded.ts';
import { laneKeys } from '../support/governed.ts';
import type { ServerCoordinates } from '../support/server.ts';

export interface Document {
  /** As the queue names it. */
  readonly cut: string;
  readonly prefix: string;
  readonly units: number;
}

export interface Row {
  readonly cut: string;
  readonly prefix: string;
  readonly state: string;
  readonly run?: string;
  readonly run_state?: string;
  readonly units?: number;
  readonly note?: string;
  readonly problems: readonly { readonly code: string }[];
}

export interface Stage {
  readonly folder: string;
  cutter(...argv: readonly string[]): Promise<Ended>;
  start(...argv: readonly string[]): ReturnType<typeof startCutter>;
  /** Runs `cutter batch --json`; fails where it printed no table. */
  batch(...flags: readonly string[]): Promise<{ readonly code: number | null; readonly rows: readonly Row[] }>;
  /** Reads the list of all that waits, and signs it. How many were signed. */
  approveAll(): Promise<number>;
}

export interface Wished {
  readonly policy?: string;
  /** By index: the indexes of those that it waits for. */
  readonly after?: Readonly<Record<number, readonly number[]>>;
}

/** A document of so many articles in `docs/<number>`. */
export function writeDocument(folder: string, index: number, units: number): Document {
  const number = String(index).padStart(4, '0');
  const at = join(folder, 'docs', number);
  mkdirSync(at, { recursive: true });
  const articles = Array.from(
    { length: units },
    (_, one) => `### Điều ${one}. Tên của điều ${one}\nNội dung của điều ${one} của văn bản ${index}, một câu.\n`,
  );
  writeFileSync(join(at, 'document.md'), `# Văn bản\n\n## ✅ Phần I. Các điều\n${articles.join('\n')}`);
  const prefix = `DOC-${number}`;
  const cut = {
    format: 'cutter.cut/1',
    name: prefix.toLowerCase(),
    author: 'author@example.org',
    document: 'document.md',
    profile: 'constitution/1',
    prefix,
    scope: 'enacted_only',
    owner: 'incomex_council',
    publication: { type: 'law', authority: 'incomex_council' },
  };
  writeFileSync(join(at, 'cut.yaml'), `${JSON.stringify(cut, null, 2)}\n`);
  return { cut: `docs/${number}/cut.yaml`, prefix, units };
}

export function writeQueue(
  folder: string,
  documents: readonly Document[],
  { policy = 'skip', after = {} }: Wished = {},
): void {
  const entries = documents.map(({ cut }, index) => {
    const waits = after[index]?.map((one) => `\n      - ${documents[one]?.cut}`).join('');
    return `  - cut: ${cut}\n${waits === undefined ? '' : `    after:${waits}\n`}`;
  });
  writeFileSync(
    join(folder, 'queue.yaml'),
    `format: cutter.queue/1\non_failure: ${policy}\ndocuments:\n${entries.join('')}`,
  );
}

const stageIn = ({ folder }: Workplace): Stage => {
  const at = { cwd: folder };
  const approve = ['approve', '--all', '--as', APPROVER, '--key', 'key', '--json'];
  return {
    folder,
    cutter: (...argv) => cutter(argv, at),
    start: (...argv) => startCutter(argv, at),
    async batch(...flags) {
      const { code, stdout, stderr } = await cutter(['batch', 'queue.yaml', '--json', ...flags], at);
      const answer = JSON.parse(stdout) as { readonly documents?: readonly Row[] };
      if (answer.documents === undefined) throw new Error(`There is no table: ${stdout} ${stderr}`);
      return { code, rows: answer.documents };
    },
    async approveAll() {
      const list = JSON.parse((await cutter(approve, at)).stdout) as { readonly mark: string };
      const { code, stdout } = await cutter([...approve, '--sign', list.mark], at);
      if (code !== 0) throw new Error(stdout);
      return (JSON.parse(stdout) as { readonly written: readonly string[] }).written.length;
    },
  };
};

export async function embeddedStage(
  count: number,
  units: number,
  wished?: Wished,
): Promise<Stage & { readonly documents: readonly Document[] }> {
  const work = await workplaceAt(undefined as unknown as Databases);
  await laneKeys(work);
  const documents = Array.from({ length: count }, (_, index) => writeDocument(work.folder, index, units));
  const server = await embeddedReference(join(work.folder, '.cutter/database'));
  for (const { cut } of documents) await registerCut(server.databases(), join(work.folder, cut));
  await server.close();
  writeQueue(work.folder, documents, wished);
  return { ...stageIn(work), documents };
}

export interface ServerStage extends Stage {
  readonly documents: readonly Document[];
  query(sql: string): Promise<Record<string, string | null>[]>;
}

const DATABASE = 'batch';

/** On a server that this test alone uses: it may be restarted. */
export async function serverStage(
  server: ServerCoordinates,
  count: number,
  units: number,
  wished?: Wished,
): Promise<ServerStage> {
  await adminQuery(server, 'postgres', `CREATE DATABASE ${DATABASE} TEMPLATE template0`);
  const { host, port } = server;
  const databases = serverDatabases({
    host,
    port,
    database: DATABASE,
    sslmode: 'disable',
    users: { exec: { user: 'cutter_exec' }, verify: { user: 'cutter_verify' }, owner: { user: server.superuser } },
  });
  await sandboxUp(databases, [...sqlFiles(), { name: '96-queue.sql', text: queueSql() }], 'test');
  const work = await workplaceAt(databases, { ...server, database: DATABASE } as never);
  await laneKeys(work);
  const keys = 'DOT_CUTTER_QUEUE_DB_USER=cutter_queue\nDOT_CUTTER_QUEUE_DB_PASSWORD=not asked for\n';
  appendFileSync(join(work.folder, 'server.env'), keys);
  const documents = Array.from({ length: count }, (_, index) => writeDocument(work.folder, index, units));
  for (const { cut } of documents) await registerCut(databases, join(work.folder, cut));
  writeQueue(work.folder, documents, wished);
  return { ...stageIn(work), documents, query: (sql) => adminQuery(server, DATABASE, sql) };
}
