/**
 * OpenSSH private key files (PROTOCOL.key, "openssh-key-v1"): reads unencrypted Ed25519 keys, recognises the others,
 * and writes new ones.
 */
import { fromBase64, toBase64 } from '../../core/approval/base64.ts';
import { ED25519, ed25519Key, readPublicKey, SK_ED25519, type SshPublicKey } from '../../core/approval/public-key.ts';
import {
  joined,
  type Reading,
  read,
  sameBytes,
  uint32,
  WireReader,
  wireString,
  wrong,
} from '../../core/approval/wire.ts';

export interface Ed25519Pair {
  readonly key: SshPublicKey;
  /** The private half, 32 bytes (RFC 8032). */
  readonly seed: Uint8Array;
}

/** `seed` is absent where only ssh-keygen can sign: the file is encrypted, or the key lives in an authenticator. */
export interface PrivateKeyFile {
  readonly key: SshPublicKey;
  readonly seed?: Uint8Array;
  readonly why?: 'encrypted' | 'security_key';
}

const HEADER = '-----BEGIN OPENSSH PRIVATE KEY-----';
const FOOTER = '-----END OPENSSH PRIVATE KEY-----';
const MAGIC = Buffer.from('openssh-key-v1\0');
const LINE = 70;
const BLOCK = 8;

export const looksLikePrivateKey = (text: string): boolean => text.trimStart().startsWith('-----BEGIN ');

export function readPrivateKey(text: string): Reading<PrivateKeyFile> {
  const lines = text.trim().split(/\r?\n/);
  if (lines[0] !== HEADER || lines.at(-1) !== FOOTER) return wrong('it is not a private key in OpenSSH format');
  const blob = fromBase64(lines.slice(1, -1).join(''));
  if (blob === undefined) return wrong('its content is not base64');
  const wire = new WireReader(blob);
  const magic = wire.take(MAGIC.length);
  const cipher = wire.name();
  const kdf = wire.name();
  const options = wire.string();
  const count = wire.uint32();
  const publicBlob = wire.string();
  const secret = wire.string();
  if (!wire.end || !sameBytes(magic, MAGIC)) return wrong('it is damaged');
  if (count !== 1) return wrong(`it holds ${count} keys instead of one`);
  const key = readPublicKey(publicBlob);
  if (!key.ok) return key;
  if (cipher !== 'none') return read({ key: key.value, why: 'encrypted' });
  if (kdf !== 'none' || options.length !== 0) return wrong('it is damaged');
  if (key.value.type === SK_ED25519) return read({ key: key.value, why: 'security_key' });
  return readSecret(key.value, secret);
}

function readSecret(key: SshPublicKey, secret: Uint8Array): Reading<PrivateKeyFile> {
  const wire = new WireReader(secret);
  const [first, second] = [wire.uint32(), wire.uint32()];
  const type = wire.name();
  const point = wire.string();
  const pair = wire.string();
  wire.string();
  const used = secret.length - wire.left;
  const padding = wire.take(wire.left);
  const whole =
    wire.end &&
    first === second &&
    type === ED25519 &&
    sameBytes(point, key.point) &&
    pair.length === 64 &&
    sameBytes(pair.subarray(32), key.point) &&
    (used + padding.length) % BLOCK === 0 &&
    padding.every((byte, index) => byte === index + 1);
  return whole ? read({ key, seed: pair.subarray(0, 32) }) : wrong('it is damaged');
}

/** The text of an unencrypted private key file. `check` is any random number; it stands twice, as the format asks. */
export function writePrivateKey({ key, seed }: Ed25519Pair, comment: string, check: number): string {
  const content = joined(
    uint32(check),
    uint32(check),
    wireString(ED25519),
    wireString(key.point),
    wireString(joined(seed, key.point)),
    wireString(comment),
  );
  const padding = Uint8Array.from({ length: (BLOCK - (content.length % BLOCK)) % BLOCK }, (_, index) => index + 1);
  const blob = joined(
    MAGIC,
    wireString('none'),
    wireString('none'),
    wireString(''),
    uint32(1),
    wireString(key.blob),
    wireString(joined(content, padding)),
  );
  const lines = toBase64(blob).match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [HEADER, ...lines, FOOTER, ''].join('\n');
}

export const pairOf = (point: Uint8Array, seed: Uint8Array): Ed25519Pair => ({ key: ed25519Key(point), seed });
