/** What the tests of approvals share: a case that is accepted as it stands, and a forge for signatures of any kind. */
import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAllowedSigners } from '../../src/core/approval/allowed-signers.ts';
import { type ApprovalFindings, checkApprovals } from '../../src/core/approval/check.ts';
import { parseInstant } from '../../src/core/approval/instant.ts';
import { type ApprovalPolicy, DEFAULT_APPROVAL_POLICY } from '../../src/core/approval/policy.ts';
import { readRevokedKeys } from '../../src/core/approval/revoked-keys.ts';
import { readSignature } from '../../src/core/approval/sshsig.ts';
import { type ApprovalSubject, approvalText, statementOf } from '../../src/core/approval/statement.ts';
import { readApproval } from '../../src/formats/approval.ts';

export const NAMESPACE = 'cutter-approval';
export const NOW = parseInstant('2026-03-01T12:00:00Z') as number;
export const AUTHOR = 'author@example.org';
export const ALICE = 'alice@example.org';
export const BOB = 'bob@example.org';
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

export const SUBJECT: ApprovalSubject = {
  purpose: 'SG_1',
  plan_sha256: 'a'.repeat(64),
  kind: 'cut.direct',
  cut: 'constitution',
  prefix: 'ICX-CONST',
  target: { database: 'law', system_identifier: '7444444444444444444', principal: 'cutter_exec' },
  expect: {
    statements: 180,
    inserted: { 'public.information_unit': 60, 'public.unit_version': 60 },
    updated: { 'public.information_unit': 60 },
  },
};

/** Canonical bytes of an approval issued at NOW, unless told otherwise. */
export function approvalBytes(
  approver = ALICE,
  over: { subject?: Partial<ApprovalSubject>; at?: number; lifetimeHours?: number } = {},
): Uint8Array {
  const { at = NOW, lifetimeHours = 24 } = over;
  const subject = { ...SUBJECT, ...over.subject };
  return bytesOf(approvalText(statementOf(subject, { approver, at, lifetimeHours, toolBuild: 'b'.repeat(64) })));
}

// ---- a forge for SSHSIG, written apart from the code under test ----

export const u32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
};
export const str = (value: string | Uint8Array): Buffer => {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.from(value);
  return Buffer.concat([u32(bytes.length), bytes]);
};
const digest = (name: string, data: Uint8Array): Buffer => createHash(name).update(data).digest();

export interface TestKey {
  readonly type: string;
  readonly blob: Buffer;
  /** The inner signature (algorithm and all) over the bytes to be signed. */
  readonly sign: (bytes: Uint8Array, forge: Forge) => Buffer;
}

/** Deviations from a right signature. */
export interface Forge {
  readonly magic?: string;
  readonly version?: number;
  readonly key?: Uint8Array;
  readonly namespace?: string;
  readonly reserved?: string;
  readonly hash?: string;
  /** Hash really used, where it is not the one that is named. */
  readonly usedHash?: string;
  readonly tail?: Uint8Array;
  readonly algorithm?: string;
  readonly innerTail?: Uint8Array;
  readonly raw?: (raw: Buffer) => Uint8Array;
  readonly flags?: number;
  readonly counter?: number;
  /** Flags in the file, where they are not the signed ones. */
  readonly shownFlags?: number;
  readonly application?: string;
}

const rawOf = (raw: Buffer, forge: Forge): Uint8Array => forge.raw?.(raw) ?? raw;

export function plainKey(): TestKey & { readonly seed: Buffer; readonly point: Buffer } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d, x } = privateKey.export({ format: 'jwk' });
  const point = Buffer.from(x as string, 'base64url');
  return {
    type: 'ssh-ed25519',
    blob: Buffer.concat([str('ssh-ed25519'), str(point)]),
    point,
    seed: Buffer.from(d as string, 'base64url'),
    sign: (bytes, forge) =>
      Buffer.concat([
        str(forge.algorithm ?? 'ssh-ed25519'),
        str(rawOf(sign(null, bytes, privateKey), forge)),
        forge.innerTail ?? Buffer.alloc(0),
      ]),
  };
}

