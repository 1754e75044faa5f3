/**
 * Where a plan follows from another: the folder of that plan, of which its own is a part, gives the request. It is read
 * when the plan is made, and again by whoever applies it.
 */
import { dirname, join } from 'node:path';
import { fingerprint } from '../../core/approval/public-key.ts';
import { readSignature } from '../../core/approval/sshsig.ts';
import { canonical, type JsonObject } from '../../core/canonical.ts';
import { sha256 } from '../../core/hash.ts';
import type { RequestKind } from '../../core/kinds/kind.ts';
import { LIMITS } from '../../core/limits.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import {
  orderedRequest,
  type PlanRequest,
  REQUEST_FORMAT,
  type RequestApproval,
  type RequestSigner,
  type RequestUnit,
} from '../../core/plan/request.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { readApproval } from '../../formats/approval.ts';
import { readManifest } from '../../formats/manifest.ts';
import type { Files } from '../../ports.ts';
import { checksum } from '../apply/checksum.ts';
import { type PlannedCut, readPlannedCut } from '../planned.ts';
import { type FoundReceipt, receiptHolds, receiptOfCut } from '../receipts.ts';
import { carriedOf } from './carried.ts';

/** plan.json of the plan that one follows from: its folder holds the other's folder. */
export const parentFile = (planFile: string): string => join(dirname(dirname(planFile)), FOLDER.plan);

export interface RequestOptions {
  readonly kind: RequestKind;
  readonly given: Readonly<Record<string, string>>;
  readonly signer?: RequestSigner;
  /** Approvals beside those that lie in the parent's folder. */
  readonly approvalFiles: readonly string[];
}

export interface ReadParent {
  readonly cut: PlannedCut;
  readonly receipt: FoundReceipt | undefined;
}

/** Reads the cut and its receipt; its folder must still be as its plan pins it. Throws Stop. */
export async function readParent(file: string, files: Files): Promise<ReadParent> {
  const cut = await readPlannedCut(file, files);
  const folder = dirname(file);
  const { pins } = cut.header;
  const pinned: readonly (readonly [string, string])[] = [
    [FOLDER.manifest, pins.manifest_sha256],
    [FOLDER.snapshot, pins.snapshot_sha256],
  ];
  const problems: Problem[] = [];
  for (const [name, pin] of pinned) {
    if ((await checksum(files, join(folder, name))) !== pin) problems.push(changed(join(folder, name)));
  }
  if (problems.length > 0) throw new Stop(problems);
  return { cut, receipt: await receiptOfCut(file, cut.end.sha256, files) };
}

/** The request of a plan of this kind that follows from the cut; unsigned. Throws Stop `plan.parent`. */
export async function requestOf(parent: ReadParent, options: RequestOptions, files: Files): Promise<PlanRequest> {
  const { cut, receipt } = parent;
  const { header, end, planned, outside } = cut;
  const { kind, given, signer } = options;
  const problems: Problem[] = [
    ...(kind.parents.includes(header.kind) ? [] : [wrongParent(kind.name, header.kind, cut.file)]),
    ...(header.expect.statements > 0 ? [] : [empty(cut.file)]),
    ...(kind.parentApplied && receipt === undefined ? [notApplied(cut.file)] : []),
  ];
  if (problems.length > 0) throw new Stop(problems);
  const { database, system_identifier } = header.target;
  return {
    format: REQUEST_FORMAT,
    kind: kind.name,
    author: header.author,
    cut: header.cut,
    parent: {
      sha256: end.sha256,
      kind: header.kind,
      ...(receipt === undefined ? {} : { run: receipt.receipt.run }),
      ...(header.shared.ledger === undefined ? {} : { ledger: header.shared.ledger }),
    },
    target: { database, system_identifier },
    pins: header.pins,
    exclusions: header.exclusions,
    ...(receipt === undefined ? {} : { receipt_sha256: receipt.sha256 }),
    // What may follow a cut that nobody can say was applied needs nobody's approval of it either; what makes the cut does.
    approvals: !(kind.parentApplied || makesTheCut(kind))
      ? []
      : receipt === undefined
        ? await approvalsFor(cut.file, end.sha256, options.approvalFiles, files)
        : await approvalsOf(cut.file, receipt, options.approvalFiles, files),
    facts: {
      rows_count: String(planned.rows.count),
      rows_digest: planned.rows.digest,
      distinct_hashes: String(planned.distinctHashes),
      section_types: planned.sectionTypes,
      outside_units: String(outside.units),
      outside_versions: String(outside.versions),
      outside_digest: outside.digest,
      receipt_holds: String(receipt !== undefined && receiptHolds(header, receipt.receipt)),
    },
    given,
    ...(signer === undefined ? {} : { signer }),
    units: await unitsOf(join(dirname(cut.file), FOLDER.manifest), files),
    ...(kind.carries === true ? await carriedOf(cut.file, files) : {}),
  };
}

