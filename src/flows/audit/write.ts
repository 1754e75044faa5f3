/** Makes an audit pack of a run. The index is written last: a pack without one is none. */
import { join } from 'node:path';
import { policyText } from '../../core/approval/policy.ts';
import type { Evidence } from '../../core/audit/evidence.ts';
import { LIVE_FORMAT, type Live, liveText, PACK, PACK_FORMAT, packText } from '../../core/audit/pack.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import type { LaneKeys } from '../../core/plan/request.ts';
import { Stop } from '../../core/problem.ts';
import { countsOf } from '../../core/run/matrix.ts';
import type { Run } from '../../core/run/replay.ts';
import { isOver } from '../../core/run/states.ts';
import { transitionLine } from '../../core/run/transition.ts';
import type { Artifacts, Databases, FileWriter, RunStore, Signer } from '../../ports.ts';
import { askSession } from '../apply/live.ts';
import { takeHead } from '../ledger/head.ts';
import { reading } from '../reading.ts';
import { countRows } from '../run/count.ts';
import { factOf } from '../run/known.ts';
import { openRun } from '../run/record.ts';
import type { RunSettings } from '../run/world.ts';
import { verify } from '../verify.ts';
import { writeLedger } from './database.ts';
import { evidenceOf } from './evidence.ts';
import { measured } from './measure.ts';
import type { PackPorts, Reports } from './open.ts';
import { plansOfRun } from './plans.ts';
import { filesWithSecrets } from './secrets.ts';

export interface AuditRequest {
  readonly run: string;
  /** Folder of the pack; absent = in the folder of the plan. */
  readonly out?: string;
  readonly policy: RunSettings['policy'];
  readonly signers: RunSettings['signers'];
  readonly lanes: LaneKeys;
  /** The key of the verifier's lane, opened for heads of the ledger and for packs. */
  readonly headKey: Signer;
  readonly packKey: Signer;
  readonly tool: RunSettings['tool'];
  /** Renders the reports: paths within the pack, and their texts. */
  readonly reports: Reports;
  /** Words that must not stand in any file. */
  readonly secrets: readonly string[];
}

export interface AuditPorts extends PackPorts {
  readonly output: FileWriter;
  readonly artifacts: Pick<Artifacts, 'remove'>;
  readonly databases: Databases;
  readonly store: RunStore;
}

export interface Audited {
  readonly folder: string;
  /** The page to open. */
  readonly report: string;
  readonly evidence: Evidence;
}

/** Throws Stop: `input.exists` for a folder in which something stands, `audit.secret`, `database.*`. */
export async function writeAudit(request: AuditRequest, ports: AuditPorts): Promise<Audited> {
  const { files, folders, output } = ports;
  const run = await openRun(request.run, ports.store);
  const folder = request.out ?? defaultFolder(run);
  if (await files.exists(folder)) {
    if (request.out !== undefined || (await files.exists(join(folder, PACK.index)))) throw new Stop([exists(folder)]);
    await clear(folder, ports);
  }
  const at = (path: string): string => join(folder, path);
  await output.write(
    at(PACK.run),
    run.transitions.map((line) => `${transitionLine(line)}\n`),
  );
  await copyPlans(run, folder, ports);
  await output.write(at(PACK.policy), [policyText(request.policy)]);
  if (request.signers !== undefined) {
    await output.write(at(PACK.allowed), [request.signers.allowed.bytes]);
    await output.write(at(PACK.revoked), [request.signers.revoked.bytes]);
  }
  const live = await liveOf(run, request, folder, ports);
  await output.write(at(PACK.live), [liveText(live)]);
  const evidence = await evidenceOf(folder, { run: run.id, lanes: request.lanes }, ports);
  for (const [path, text] of request.reports(evidence)) await output.write(at(path), [text]);
  const listed = await measured(folder, { files, folders });
  const secret = await filesWithSecrets(
    folder,
    listed.map(({ path }) => path),
    request.secrets,
    files,
  );
  if (secret.length > 0) throw new Stop(secret.map((path) => holdsSecret(at(path))));
  const { head, id } = run;
  const text = packText({
    format: PACK_FORMAT,
    run: id,
    head,
    tool: request.tool,
    lanes: request.lanes,
    files: listed,
  });
  await output.write(at(PACK.signature), [await request.packKey.sign(new TextEncoder().encode(text))]);
  await output.write(at(PACK.index), [text]);
  return { folder, report: at(PACK.reportHtml), evidence };
}

