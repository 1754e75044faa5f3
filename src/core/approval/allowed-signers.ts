/**
 * Reads an OpenSSH allowed_signers file ("ALLOWED SIGNERS" in ssh-keygen(1)) more strictly than ssh-keygen does:
 *
 *     principal namespaces="cutter-approval"[,valid-after="..."][,valid-before="..."] ssh-ed25519 AAAA... comment
 *
 * One principal a line, no patterns, no certificate authorities, a namespace always. A key stands once: under two
 * principals one person would count as two. A principal may have several keys (a laptop's and a security key's).
 */
import { bad, type Checked, good, type Problem } from '../problem.ts';
import { quoted } from '../quote.ts';
import { firstOf, type KeyLine, keyLines } from './key-file.ts';
import { isPrincipal } from './principal.ts';
import { ED25519, readPublicKeyFields, SK_ED25519, type SshPublicKey } from './public-key.ts';
import { readSignerOptions, type SignerOptions } from './signer-options.ts';

export interface AllowedSigner extends SignerOptions {
  readonly principal: string;
  readonly key: SshPublicKey;
  /** From 1. */
  readonly line: number;
}

const KEY_TYPE = /^(ssh-|sk-|ecdsa-|rsa-)[a-z0-9@.-]+$/i;

/** An empty file is read as no signers: nobody may approve. */
export function readAllowedSigners(bytes: Uint8Array, file: string): Checked<readonly AllowedSigner[]> {
  const { lines, problems: unreadable } = keyLines(bytes, file);
  const problems: Problem[] = [...unreadable];
  const signers: AllowedSigner[] = [];
  for (const line of lines) {
    const { signer, wrong } = readLine(line);
    problems.push(...wrong.map((sentence) => problemAt(file, line.number, sentence)));
    if (signer !== undefined) signers.push(signer);
  }
  problems.push(...repeated(signers, file));
  return problems.length === 0 ? good(signers) : bad(...firstOf(problems, file));
}

function readLine({ number, fields }: KeyLine): { signer?: AllowedSigner; wrong: readonly string[] } {
  const [principal = '', ...rest] = fields;
  const wrong = principalProblems(principal);
  const hasOptions = !KEY_TYPE.test(rest[0] ?? '');
  const [type, base64] = hasOptions ? rest.slice(1) : rest;
  if (type === undefined || base64 === undefined) {
    return { wrong: [...wrong, 'it is not of the form: principal namespaces="cutter-approval" key-type key'] };
  }
  const read = readSignerOptions(hasOptions ? rest[0] : undefined);
  const key = readPublicKeyFields(type, base64);
  const all = [...wrong, ...read.wrong, ...(key.ok ? [] : [key.wrong])];
  return key.ok ? { signer: { principal, key: key.value, line: number, ...read.options }, wrong: all } : { wrong: all };
}

function principalProblems(principal: string): string[] {
  if (principal.includes(',')) return ['it names several principals for one key: one person must not count as several'];
  if (/[*?!]/.test(principal)) return [`the principal ${quoted(principal)} is a pattern; name one person`];
  return isPrincipal(principal) ? [] : [`${quoted(principal)} is not a principal like name@example.org`];
}

function repeated(signers: readonly AllowedSigner[], file: string): Problem[] {
  const byKey = new Map<string, AllowedSigner>();
  const bySpelling = new Map<string, AllowedSigner>();
  const problems: Problem[] = [];
  for (const signer of signers) {
    const point = Buffer.from(signer.key.point).toString('hex');
    const earlier = byKey.get(point);
    if (earlier !== undefined) {
      const whose = earlier.principal === signer.principal ? '' : `, under another principal (${earlier.principal})`;
      problems.push(problemAt(file, signer.line, `the key already stands in line ${earlier.line}${whose}`));
    }
    byKey.set(point, signer);
    const spelling = bySpelling.get(signer.principal.toLowerCase()) ?? signer;
    if (spelling.principal !== signer.principal) {
      problems.push(
        problemAt(file, signer.line, `the principal is spelt ${spelling.principal} in line ${spelling.line}`),
      );
    }
    bySpelling.set(signer.principal.toLowerCase(), spelling);
  }
  return problems;
}

const problemAt = (file: string, line: number, sentence: string): Problem => ({
  code: 'config.signers',
  message: `The line cannot name an approver: ${sentence}.`,
  place: { file, line },
  hint: `Correct the line; a right one is: name@example.org namespaces="cutter-approval" ${ED25519} AAAA... (or ${SK_ED25519}).`,
});