const makesTheCut = (kind: RequestKind): boolean => kind.carries === true && kind.covered === 'parent';

/**
 * The approvals that the receipt names, by the SHA-256 of their files. Those that are given come first; a file that is
 * no approval is not one of them.
 */
async function approvalsOf(
  planFile: string,
  { receipt, file: receiptFile }: FoundReceipt,
  more: readonly string[],
  files: Files,
): Promise<readonly RequestApproval[]> {
  const candidates = [...more, ...(await files.list(join(dirname(planFile), FOLDER.approvals)))];
  const issued = new Map<string, string>();
  for (const file of candidates) {
    const bytes = await files.read(file, LIMITS.approval);
    const statement = readApproval(bytes, file);
    if (statement.ok) issued.set(sha256(bytes), statement.value.issued_at);
  }
  const missing = receipt.approvals.filter(({ sha256 }) => !issued.has(sha256));
  if (missing.length > 0)
    throw new Stop(missing.map(({ approver, sha256 }) => noApproval(approver, sha256, receiptFile)));
  return receipt.approvals.map(({ approver, fingerprint, sha256 }) => ({
    approver,
    fingerprint,
    sha256,
    issued_at: issued.get(sha256) as string,
  }));
}

/** The approvals of a plan that is not applied yet, each once; whether they count is for the gate to say. */
async function approvalsFor(
  planFile: string,
  planSha256: string,
  more: readonly string[],
  files: Files,
): Promise<readonly RequestApproval[]> {
  const found = new Map<string, RequestApproval>();
  for (const file of [...more, ...(await files.list(join(dirname(planFile), FOLDER.approvals)))]) {
    const bytes = await files.read(file, LIMITS.approval);
    const statement = readApproval(bytes, file);
    if (!statement.ok || statement.value.plan_sha256 !== planSha256) continue;
    const signature = readSignature(await files.read(`${file}.sig`, LIMITS.approval), `${file}.sig`);
    if (!signature.ok) continue;
    const { approver, issued_at } = statement.value;
    const digest = sha256(bytes);
    found.set(digest, { approver, fingerprint: fingerprint(signature.value.key), sha256: digest, issued_at });
  }
  return [...found.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
}

async function unitsOf(file: string, files: Files): Promise<readonly RequestUnit[]> {
  const manifest = readManifest(files.stream(file), file);
  const units: RequestUnit[] = [];
  try {
    await manifest.header();
    for await (const span of manifest.spans()) {
      if (span.span === 'unit') units.push([span.address, span.span_sha256, ...span.lines]);
    }
  } finally {
    await manifest.close();
  }
  return units;
}

/** What of a request is not what the parent's folder gives now. Code: `gate.parent`. */
export function parentProblems(file: string, request: PlanRequest, now: PlanRequest): readonly Problem[] {
  const [planned, made] = [orderedRequest(request), orderedRequest(now)];
  const names = [...new Set([...Object.keys(planned), ...Object.keys(made)])] as (keyof PlanRequest)[];
  const differing = names.filter((name) => name !== 'signature' && text(planned[name]) !== text(made[name]));
  if (differing.length === 0) return [];
  return [
    {
      code: 'gate.parent',
      message: `The plan does not follow from the one it names: ${differing.join(', ')}.`,
      place: { file },
      hint: 'Plan again, and find out who changed the request or the folder of the parent.',
    },
  ];
}

const text = (value: unknown): string => (value === undefined ? '' : canonical({ value } as JsonObject));

const changed = (file: string): Problem => ({
  code: 'gate.pins',
  message: 'This is not the file that the plan of the cut was made from.',
  place: { file },
  hint: 'Restore the folder of the cut as it was approved.',
});

const wrongParent = (kind: string, parent: string, file: string): Problem => ({
  code: 'plan.parent',
  message: `A plan of the kind ${kind} cannot follow from one of the kind ${parent}.`,
  place: { file },
  hint: 'Name the folder of a cut.',
});

const empty = (file: string): Problem => ({
  code: 'plan.parent',
  message: 'The plan writes nothing: when it was made, everything was there already.',
  place: { file },
  hint: 'Name the folder of the plan that made the cut; its receipts lie beside it.',
});

const notApplied = (file: string): Problem => ({
  code: 'plan.parent',
  message: 'No receipt beside the plan says that it was applied.',
  place: { file },
  hint: 'Apply the cut first. If a run is in doubt, `cutter resolve` with its receipt settles it.',
});

const noApproval = (approver: string, sha: string, file: string): Problem => ({
  code: 'plan.parent',
  message: `The approval of ${approver} under which the cut was applied is not there (sha256 ${sha}).`,
  place: { file },
  hint: 'Put it into the folder approvals of the cut, or name it with --approval.',
});
