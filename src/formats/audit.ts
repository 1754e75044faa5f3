/** The files of an audit pack: the only road from their bytes to trusted values. */

import { type ApprovalPolicy, policyText } from '../core/approval/policy.ts';
import { LIVE_FORMAT, type Live, liveText, PACK_FORMAT, type PackIndex, packText } from '../core/audit/pack.ts';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import { readCanonical } from './canonical-file.ts';
import { validate } from './generated/audit.js';
import { validate as validateLive } from './generated/audit-live.js';
import { shapeProblems } from './schema.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`. Shape: schemas/audit.schema.json. */
export function readPackIndex(bytes: Uint8Array, file: string): Checked<PackIndex> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const problems = shapeProblems(validate, source.value, { format: PACK_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const index = source.value.value as unknown as PackIndex;
  return packText(index) === source.value.text ? good(index) : bad(otherOrder(file));
}

/** Shape: schemas/audit-live.schema.json. */
export function readLive(bytes: Uint8Array, file: string): Checked<Live> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const problems = shapeProblems(validateLive, source.value, { format: LIVE_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const live = source.value.value as unknown as Live;
  return liveText(live) === source.value.text ? good(live) : bad(otherOrder(file));
}

/** A policy whose canonical text this is; what it is worth is said by the hash that a plan pins. */
export function readPolicyFile(bytes: Uint8Array, file: string): Checked<ApprovalPolicy> {
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  try {
    const { SG_1, SG_2, ...rest } = source.value.value as unknown as ApprovalPolicy['gates'] &
      Omit<ApprovalPolicy, 'gates'>;
    const policy: ApprovalPolicy = { gates: { SG_1, SG_2 }, ...rest };
    if (policyText(policy) === source.value.text) return good(policy);
  } catch {
    // Not even the shape of one.
  }
  return bad(otherOrder(file));
}

const otherOrder = (file: string): Problem => ({
  code: 'syntax.not_canonical',
  message: 'This is not the text that cutter writes.',
  place: { file },
  hint: 'Give the pack as `cutter audit` wrote it.',
});
