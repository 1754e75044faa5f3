/** Makes key pairs for approvers, as `ssh-keygen -t ed25519 -N ''` does, on a machine without ssh-keygen. */
import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fingerprint, publicKeyLine } from '../../core/approval/public-key.ts';
import { Stop } from '../../core/problem.ts';
import { newPair } from './ed25519-keys.ts';
import { writePrivateKey } from './openssh-key.ts';

export interface NewKey {
  /** `type base64`, without the comment. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/**
 * Writes an unencrypted private key to `path` (mode 0600) and the public key to `path.pub`. Throws Stop
 * `input.exists` where one of them stands already: a key is never overwritten.
 */
export async function makeKeyPair(path: string, comment: string): Promise<NewKey> {
  const pair = newPair();
  const publicKey = publicKeyLine(pair.key);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await create(path, writePrivateKey(pair, comment, randomInt(2 ** 32)), 0o600);
  await create(`${path}.pub`, `${publicKey} ${comment}\n`, 0o644);
  return { publicKey, fingerprint: fingerprint(pair.key) };
}

async function create(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(path, text, { mode, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const message = 'A file already stands where the key was to be written.';
    throw new Stop([
      { code: 'input.exists', message, place: { file: path }, hint: 'Use that key, or name another path.' },
    ]);
  }
}
