/**
 * Signs approvals and what the lanes write. An unencrypted Ed25519 key is used directly, on node:crypto; an encrypted key, a security key and
 * a key held by an agent are left to `ssh-keygen -Y sign`, which asks for the passphrase or the touch itself.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { publicKeyLine, type SshPublicKey } from '../../core/approval/public-key.ts';
import {
  APPROVAL_NAMESPACE,
  armoredSignature,
  type Namespace,
  readArmored,
  signedBytes,
  verifySignature,
} from '../../core/approval/sshsig.ts';
import { sameBytes } from '../../core/approval/wire.ts';
import type { Signers } from '../../ports.ts';
import { signWith } from './ed25519-keys.ts';
import { readKeyFile, stop } from './key-file.ts';
import { runSshKeygen, withPrivateFolder } from './run.ts';

/** Time for a person to type a passphrase or to touch a security key. */
const MILLISECONDS = 300_000;

const KINDS = {
  encrypted: 'it is encrypted',
  security_key: 'it lives in a security key',
  agent: 'it is a public key, whose private half an agent holds',
} as const;

export const sshSigners: Signers = {
  async open(path, namespace = APPROVAL_NAMESPACE) {
    const file = await readKeyFile(path);
    const { key } = file;
    return {
      publicKey: publicKeyLine(key),
      async sign(bytes) {
        const seed = 'seed' in file ? file.seed : undefined;
        const armored =
          seed === undefined
            ? await signByKeygen(path, KINDS[file.why ?? 'encrypted'], bytes, namespace)
            : armoredSignature(key, signWith(seed, signedBytes('sha512', bytes, namespace)), namespace);
        assertSigned(armored, key, bytes, path, namespace);
        return armored;
      },
    };
  },
};

/**
 * The message is given as a file, not on standard input: ssh-keygen asks for a passphrase on the terminal only while
 * its standard input is the terminal.
 */
function signByKeygen(path: string, kind: string, bytes: Uint8Array, namespace: Namespace): Promise<string> {
  return withPrivateFolder(async (put) => {
    const message = put('approval.json', bytes);
    const argv = ['-Y', 'sign', '-n', namespace, '-f', resolve(path), message];
    const result = await runSshKeygen(argv, { milliseconds: MILLISECONDS });
    if (result === undefined) {
      const hint = 'Install OpenSSH, or sign with an unencrypted Ed25519 key file, which needs no ssh-keygen.';
      throw stop(path, `${kind}, and ssh-keygen, which could use it, is not installed`, hint);
    }
    if (result.code !== 0) {
      const hint =
        'Read what ssh-keygen said above; check the passphrase, the security key or `ssh-add -l`, and try again.';
      throw stop(path, `${kind}, and ssh-keygen did not sign with it`, hint);
    }
    return readFile(`${message}.sig`, 'latin1');
  });
}

/** What leaves here is checked as its reader will check it. */
function assertSigned(armored: string, key: SshPublicKey, bytes: Uint8Array, path: string, namespace: Namespace): void {
  const signature = readArmored(Buffer.from(armored, 'latin1'), namespace);
  const right =
    signature.ok && sameBytes(signature.value.key.blob, key.blob) && verifySignature(signature.value, bytes);
  if (!right)
    throw stop(path, 'the signature made with it does not verify', 'Check that the .pub file belongs to the key.');
}