/** The FIDO form: what an authenticator would sign, made by node:crypto. */
export function securityKey(application = 'ssh:', from = plainKey()): TestKey {
  const type = 'sk-ssh-ed25519@openssh.com';
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), from.seed]);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return {
    type,
    blob: Buffer.concat([str(type), str(from.point), str(application)]),
    sign: (bytes, forge) => {
      const { flags = 1, counter = 7 } = forge;
      const asserted = Buffer.concat([
        digest('sha256', Buffer.from(forge.application ?? application)),
        Buffer.from([flags]),
        u32(counter),
        digest('sha256', bytes),
      ]);
      return Buffer.concat([
        str(forge.algorithm ?? type),
        str(rawOf(sign(null, asserted, privateKey), forge)),
        Buffer.from([forge.shownFlags ?? flags]),
        u32(counter),
        forge.innerTail ?? Buffer.alloc(0),
      ]);
    },
  };
}

export function signatureBlob(key: TestKey, message: Uint8Array, forge: Forge = {}): Buffer {
  const { magic = 'SSHSIG', version = 1, namespace = NAMESPACE, reserved = '', hash = 'sha512' } = forge;
  const signed = Buffer.concat([
    Buffer.from('SSHSIG'),
    str(namespace),
    str(reserved),
    str(hash),
    str(digest(forge.usedHash ?? hash, message)),
  ]);
  return Buffer.concat([
    Buffer.from(magic),
    u32(version),
    str(forge.key ?? key.blob),
    str(namespace),
    str(reserved),
    str(hash),
    str(key.sign(signed, forge)),
    forge.tail ?? Buffer.alloc(0),
  ]);
}

export const armored = (blob: Uint8Array, width = 70): string =>
  [
    '-----BEGIN SSH SIGNATURE-----',
    ...(Buffer.from(blob)
      .toString('base64')
      .match(new RegExp(`.{1,${width}}`, 'g')) ?? []),
    '-----END SSH SIGNATURE-----',
    '',
  ].join('\n');

export const signed = (key: TestKey, message: Uint8Array, forge: Forge = {}): Uint8Array =>
  bytesOf(armored(signatureBlob(key, message, forge)));

export const signerLine = (who: string, key: TestKey, options = `namespaces="${NAMESPACE}"`): string =>
  [who, options, key.type, key.blob.toString('base64')].filter((field) => field !== '').join(' ');

// ---- the whole road from bytes to a verdict ----

export interface Case {
  readonly approvals: readonly { readonly bytes: Uint8Array; readonly signature: Uint8Array }[];
  readonly signers: string | Uint8Array;
  readonly revoked?: string;
  readonly subject?: ApprovalSubject;
  readonly author?: string;
  readonly policy?: ApprovalPolicy;
  readonly now?: number;
}

/** The findings, or the problems that kept the files from being read. */
export function judge(given: Case): ApprovalFindings | { readonly unread: readonly string[] } {
  const signers = readAllowedSigners(
    typeof given.signers === 'string' ? bytesOf(given.signers) : given.signers,
    'allowed_signers',
  );
  const revoked = readRevokedKeys(bytesOf(given.revoked ?? ''), 'revoked_keys');
  const approvals = given.approvals.map(({ bytes, signature }, index) => {
    const file = `approval-${index + 1}.json`;
    return { file, bytes, statement: readApproval(bytes, file), signature: readSignature(signature, `${file}.sig`) };
  });
  const all = [signers, revoked, ...approvals.flatMap((one) => [one.statement, one.signature])];
  const unread = all.flatMap((checked) => (checked.ok ? [] : checked.problems.map((p) => `${p.code}: ${p.message}`)));
  if (!signers.ok || !revoked.ok || unread.length > 0) return { unread };
  return checkApprovals({
    approvals: approvals.flatMap(({ file, bytes, statement, signature }) =>
      statement.ok && signature.ok ? [{ file, bytes, statement: statement.value, signature: signature.value }] : [],
    ),
    subject: given.subject ?? SUBJECT,
    author: given.author ?? AUTHOR,
    policy: given.policy ?? DEFAULT_APPROVAL_POLICY,
    signers: signers.value,
    revoked: revoked.value,
    now: given.now ?? NOW,
  });
}

/** `accepted`, or why not, in words. */
export function verdict(given: Case): string {
  const found = judge(given);
  if ('unread' in found) return found.unread.join(' | ');
  return found.problems.length === 0 ? 'accepted' : found.problems.map((p) => `${p.code}: ${p.message}`).join(' | ');
}

export const withThreshold = (threshold: number): ApprovalPolicy => ({
  ...DEFAULT_APPROVAL_POLICY,
  gates: { ...DEFAULT_APPROVAL_POLICY.gates, SG_1: { ...DEFAULT_APPROVAL_POLICY.gates.SG_1, threshold } },
});

/** A folder for one test file; gone when `remove` is called. */
export function folder(): { readonly at: (name: string) => string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'cutter-test-'));
  return { at: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}
