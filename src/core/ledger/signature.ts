/** The signature rows of the ledger: making them, and judging those that stand there. */
import { fingerprint, readPublicKeyFields, type SshPublicKey } from '../approval/public-key.ts';
import { LANE_NAMESPACE, readArmored, verifySignature } from '../approval/sshsig.ts';
import { sha256 } from '../hash.ts';
import type { RequestSigner } from '../plan/request.ts';
import { bad, type Checked, good, type Problem } from '../problem.ts';
import type { RowValues } from './insert.ts';
import { LANE_FORMAT } from './lane-statement.ts';
import { LANES, type LaneId, type References, referenceFault, referencesOf } from './lanes.ts';

/** What a lane's signature must be: its key, the row it signs, and every byte of what it signs. */
export interface WantedSignature {
  readonly lane: LaneId;
  /** The public key of the lane, `type base64`. */
  readonly key: string;
  /** Id of the change set or the verify result. */
  readonly subject: string;
  readonly payload: string;
}

/** A signature as it stands in the ledger. */
export interface FoundSignature extends References {
  readonly signature_id: string;
  readonly signature_kind: string;
  readonly signer_dot_id: string;
  readonly signer_key_fingerprint: string;
  readonly payload_envelope: string;
  readonly payload_hash: string;
  readonly signature_payload: string;
}

/** The columns of the row that carries a lane's signature, but for who writes it; refused unless the signature is that of the lane's key. */
export function signatureRow(
  id: string,
  wanted: WantedSignature,
  signer: RequestSigner,
  signature: string | undefined,
): Checked<RowValues> {
  const { lane, payload, subject } = wanted;
  const key = keyOf(wanted.key);
  const found: FoundSignature = {
    signature_id: id,
    signature_kind: LANES[lane].signer,
    signer_dot_id: lane,
    signer_key_fingerprint: key === undefined ? '' : fingerprint(key),
    payload_envelope: payload,
    payload_hash: sha256(payload),
    signature_payload: signature ?? '',
    ...referencesOf(lane, subject),
  };
  const problems = [
    ...sameKeys(signer.keys['DOT-991'], signer.keys['DOT-992']),
    ...signatureProblems(signature === undefined ? undefined : found, wanted),
  ];
  if (problems.length > 0) return bad(...problems);
  return good({
    ...found,
    signer_identity: `${LANES[lane].role}/${lane}`,
    signer_tool_revision: signer.tool_revision,
    signature_algorithm: 'ssh-ed25519',
    signature_namespace: LANE_NAMESPACE,
    canonicalization_rule_used: LANE_FORMAT,
  });
}

/** Why a signature does not count for its lane; all reasons. Code: `plan.lane`. */
export function signatureProblems(found: FoundSignature | undefined, wanted: WantedSignature): readonly Problem[] {
  const { lane } = wanted;
  if (found === undefined) return [fault(lane, 'is missing')];
  const faults: string[] = [];
  const reference = referenceFault(lane, found);
  if (reference !== undefined) faults.push(reference);
  else if (found[LANES[lane].reference] === found.signature_id) faults.push('it refers to itself');
  else if (found[LANES[lane].reference] !== wanted.subject) faults.push('it refers to another row');
  if (found.signature_kind !== LANES[lane].signer || found.signer_dot_id !== lane) {
    faults.push(`it is of the ${found.signature_kind} of ${found.signer_dot_id}`);
  }
  if (found.payload_envelope !== wanted.payload || found.payload_hash !== sha256(found.payload_envelope)) {
    faults.push('it was made over something else than what stands there now');
  }
  const key = keyOf(wanted.key);
  const signature = readArmored(Buffer.from(found.signature_payload, 'latin1'), LANE_NAMESPACE);
  if (!signature.ok) faults.push(`it is no signature: ${signature.wrong}`);
  else {
    if (key === undefined || !same(signature.value.key, key))
      faults.push("it was made with a key that is not the lane's");
    if (found.signer_key_fingerprint !== fingerprint(signature.value.key)) faults.push('it names another key');
    if (!verifySignature(signature.value, Buffer.from(found.payload_envelope))) faults.push('it does not verify');
  }
  return faults.length === 0 ? [] : [fault(lane, `does not count: ${faults.join('; ')}`)];
}

/** Both signatures of a cut. It is complete where nothing is said: two lanes, two keys, each about its own row. */
export function pairProblems(
  executor: { readonly found: FoundSignature | undefined; readonly wanted: WantedSignature },
  verifier: { readonly found: FoundSignature | undefined; readonly wanted: WantedSignature },
): readonly Problem[] {
  return [
    ...sameKeys(executor.wanted.key, verifier.wanted.key),
    ...(executor.found !== undefined && executor.found.signer_key_fingerprint === verifier.found?.signer_key_fingerprint
      ? [fault('DOT-992', 'does not count: it was made with the key of the other lane')]
      : []),
    ...signatureProblems(executor.found, executor.wanted),
    ...signatureProblems(verifier.found, verifier.wanted),
  ];
}

/** A key that is both lanes' proves neither. */
export const sameKeys = (executor: string, verifier: string): readonly Problem[] =>
  executor !== verifier
    ? []
    : [
        {
          code: 'plan.lane',
          message: 'Both lanes have the same key.',
          hint: 'Give each lane a key of its own: `cutter keys init` makes two.',
        },
      ];

function keyOf(line: string): SshPublicKey | undefined {
  const [type = '', base64 = ''] = line.split(' ');
  const key = readPublicKeyFields(type, base64);
  return key.ok ? key.value : undefined;
}

const same = (a: SshPublicKey, b: SshPublicKey): boolean => Buffer.compare(a.blob, b.blob) === 0;

const fault = (lane: LaneId, what: string): Problem => ({
  code: 'plan.lane',
  message: `The signature of the ${LANES[lane].signer} (${lane}) ${what}.`,
  hint: "Find out who wrote it; sign with the lane's own key, as cutter.yaml names it.",
});

/** As OpenSSH prints it; of a line that is no key, nothing. */
export function fingerprintOfLine(line: string): string {
  const key = keyOf(line);
  return key === undefined ? '' : fingerprint(key);
}