/** What a crash left of a pack that has no index yet: it is none, and nothing but a pack is written to its folder. */
async function clear(folder: string, { folders, artifacts }: AuditPorts): Promise<void> {
  for (const path of await folders.files(folder)) await artifacts.remove(join(folder, path));
}

/** A run that is over has one pack; one that goes on may have one for each line of its record: the line, and the state that it came to. */
export const defaultFolder = (run: Run): string =>
  join(
    run.facts.plan_folder === undefined ? '.' : factOf(run, 'plan_folder'),
    'audit',
    isOver(run.state) ? run.id : `${run.id}-${run.transitions.length}-${run.state}`,
  );

/** The files of each plan, its approvals and its receipts. */
async function copyPlans(run: Run, folder: string, { files, folders, output }: AuditPorts): Promise<void> {
  const names = [FOLDER.cut, FOLDER.manifest, FOLDER.region, FOLDER.request, FOLDER.snapshot, FOLDER.plan];
  for (const plan of plansOfRun(run)) {
    const from = join(factOf(run, 'plan_folder'), plan.folder);
    const within: string[] = [];
    for (const name of names) if (await files.exists(join(from, name))) within.push(name);
    for (const name of [FOLDER.approvals, FOLDER.receipts]) {
      if (await files.isFolder(join(from, name)))
        within.push(...(await folders.files(join(from, name))).map((path) => `${name}/${path}`));
    }
    for (const name of within) {
      await output.write(join(folder, PACK.plan, plan.folder, name), files.stream(join(from, name)));
    }
  }
}

async function liveOf(run: Run, request: AuditRequest, folder: string, ports: AuditPorts): Promise<Live> {
  const { databases, files, output } = ports;
  const who = await reading(databases, `audit/${run.id}`, askSession);
  const target = { database: who.database ?? '', system_identifier: who.system_identifier ?? '' };
  const rows = Object.fromEntries(countsOf(await countRows(databases, run.id)));
  const base = {
    format: LIVE_FORMAT,
    at: who.clock ?? '',
    target,
    server_version: who.server_version ?? '',
    rows,
  } as const;
  const written = plansOfRun(run).filter(({ applied }) => applied);
  const [cut] = written;
  if (cut === undefined) return base;
  const last = written.findLast(({ folder: name }) => name === '' || name === 'enact') ?? cut;
  const planFile = join(factOf(run, 'plan_folder'), last.folder, FOLDER.plan);
  const { facts } = await verify(planFile, run.id, { files, databases });
  const verified = {
    ...base,
    verify: {
      plan: last.sha256,
      facts: facts.map(({ name, expected, found, ok }) => ({ name, expected, found, ok })),
    },
  };
  const [ledgerRows, links] = [join(folder, PACK.rows), join(folder, PACK.links)];
  if (!(await writeLedger(databases, run.id, cut.sha256, { rows: ledgerRows, links }, output))) return verified;
  try {
    await takeHead(
      {
        signer: 'DOT-992',
        key: request.headKey,
        signers: { lanes: request.lanes, approvers: request.signers },
        out: join(folder, PACK.head),
        run: run.id,
      },
      { files, output, databases },
    );
    return verified;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { ...verified, ledger: error.problems.flatMap(({ message, detail = [] }) => [message, ...detail]) };
  }
}

const exists = (folder: string) =>
  ({
    code: 'input.exists',
    message: 'Something stands where the pack was to be written.',
    place: { file: folder },
    hint: `If it is a pack of this run, \`cutter audit check ${folder}\` says what it is worth; else name another folder with --out, or move it away.`,
  }) as const;

const holdsSecret = (file: string) =>
  ({
    code: 'audit.secret',
    message: 'This file holds a password or a private key; the pack is not signed.',
    place: { file },
    hint: 'Find out how it came there, change the secret, and remove the pack.',
  }) as const;
