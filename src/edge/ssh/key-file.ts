/** Reads a key file, and refuses a private key that others can read, as ssh does. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { readPublicKeyFields, type SshPublicKey } from '../../core/approval/public-key.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { looksLikePrivateKey, type PrivateKeyFile, readPrivateKey } from './openssh-key.ts';

/** A public key file stands for a key that an agent holds. */
export type KeyFile = PrivateKeyFile | { readonly key: SshPublicKey; readonly why: 'agent' };

const LARGEST = 65_536;
const OTHERS = 0o077;

export async function readKeyFile(path: string): Promise<KeyFile> {
  const { text, mode } = await content(path);
  if (!looksLikePrivateKey(text)) {
    const [type = '', base64 = ''] = text.trim().split(/[ \t]+/);
    const found = readPublicKeyFields(type, base64);
    if (found.ok && !text.trim().includes('\n')) return { key: found.value, why: 'agent' };
    throw stop(path, `it holds no OpenSSH key${found.ok ? '' : ` (${found.wrong})`}`);
  }
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    throw stop(
      path,
      `others may read it (mode ${octal})`,
      `Run \`chmod 600\` on it; if others had it, make a new key.`,
    );
  }
  const found = readPrivateKey(text);
  if (!found.ok) throw stop(path, found.wrong);
  return found.value;
}

/** Text and mode from one descriptor, so that the file whose mode is judged is the file that is read. */
async function content(path: string): Promise<{ text: string; mode: number }> {
  // Not blocking: opening a named pipe would otherwise wait for a writer.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
        throw inputStop('input.missing', 'There is no such key file.', path);
      throw inputStop('input.unreadable', `The key file cannot be opened (${error.code}).`, path);
    },
  );
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw inputStop('input.not_a_file', 'The key is not a regular file.', path);
    if (status.size > LARGEST) throw inputStop('input.too_large', 'The file is too large for a key.', path);
    const bytes = Buffer.alloc(LARGEST);
    const { bytesRead } = await handle.read(bytes, 0, LARGEST, 0);
    return { text: bytes.toString('latin1', 0, bytesRead), mode: status.mode };
  } finally {
    await handle.close();
  }
}

const inputStop = (code: Problem['code'], message: string, file: string): Stop =>
  new Stop([{ code, message, place: { file }, hint: 'Name the file of an OpenSSH Ed25519 key with --key.' }]);

export const stop = (file: string, why: string, hint = MAKE_ONE): Stop =>
  new Stop([{ code: 'approval.key', message: `This key cannot sign an approval: ${why}.`, place: { file }, hint }]);

const MAKE_ONE = 'Use an Ed25519 key in OpenSSH format; `ssh-keygen -t ed25519` (or -t ed25519-sk) makes one.';
