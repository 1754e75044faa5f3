/**
 * A workplace: a folder with cutter.yaml, signers and an approver's key, and a database to cut into. Ports are the real
 * ones, built as the command line builds them; a test puts its own in place of some, to make something fail.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Wire } from '../../src/cli/wire.ts';
import { uuid5 } from '../../src/core/hash.ts';
import type { Snapshot } from '../../src/core/plan/snapshot.ts';
import { type Problem, Stop } from '../../src/core/problem.ts';
import { makeKeyPair } from '../../src/edge/ssh/keygen.ts';
import { apply } from '../../src/flows/apply/index.ts';
import type { ApplyPorts, ApplyRequest, ApplyResult } from '../../src/flows/apply/request.ts';
import { approve } from '../../src/flows/approve.ts';
import { init } from '../../src/flows/init.ts';
import { markDocument } from '../../src/flows/mark.ts';
import { newInputs, writePlan } from '../../src/flows/plan/make.ts';
import { takeSnapshot } from '../../src/flows/plan/snapshot.ts';
import { sandboxRegister } from '../../src/flows/sandbox.ts';
import { type VerifyResult, verify } from '../../src/flows/verify.ts';
import type { Clock, Databases } from '../../src/ports.ts';
import { databasesOf, referenceDatabase } from '../database/reference.ts';
import { copyOf, type TestDatabase } from './database.ts';
import { temporaryFolder } from './folder.ts';
import { TOOL } from './tool.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const EXAMPLE_CUT = join(ROOT, 'examples/01-constitution/cut.yaml');
export { TOOL };

export const APPROVER = 'approver@example.org';

export const silent = { step: () => undefined, count: () => undefined };

export interface PlannedCut {
  /** plan.json in its folder. */
  readonly file: string;
  readonly folder: string;
  readonly sha256: string;
  readonly header: Awaited<ReturnType<typeof writePlan>>['header'];
}

export interface Workplace {
  readonly folder: string;
  readonly wire: Wire;
  readonly databases: Databases;
  snapshot(prefix?: string): Promise<Snapshot>;
  /** Marks, takes a snapshot unless one is given, and writes the plan to a folder of its own. */
  plan(cutFile?: string, snapshot?: Snapshot): Promise<PlannedCut>;
  /** The approval's file, beside the plan. */
  approve(
    plan: PlannedCut,
    over?: { readonly hours?: number; readonly clock?: Clock; readonly out?: string },
  ): Promise<string>;
  /** With the approvals that lie beside the plan, unless `request` names others. */
  apply(plan: PlannedCut, request?: Partial<ApplyRequest>, ports?: Partial<ApplyPorts>): Promise<ApplyResult>;
  verify(plan: PlannedCut): Promise<VerifyResult>;
}

/** A workplace whose target is a server, or databases that the test opened itself. */
export async function workplaceAt(databases: Databases, target?: TestDatabase): Promise<Workplace> {
  const folder = temporaryFolder();
  const wire = new Wire({ config: join(folder, 'cutter.yaml'), target: undefined, root: ROOT });
  const key = join(folder, 'key');
  const { publicKey } = await makeKeyPair(key, APPROVER);
  await init({ folder, signer: { principal: APPROVER, publicKey } }, wire);
  if (target !== undefined) pointAt(folder, target);
  let plans = 0;
  const approvals = new Map<string, string[]>();

  return {
    folder,
    wire,
    databases,
    snapshot: (prefix = 'ICX-CONST') => takeSnapshot(databases, { prefix, writer: 'direct' }, wire.run('plan')),
    async plan(cutFile = EXAMPLE_CUT, snapshot) {
      const marked = await markDocument(cutFile, wire);
      const taken = snapshot ?? (await takeSnapshot(databases, marked.cut, wire.run('plan')));
      plans += 1;
      const planFolder = join(folder, 'plans', String(plans));
      const made = await writePlan(planFolder, newInputs(marked, taken), await wire.trust(), wire.output);
      return { file: join(planFolder, 'plan.json'), folder: planFolder, sha256: made.sha256, header: made.header };
    },
    async approve(plan, { hours, clock = wire.clock, out } = {}) {
      const { file } = await approve(
        {
          planFile: plan.file,
          approver: APPROVER,
          keyFile: key,
          ...(hours === undefined ? {} : { hours }),
          ...(out === undefined ? {} : { out }),
          policy: await wire.policy(),
          signers: await wire.signerFiles(),
          toolBuild: TOOL.build,
        },
        { files: wire.files, output: wire.output, signers: await wire.signers(), clock },
      );
      approvals.set(plan.file, [file]);
      return file;
    },
    apply: async (plan, request = {}, ports = {}) =>
      apply(
        {
          planFile: plan.file,
          approvalFiles: approvals.get(plan.file) ?? [],
          dryRun: false,
          run: wire.run('apply'),
          environment: [],
          policy: await wire.policy(),
          signers: await wire.signerFiles(),
          tool: TOOL,
          signal: new AbortController().signal,
          ...request,
        },
        {
          files: wire.files,
          output: wire.output,
          clock: wire.clock,
          databases,
          secondOpinion: await wire.secondOpinion(),
          progress: silent,
          ...ports,
        },
      ),
    verify: (plan) => verify(plan.file, wire.run('verify'), { files: wire.files, databases }),
  };
}

