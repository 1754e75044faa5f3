/** Ed25519 private keys on node:crypto: making and signing. */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Ed25519Pair } from './openssh-key.ts';
import { pairOf } from './openssh-key.ts';

/** PrivateKeyInfo of an Ed25519 key up to the seed (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function newPair(): Ed25519Pair {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return pairOf(Buffer.from(x as string, 'base64url'), Buffer.from(d as string, 'base64url'));
}

export function signWith(seed: Uint8Array, message: Uint8Array): Uint8Array {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  return sign(null, message, key);
}
