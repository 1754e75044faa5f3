/** A head that was kept outside the database: read, and proven to be signed by somebody who may. */
import { publicKeyLine } from '../../core/approval/public-key.ts';
import { isRevoked } from '../../core/approval/revoked-keys.ts';
import { HEAD_NAMESPACE, readArmored, verifySignature } from '../../core/approval/sshsig.ts';
import type { LedgerHead } from '../../core/ledger/head.ts';
import { LIMITS } from '../../core/limits.ts';
import type { LaneKeys } from '../../core/plan/request.ts';
import { orStop, Stop } from '../../core/problem.ts';
import { readLedgerHead } from '../../formats/ledger-head.ts';
import type { Files } from '../../ports.ts';
import type { SignerFiles } from '../apply/request.ts';
import { readSigners } from '../approvals.ts';

/** Whose signature on a head counts: the two lanes, and whoever may approve. */
export interface HeadSigners {
  readonly lanes: LaneKeys | undefined;
  readonly approvers: SignerFiles | undefined;
}

/** Throws Stop: `ledger.head` for a signature that does not count, `input.*`, `syntax.*`, `shape.*`. */
export async function readHead(file: string, signers: HeadSigners, files: Files): Promise<LedgerHead> {
  const bytes = await files.read(file, LIMITS.snapshot);
  const head = orStop(readLedgerHead(bytes, file));
  const signature = readArmored(await files.read(`${file}.sig`, LIMITS.approval), HEAD_NAMESPACE);
  const wrong = !signature.ok
    ? `it is no signature of a head: ${signature.wrong}`
    : !verifySignature(signature.value, bytes)
      ? 'it was made over something else'
      : keysOf(head.signer, signers).includes(publicKeyLine(signature.value.key))
        ? undefined
        : `its key is not one of ${head.signer}`;
  if (wrong === undefined) return head;
  throw new Stop([
    {
      code: 'ledger.head',
      message: `The signature of the head does not count: ${wrong}.`,
      place: { file: `${file}.sig` },
      hint: 'Use a head as `cutter ledger head` wrote it, with the cutter.yaml that names the keys of its signer.',
    },
  ]);
}

/** Public keys that are this signer's, `type base64`. */
export function keysOf(signer: string, { lanes, approvers }: HeadSigners): readonly string[] {
  if (signer === 'DOT-991' || signer === 'DOT-992') return lanes === undefined ? [] : [lanes[signer]];
  if (approvers === undefined) return [];
  const { signers, revoked } = readSigners(approvers);
  return signers
    .filter(({ principal, key }) => principal === signer && !isRevoked(revoked, key))
    .map(({ key }) => publicKeyLine(key));
}
