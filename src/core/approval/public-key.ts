/**
 * SSH public keys that may approve: Ed25519, and Ed25519 in a FIDO authenticator (PROTOCOL.u2f). Everything else is
 * refused by name, so that a reader sees which key it was.
 */
import { digestBytes } from '../hash.ts';
import { quoted } from '../quote.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { isFitPoint, POINT_BYTES } from './ed25519.ts';
import { joined, type Reading, read, WireReader, wireString, wrong } from './wire.ts';

export const ED25519 = 'ssh-ed25519';
export const SK_ED25519 = 'sk-ssh-ed25519@openssh.com';

export interface SshPublicKey {
  readonly type: typeof ED25519 | typeof SK_ED25519;
  /** The whole key as it stands on the wire. */
  readonly blob: Uint8Array;
  /** The Ed25519 point, 32 bytes: what tells one key from another. */
  readonly point: Uint8Array;
  /** Of a FIDO key: what it was made for, `ssh:` or `ssh:<name>`. */
  readonly application?: string;
}

const APPLICATION = /^ssh:[\x21-\x7e]{0,200}$/;

export function readPublicKey(blob: Uint8Array): Reading<SshPublicKey> {
  const wire = new WireReader(blob);
  const type = wire.name();
  if (wire.short) return wrong('the public key is cut off');
  if (type !== ED25519 && type !== SK_ED25519) {
    return wrong(`the key is of type ${quoted(type)}; only ${ED25519} and ${SK_ED25519} may approve`);
  }
  const point = wire.string();
  const application = type === SK_ED25519 ? wire.name() : undefined;
  if (!wire.end) return wrong('the public key is cut off, or has bytes after its end');
  if (point.length !== POINT_BYTES) return wrong(`the public key has ${point.length} bytes instead of ${POINT_BYTES}`);
  if (!isFitPoint(point)) return wrong('the public key is a point of small order or not canonically encoded');
  if (application === undefined) return read({ type, blob, point });
  if (!APPLICATION.test(application)) return wrong('the FIDO application of the key does not start with ssh:');
  return read({ type, blob, point, application });
}

/** A key as two fields of a line: its type and its base64. */
export function readPublicKeyFields(type: string, base64: string): Reading<SshPublicKey> {
  if (type !== ED25519 && type !== SK_ED25519) {
    return wrong(`the key is of type ${quoted(type)}; only ${ED25519} and ${SK_ED25519} may approve`);
  }
  const blob = fromBase64(base64);
  if (blob === undefined) return wrong('the key is not canonical base64');
  const key = readPublicKey(blob);
  if (key.ok && key.value.type !== type)
    return wrong(`the line says ${type} but the key itself says ${key.value.type}`);
  return key;
}

export const ed25519Key = (point: Uint8Array): SshPublicKey => ({
  type: ED25519,
  blob: joined(wireString(ED25519), wireString(point)),
  point,
});

/** `type base64`, as in a .pub file. */
export const publicKeyLine = (key: SshPublicKey): string => `${key.type} ${toBase64(key.blob)}`;

/** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
export const fingerprint = (key: SshPublicKey): string =>
  `SHA256:${toBase64(digestBytes('sha256', key.blob)).replace(/=+$/, '')}`;