/** Writes cutter.yaml and its env file so that a command in this folder reaches the database. */
export function pointAt(folder: string, target: Pick<TestDatabase, 'host' | 'port' | 'database'>): void {
  const config = readFileSync(join(folder, 'cutter.yaml'), 'utf8')
    .replace('default_target: local', 'default_target: server')
    .replace('targets:\n', 'targets:\n  server:\n    kind: server\n    env_file: server.env\n');
  writeFileSync(join(folder, 'cutter.yaml'), config);
  const settings = {
    DB_HOST: target.host,
    DB_PORT: target.port,
    DB_NAME: target.database,
    DB_SSLMODE: 'disable',
    EXEC_DB_USER: 'cutter_exec',
    EXEC_DB_PASSWORD: 'not asked for',
    VERIFY_DB_USER: 'cutter_verify',
    VERIFY_DB_PASSWORD: 'not asked for',
  };
  const lines = Object.entries(settings).map(([key, value]) => `DOT_CUTTER_${key}=${value}\n`);
  writeFileSync(join(folder, 'server.env'), lines.join(''), { mode: 0o600 });
}

/** Registers the document of a cut, as `cutter sandbox register` does. */
export async function registerCut(databases: Databases, cutFile: string): Promise<void> {
  const wire = new Wire({ config: undefined, target: undefined, root: ROOT });
  const { cut, manifest } = await markDocument(cutFile, wire);
  const checksum = manifest.header.region.sha256;
  await sandboxRegister(
    databases,
    {
      source_document_ref: cut.name,
      address_docprefix: cut.prefix,
      document_version_id: uuid5('document version', cut.name, checksum),
      content_checksum: checksum,
    },
    'test',
  );
}

export interface ServerWorkplace extends Workplace {
  readonly database: TestDatabase;
}

async function registered(): Promise<TestDatabase> {
  const database = await referenceDatabase();
  await registerCut(databasesOf(database), EXAMPLE_CUT);
  return database;
}

/** A new database with the reference schema and the example registered, and a workplace for it. */
export async function serverWorkplace(sql?: string): Promise<ServerWorkplace> {
  const database = await copyOf('workplace', registered);
  if (sql !== undefined) await database.query(sql);
  return { ...(await workplaceAt(databasesOf(database), database)), database };
}

export interface Synthetic {
  readonly cutFile: string;
  readonly prefix: string;
  readonly units: number;
}

/** A document of that many articles in a folder of its own, under a prefix of its own. */
export function syntheticDocument(units: number, prefix = 'BIG-DOC'): Synthetic {
  const folder = join(temporaryFolder(), 'document');
  mkdirSync(folder);
  const articles = Array.from(
    { length: units },
    (_, index) => `### Điều ${index}. Tên của điều ${index}\nNội dung của điều ${index}, đủ dài để là một câu.\n`,
  );
  writeFileSync(join(folder, 'document.md'), `# Văn bản\n\n## ✅ Phần I. Các điều\n${articles.join('\n')}`);
  const cut = {
    format: 'cutter.cut/1',
    name: prefix.toLowerCase(),
    author: 'author@example.org',
    document: 'document.md',
    profile: 'constitution/1',
    prefix,
    scope: 'enacted_only',
    writer: 'direct',
    owner: 'incomex_council',
    publication: { type: 'law', authority: 'incomex_council' },
  };
  const cutFile = join(folder, 'cut.yaml');
  writeFileSync(cutFile, `${JSON.stringify(cut, null, 2)}\n`);
  return { cutFile, prefix, units };
}

/** The problems of a flow that must refuse. */
export async function refusalOf(work: Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Stop) return error.problems;
    throw error;
  }
  throw new Error('It was not refused.');
}

export const codesOf = (problems: readonly Problem[]): string[] =>
  [...new Set(problems.map(({ code }) => code))].sort();

/** Everything that a cut could have left behind: rows of every table that it or its triggers write. */
export async function contentOf(database: TestDatabase): Promise<Record<string, string | null> | undefined> {
  const [row] = await database.query(`SELECT
    (SELECT count(*) FROM public.information_unit) AS units,
    (SELECT count(*) FROM public.unit_version) AS versions,
    (SELECT count(*) FROM public.birth_registry) AS births,
    (SELECT count(*) FROM public.iu_lifecycle_log) AS lifecycle`);
  return row;
}

export const NOTHING = { units: '0', versions: '0', births: '0', lifecycle: '0' };
