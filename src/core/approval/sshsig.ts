/**
 * SSH signatures (PROTOCOL.sshsig): a strict reader, a verifier, and the bytes that a signer signs.
 *
 * Stricter than ssh-keygen: one namespace, two key types, exact lengths, nothing after any end, user presence on FIDO
 * keys. So whatever is accepted here, ssh-keygen accepts too.
 */
import { digestBytes } from '../hash.ts';
import { bad, type Checked, good } from '../problem.ts';
import { quoted } from '../quote.ts';
import { armor, unarmor } from './armor.ts';
import { SIGNATURE_BYTES, verifyEd25519 } from './ed25519.ts';
import { readPublicKey, SK_ED25519, type SshPublicKey } from './public-key.ts';
import { joined, type Reading, read, uint32, WireReader, wireString, wrong } from './wire.ts';

export const APPROVAL_NAMESPACE = 'cutter-approval';
/** What a lane signs in the ledger is never taken for an approval, nor an approval for that. */
export const LANE_NAMESPACE = 'cutter-lane';
/** Heads of the ledger. */
export const HEAD_NAMESPACE = 'cutter-ledger';
/** Audit packs. */
export const AUDIT_NAMESPACE = 'cutter-audit';
export type Namespace =
  | typeof APPROVAL_NAMESPACE
  | typeof LANE_NAMESPACE
  | typeof HEAD_NAMESPACE
  | typeof AUDIT_NAMESPACE;

export type SignatureHash = 'sha512' | 'sha256';

export interface SshSignature {
  readonly namespace: Namespace;
  readonly key: SshPublicKey;
  readonly hash: SignatureHash;
  /** R and S, 64 bytes. */
  readonly raw: Uint8Array;
  /** What a FIDO key adds: it is part of what was signed. */
  readonly fido?: { readonly flags: number; readonly counter: number };
}

const MAGIC = 'SSHSIG';
const VERSION = 1;
/** Far above any Ed25519 signature (about 300 bytes), so that a wrong file is refused before it is decoded. */
const LARGEST = 4096;

const USER_PRESENT = 0x01;
/** Reserved bits, attested data and extensions: an assertion made for SSH has none of them. */
const FORBIDDEN_FLAGS = 0xe2;

/** Reads an armored signature of an approval; `file` names it in problems. */
export function readSignature(armored: Uint8Array, file: string): Checked<SshSignature> {
  const found = readArmored(armored, APPROVAL_NAMESPACE);
  if (found.ok) return good(found.value);
  return bad({
    code: 'approval.signature',
    message: `This is not a signature that can approve: ${found.wrong}.`,
    place: { file },
    hint: 'Sign the approval again with `cutter approve`, and copy the .sig file unchanged.',
  });
}

/** Reads an armored signature that was made for one namespace. */
export function readArmored(armored: Uint8Array, wanted: Namespace): Reading<SshSignature> {
  if (armored.length > LARGEST)
    return wrong(`it has ${armored.length} bytes; no such signature has more than ${LARGEST}`);
  const blob = unarmor(armored);
  return blob.ok ? readBlob(blob.value, wanted) : blob;
}

function readBlob(blob: Uint8Array, wanted: Namespace): Reading<SshSignature> {
  const wire = new WireReader(blob);
  const magic = Buffer.from(wire.take(MAGIC.length)).toString('latin1');
  const version = wire.uint32();
  const keyBlob = wire.string();
  const namespace = wire.name();
  const reserved = wire.string();
  const hash = wire.name();
  const signature = wire.string();
  if (magic !== MAGIC) return wrong('its content is not an SSH signature');
  if (wire.short) return wrong('it is cut off');
  if (!wire.end) return wrong('it has bytes after its end');
  if (version !== VERSION) return wrong(`it has version ${version}; only version ${VERSION} is known`);
  if (namespace !== wanted) {
    return wrong(`it was made for the namespace ${quoted(namespace)}, not for ${wanted}`);
  }
  if (reserved.length !== 0) return wrong('its reserved field is not empty');
  if (hash !== 'sha512' && hash !== 'sha256') return wrong(`its hash is ${quoted(hash)}, not sha512 or sha256`);
  const key = readPublicKey(keyBlob);
  if (!key.ok) return key;
  return readInner(key.value, hash, signature, wanted);
}

/** The signature proper: its algorithm, 64 bytes, and for a FIDO key the flags and the counter. */
function readInner(
  key: SshPublicKey,
  hash: SignatureHash,
  bytes: Uint8Array,
  namespace: Namespace,
): Reading<SshSignature> {
  const wire = new WireReader(bytes);
  const algorithm = wire.name();
  const raw = wire.string();
  const fido = key.type === SK_ED25519 ? { flags: wire.byte(), counter: wire.uint32() } : undefined;
  if (!wire.end) return wrong('its inner signature is cut off, or has bytes after its end');
  if (algorithm !== key.type) return wrong('its algorithm is not that of its key');
  if (raw.length !== SIGNATURE_BYTES)
    return wrong(`its inner signature has ${raw.length} bytes instead of ${SIGNATURE_BYTES}`);
  if (fido === undefined) return read({ namespace, key, hash, raw });
  if ((fido.flags & USER_PRESENT) === 0) return wrong('the security key was not touched (no user presence)');
  if ((fido.flags & FORBIDDEN_FLAGS) !== 0) return wrong('it has FIDO flags that no SSH signature has');
  return read({ namespace, key, hash, raw, fido });
}

/** Whether the signature was made by its key over exactly this message. */
export function verifySignature(signature: SshSignature, message: Uint8Array): boolean {
  const signed = signedBytes(signature.hash, message, signature.namespace);
  const { key, raw, fido } = signature;
  if (fido === undefined) return verifyEd25519(key.point, signed, raw);
  const asserted = joined(
    digestBytes('sha256', key.application ?? ''),
    Uint8Array.of(fido.flags),
    uint32(fido.counter),
    digestBytes('sha256', signed),
  );
  return verifyEd25519(key.point, asserted, raw);
}

/** What an SSHSIG signature is computed over. */
export const signedBytes = (
  hash: SignatureHash,
  message: Uint8Array,
  namespace: Namespace = APPROVAL_NAMESPACE,
): Uint8Array =>
  joined(
    Buffer.from(MAGIC),
    wireString(namespace),
    wireString(''),
    wireString(hash),
    wireString(digestBytes(hash, message)),
  );

/** The armored file of a signature that a plain Ed25519 key made over `signedBytes('sha512', message)`. */
export const armoredSignature = (
  key: SshPublicKey,
  raw: Uint8Array,
  namespace: Namespace = APPROVAL_NAMESPACE,
): string =>
  armor(
    joined(
      Buffer.from(MAGIC),
      uint32(VERSION),
      wireString(key.blob),
      wireString(namespace),
      wireString(''),
      wireString('sha512'),
      wireString(joined(wireString(key.type), wireString(raw))),
    ),
  );
