/** Checks an audit pack: offline, from the pack alone, and against keys that the reader trusts. */
import { join } from 'node:path';
import { publicKeyLine } from '../../core/approval/public-key.ts';
import { AUDIT_NAMESPACE, readArmored, verifySignature } from '../../core/approval/sshsig.ts';
import type { AuditCheck, Evidence } from '../../core/audit/evidence.ts';
import { PACK, type PackIndex } from '../../core/audit/pack.ts';
import { sha256 } from '../../core/hash.ts';
import { fingerprintOfLine } from '../../core/ledger/signature.ts';
import { LIMITS } from '../../core/limits.ts';
import type { LaneKeys } from '../../core/plan/request.ts';
import { orStop, type Problem, Stop } from '../../core/problem.ts';
import { readPackIndex } from '../../formats/audit.ts';
import { evidenceOf } from './evidence.ts';
import { measured } from './measure.ts';
import type { PackPorts, Reports } from './open.ts';

export interface PackCheck {
  readonly verdict: 'PASS' | 'FAIL';
  readonly folder: string;
  readonly run: string;
  /** The key that signed, as OpenSSH prints it. */
  readonly signer: string;
  /** The keys of the lanes are those of the reader; `pack` = there were none to hold them against. */
  readonly trusted: 'own' | 'pack';
  readonly files: number;
  /** Files that are not as they were written, each with what is wrong. */
  readonly changed: readonly { readonly path: string; readonly what: string }[];
  /** What the pack proves; absent where it was changed. */
  readonly evidence?: Evidence;
  readonly checks: readonly AuditCheck[];
}

export interface CheckRequest {
  readonly folder: string;
  /** Keys that the reader trusts; absent = those that the pack names. */
  readonly lanes?: LaneKeys;
  readonly tool: { readonly version: string; readonly build: string };
  readonly reports: Reports;
}

/** What is wrong is a finding. Throws Stop only for what is no pack. */
export async function checkPack({ folder, lanes, tool, reports }: CheckRequest, ports: PackPorts): Promise<PackCheck> {
  const { files } = ports;
  const indexFile = join(folder, PACK.index);
  if (!(await files.exists(indexFile))) throw new Stop([noPack(folder)]);
  const changed: { path: string; what: string }[] = [];
  const bytes = await files.read(indexFile, LIMITS.snapshot);
  const read = readPackIndex(bytes, indexFile);
  const key = read.ok ? read.value.lanes['DOT-992'] : (lanes?.['DOT-992'] ?? '');
  changed.push(...(await signatureFaults(folder, bytes, key, ports)));
  if (!read.ok) {
    // Another format is no damage.
    if (read.problems.some(({ code }) => code === 'shape.format_version')) orStop(read);
    changed.push({ path: PACK.index, what: read.problems[0]?.message ?? 'it cannot be read' });
    return {
      verdict: 'FAIL',
      folder,
      run: '',
      signer: '',
      trusted: 'pack',
      files: 0,
      changed: named(changed),
      checks: [],
    };
  }
  const index = read.value;
  changed.push(...(await fileFaults(folder, index, ports)), ...foreignKeys(index, lanes));
  const base = {
    folder,
    run: index.run,
    signer: fingerprintOfLine(key),
    trusted: lanes === undefined ? 'pack' : 'own',
    files: index.files.length,
  } as const;
  if (changed.length > 0) return { ...base, verdict: 'FAIL', changed: named(changed), checks: [] };
  const evidence = await evidenceOf(folder, index, ports);
  const fault =
    evidence.run.head === index.head ? [] : [{ path: PACK.index, what: 'it names another end of the record' }];
  const stale = index.tool.build === tool.build ? await otherReports(folder, reports(evidence), ports) : [];
  const faults = [...fault, ...stale];
  const failed = evidence.checks.some(({ verdict }) => verdict === 'FAIL');
  return {
    ...base,
    verdict: faults.length > 0 || failed ? 'FAIL' : 'PASS',
    changed: faults,
    evidence,
    checks: evidence.checks,
  };
}

/** One line a file. */
const named = (changed: readonly { path: string; what: string }[]) =>
  changed.filter(({ path }, index) => changed.findIndex((other) => other.path === path) === index);

async function signatureFaults(folder: string, bytes: Uint8Array, key: string, { files }: PackPorts) {
  const path = PACK.signature;
  const file = join(folder, path);
  if (!(await files.exists(file))) return [{ path, what: 'it is gone' }];
  const armored = await files.read(file, LIMITS.approval).catch((error: unknown) => {
    if (error instanceof Stop) return new Uint8Array(0);
    throw error;
  });
  const signature = readArmored(armored, AUDIT_NAMESPACE);
  if (!signature.ok) return [{ path, what: `it is no signature of a pack: ${signature.wrong}` }];
  // Which of the two was changed, nobody can tell.
  if (!verifySignature(signature.value, bytes)) {
    return [
      { path: PACK.index, what: 'it is not what was signed' },
      { path, what: `it is not the signature of ${PACK.index}` },
    ];
  }
  if (publicKeyLine(signature.value.key) === key) return [];
  return [{ path, what: "it was made with a key that is not the verifier's" }];
}

async function fileFaults(folder: string, index: PackIndex, ports: PackPorts) {
  const faults: { path: string; what: string }[] = [];
  const listed = new Map(index.files.map((file) => [file.path, file]));
  const found = await measured(folder, ports, (path, problems) => {
    faults.push({ path, what: problems[0]?.message ?? 'it cannot be read' });
  });
  for (const { path, sha256: is } of found) {
    const wanted = listed.get(path);
    if (wanted === undefined) faults.push({ path, what: 'it is no file of the pack' });
    else if (wanted.sha256 !== is) faults.push({ path, what: 'it is not what the index says' });
    listed.delete(path);
  }
  for (const path of listed.keys()) {
    if (!faults.some((fault) => fault.path === path)) faults.push({ path, what: 'it is gone' });
  }
  return faults;
}

function foreignKeys({ lanes: said }: PackIndex, lanes: LaneKeys | undefined) {
  if (lanes === undefined) return [];
  return (['DOT-991', 'DOT-992'] as const)
    .filter((lane) => said[lane] !== lanes[lane])
    .map((lane) => ({ path: PACK.index, what: `its key of ${lane} is not the one of cutter.yaml` }));
}

/** Reports are made again by the same build, byte for byte. */
async function otherReports(folder: string, reports: ReturnType<Reports>, { files }: PackPorts) {
  const faults: { path: string; what: string }[] = [];
  for (const [path, text] of reports) {
    if (sha256(await files.read(join(folder, path), LIMITS.document)) !== sha256(text)) {
      faults.push({ path, what: 'it does not follow from the pack' });
    }
  }
  return faults;
}

const noPack = (folder: string): Problem => ({
  code: 'input.missing',
  message: `There is no ${PACK.index} in this folder: it is no audit pack, or one that was never finished.`,
  place: { file: folder },
  hint: 'Give the folder that `cutter audit` wrote.',
});
