/** Checks the ledger; writes nothing. */
import type { LedgerState } from '../../core/ledger/checker.ts';
import { FINDINGS, type Finding } from '../../core/ledger/findings.ts';
import type { Identity } from '../../core/plan/snapshot.ts';
import type { Databases, Files } from '../../ports.ts';
import { type HeadSigners, readHead } from './head-file.ts';
import { readLedger } from './read.ts';

export interface LedgerCheck {
  readonly verdict: 'PASS' | 'FAIL';
  readonly target: Identity;
  readonly state: LedgerState;
  /** The head that the ledger was held against; absent = none was given, and rows cut off the end do not show. */
  readonly head?: { readonly file: string; readonly seq: number; readonly taken_at: string; readonly signer: string };
  readonly findings: readonly (Finding & { readonly sentence: string })[];
}

export interface CheckRequest {
  readonly head?: string;
  readonly signers: HeadSigners;
  readonly run: string;
}

/** Throws Stop for a head that does not count and a ledger that cannot be read; what is wrong in it is a finding. */
export async function checkLedger(
  request: CheckRequest,
  { files, databases }: { readonly files: Files; readonly databases: Databases },
): Promise<LedgerCheck> {
  const kept = request.head === undefined ? undefined : await readHead(request.head, request.signers, files);
  const { target, state, findings } = await readLedger(databases, request.run, kept);
  return {
    verdict: findings.length === 0 ? 'PASS' : 'FAIL',
    target,
    state,
    ...(kept === undefined || request.head === undefined
      ? {}
      : { head: { file: request.head, seq: kept.seq, taken_at: kept.taken_at, signer: kept.signer } }),
    findings: findings.map((one) => ({ ...one, sentence: FINDINGS[one.what] })),
  };
}
