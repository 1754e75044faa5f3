/** The keys of the lanes: two, different, and nobody's who approves. */
import { publicKeyLine } from '../core/approval/public-key.ts';
import { LANE_NAMESPACE } from '../core/approval/sshsig.ts';
import { toolRevision } from '../core/ledger/lane-statement.ts';
import type { LaneId } from '../core/ledger/lanes.ts';
import { fingerprintOfLine, sameKeys } from '../core/ledger/signature.ts';
import type { LaneKeys, RequestSigner } from '../core/plan/request.ts';
import { type Problem, Stop } from '../core/problem.ts';
import type { Files, Signer, Signers } from '../ports.ts';
import type { SignerFiles } from './apply/request.ts';
import { readSigners } from './approvals.ts';

interface Ports {
  readonly files: Files;
  readonly signers: Signers;
}

/** Undefined where neither key is there. Throws Stop: `config.lanes`, `plan.lane`, `approval.key`. */
export async function readLaneKeys(
  paths: Readonly<Record<LaneId, string>>,
  approvers: SignerFiles | undefined,
  ports: Ports,
): Promise<LaneKeys | undefined> {
  const lanes = Object.keys(paths) as LaneId[];
  const there = await Promise.all(lanes.map((lane) => ports.files.exists(paths[lane])));
  if (!there.includes(true)) return undefined;
  if (there.includes(false))
    throw new Stop(lanes.filter((_, at) => !there[at]).map((lane) => missing(lane, paths[lane])));
  const [executor, verifier] = await Promise.all([
    ports.signers.open(paths['DOT-991'], LANE_NAMESPACE),
    ports.signers.open(paths['DOT-992'], LANE_NAMESPACE),
  ]);
  const keys = { 'DOT-991': executor.publicKey, 'DOT-992': verifier.publicKey };
  const problems = [...sameKeys(keys['DOT-991'], keys['DOT-992']), ...approving(keys, paths, approvers)];
  if (problems.length > 0) throw new Stop(problems);
  return keys;
}

export interface OpenedLane {
  readonly key: Signer;
  readonly signer: RequestSigner;
}

/** One lane, ready to sign. Throws Stop `config.lanes` where there are no keys. */
export async function openLane(
  lane: LaneId,
  paths: Readonly<Record<LaneId, string>>,
  approvers: SignerFiles | undefined,
  tool: { readonly version: string; readonly build: string },
  ports: Ports,
): Promise<OpenedLane> {
  const keys = await readLaneKeys(paths, approvers, ports);
  if (keys === undefined) throw new Stop([missing(lane, paths[lane])]);
  const key = await ports.signers.open(paths[lane], LANE_NAMESPACE);
  return { key, signer: { lane, tool_revision: toolRevision(tool, fingerprintOfLine(keys[lane])), keys } };
}

/** Who approves a write does not sign that it was made, nor that it was found right. */
function approving(
  keys: LaneKeys,
  paths: Readonly<Record<LaneId, string>>,
  approvers: SignerFiles | undefined,
): readonly Problem[] {
  if (approvers === undefined) return [];
  const allowed = readSigners(approvers).signers.map(({ key }) => publicKeyLine(key));
  return (Object.keys(keys) as LaneId[])
    .filter((lane) => allowed.includes(keys[lane]))
    .map((lane) => ({
      code: 'plan.lane',
      message: `The key of the lane ${lane} is that of an approver.`,
      place: { file: paths[lane] },
      hint: 'Give the lane a key of its own: `cutter keys init` makes two.',
    }));
}

const missing = (lane: LaneId, file: string): Problem => ({
  code: 'config.lanes',
  message: `There is no key of the lane ${lane}.`,
  place: { file },
  hint: 'Run `cutter keys init`, or name the key under `lanes` in cutter.yaml.',
});

/** A key is never overwritten, and never is only one of two made. Throws Stop `input.exists`. */
export async function assertNoKeys(paths: Readonly<Record<LaneId, string>>, files: Files): Promise<void> {
  const problems: Problem[] = [];
  for (const path of Object.values(paths).flatMap((path) => [path, `${path}.pub`])) {
    if (!(await files.exists(path))) continue;
    problems.push({
      code: 'input.exists',
      message: 'A file already stands where the key was to be written.',
      place: { file: path },
      hint: 'Use that key, or name another path under `lanes` in cutter.yaml.',
    });
  }
  if (problems.length > 0) throw new Stop(problems);
}
