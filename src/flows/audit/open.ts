/** Opens an audit pack: the record of the run, its plans with their receipts, and what they were trusted by. */
import { join } from 'node:path';
import type { ApprovalPolicy } from '../../core/approval/policy.ts';
import type { Coverage, Evidence } from '../../core/audit/evidence.ts';
import { type Live, PACK, type PackIndex } from '../../core/audit/pack.ts';
import { LIMITS } from '../../core/limits.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import type { LaneKeys } from '../../core/plan/request.ts';
import { orStop, Stop } from '../../core/problem.ts';
import type { Run } from '../../core/run/replay.ts';
import { readLive, readPolicyFile } from '../../formats/audit.ts';
import { lineBlocks } from '../../formats/lines.ts';
import { readRun } from '../../formats/run.ts';
import type { Files, Folders, SecondOpinion } from '../../ports.ts';
import type { SignerFiles } from '../apply/request.ts';
import { type OpenedPlan, openPlan } from '../open-plan.ts';
import { appliedReceipt, type FoundReceipt, receiptOfCut } from '../receipts.ts';
import { checkManifest } from '../show-manifest.ts';
import { plansOfRun, type RunPlan } from './plans.ts';

export interface PackPorts {
  readonly files: Files;
  readonly folders: Folders;
  readonly secondOpinion: SecondOpinion;
}

export type Reports = (evidence: Evidence) => readonly (readonly [path: string, text: string])[];

export interface PackPlan extends RunPlan {
  /** Within the pack: `plan`, `plan/record`. */
  readonly path: string;
  readonly file: string;
  readonly opened: OpenedPlan;
  /** Of the attempt that applied it. */
  readonly receipt?: FoundReceipt;
  /** The plan that records it made it, too, in the same transaction. */
  readonly carried: boolean;
}

export interface OpenedPack {
  readonly folder: string;
  readonly run: Run;
  readonly plans: readonly PackPlan[];
  readonly policy: ApprovalPolicy;
  readonly signers: SignerFiles | undefined;
  readonly lanes: LaneKeys;
  readonly live: Live;
  coverage(manifest: string): Promise<Coverage | undefined>;
}

/** `index` holds the run and the keys. Throws Stop with whatever makes it no pack. */
export async function openPack(
  folder: string,
  { run: id, lanes }: Pick<PackIndex, 'run' | 'lanes'>,
  { files }: PackPorts,
): Promise<OpenedPack> {
  const at = (path: string): string => join(folder, path);
  const read = async (path: string, limit: number) => files.read(at(path), limit);
  const lines: string[] = [];
  for await (const block of lineBlocks(files.stream(at(PACK.run)), { file: at(PACK.run) })) lines.push(...block);
  const run = orStop(readRun(id, lines, at(PACK.run)));
  const plans: PackPlan[] = [];
  for (const plan of plansOfRun(run)) {
    const path = plan.folder === '' ? PACK.plan : `${PACK.plan}/${plan.folder}`;
    const file = join(at(path), FOLDER.plan);
    const receipt = plan.applied ? await appliedReceipt(file, plan.sha256, files) : undefined;
    plans.push({
      ...plan,
      path,
      file,
      opened: await openPlan(files, file),
      carried: plan.applied && receipt === undefined && (await receiptOfCut(file, plan.sha256, files)) !== undefined,
      ...(receipt === undefined ? {} : { receipt }),
    });
  }
  const allowed = (await files.exists(at(PACK.allowed)))
    ? { file: at(PACK.allowed), bytes: await read(PACK.allowed, LIMITS.config) }
    : undefined;
  return {
    folder,
    run,
    plans,
    policy: orStop(readPolicyFile(await read(PACK.policy, LIMITS.config), at(PACK.policy))),
    signers:
      allowed === undefined
        ? undefined
        : { allowed, revoked: { file: at(PACK.revoked), bytes: await orEmpty(at(PACK.revoked), files) } },
    lanes,
    live: orStop(readLive(await read(PACK.live, LIMITS.snapshot), at(PACK.live))),
    coverage: (manifest) => coverageOf(manifest, files),
  };
}

/** A list of revoked keys without a key is an empty file, which is read as no other is. */
async function orEmpty(file: string, files: Files): Promise<Uint8Array> {
  try {
    return await files.read(file, LIMITS.config);
  } catch (error) {
    if (error instanceof Stop && error.problems.some(({ code }) => code === 'input.empty')) return new Uint8Array(0);
    throw error;
  }
}

/** Undefined where manifest and region do not belong together. */
async function coverageOf(manifest: string, files: Files): Promise<Coverage | undefined> {
  const bytes = { unit: 0, exclusion: 0, non_content: 0 };
  const spans: ['u' | 'x' | 'n', number][] = [];
  const letter = { unit: 'u', exclusion: 'x', non_content: 'n' } as const;
  try {
    const { header, counts } = await checkManifest(files, manifest, ({ span }) => {
      const [from, to] = span.bytes;
      bytes[span.span] += to - from;
      spans.push([letter[span.span], to]);
    });
    return {
      bytes: header.region.bytes,
      units: counts.units,
      exclusions: counts.exclusions,
      unit_bytes: bytes.unit,
      excluded_bytes: bytes.exclusion,
      other_bytes: bytes.non_content,
      spans,
    };
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
}
