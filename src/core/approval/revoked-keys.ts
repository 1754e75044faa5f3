/**
 * Reads the list of revoked keys: public keys as in a .pub file, one a line, with comments (`#`). ssh-keygen reads the
 * same file (`-Y verify -r`). The file may be empty but must exist, so that a lost file is not read as "none revoked".
 */
import { bad, type Checked, good, type Problem } from '../problem.ts';
import { firstOf, keyLines } from './key-file.ts';
import { readPublicKeyFields, type SshPublicKey } from './public-key.ts';

/** The points of the revoked keys, in hexadecimal: a revoked key stays revoked in whichever type it is wrapped. */
export type RevokedKeys = ReadonlySet<string>;

export function readRevokedKeys(bytes: Uint8Array, file: string): Checked<RevokedKeys> {
  const { lines, problems: unreadable } = keyLines(bytes, file);
  const problems: Problem[] = [...unreadable];
  const revoked = new Set<string>();
  for (const { number, fields } of lines) {
    const [type = '', base64 = ''] = fields;
    const key = readPublicKeyFields(type, base64);
    if (key.ok) revoked.add(pointOf(key.value));
    else {
      problems.push({
        code: 'config.signers',
        message: `The line does not name a revoked key: ${key.wrong}.`,
        place: { file, line: number },
        hint: 'Write the public key as it stands in its .pub file; fingerprints and binary revocation lists are not read.',
      });
    }
  }
  return problems.length === 0 ? good(revoked) : bad(...firstOf(problems, file));
}

export const isRevoked = (revoked: RevokedKeys, key: SshPublicKey): boolean => revoked.has(pointOf(key));

const pointOf = (key: SshPublicKey): string => Buffer.from(key.point).toString('hex');
