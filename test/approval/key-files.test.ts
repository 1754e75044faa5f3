import { describe, expect, it } from 'vitest';
import { readAllowedSigners } from '../../src/core/approval/allowed-signers.ts';
import { isRevoked, readRevokedKeys } from '../../src/core/approval/revoked-keys.ts';
import { ALICE, BOB, bytesOf, NAMESPACE, plainKey, securityKey, signerLine } from './support.ts';

const alice = plainKey();
const token = securityKey('ssh:law');
const bob = plainKey();
const read = (text: string | Uint8Array) =>
  readAllowedSigners(typeof text === 'string' ? bytesOf(text) : text, 'allowed_signers');
const problems = (text: string | Uint8Array): string[] => {
  const found = read(text);
  return found.ok ? [] : found.problems.map(({ code, place }) => `${code} ${place?.file}:${place?.line ?? '-'}`);
};

it('a file of another kind is not answered line by line, but fifty at most', () => {
  const lines = bytesOf('x y z\n'.repeat(60));
  for (const reader of [readAllowedSigners, readRevokedKeys]) {
    const found = reader(lines, 'f');
    const said = found.ok ? [] : found.problems;
    expect(said).toHaveLength(51);
    expect(said.at(-1)).toMatchObject({ code: 'input.more_problems', place: { file: 'f' } });
  }
});

describe('allowed signers', () => {
  it('reads principals, keys and times, past comments and blank lines', () => {
    const options = `namespaces="git,${NAMESPACE}",valid-after="202601021504Z",valid-before="20270102Z"`;
    const found = read(`# approvers\n\n${signerLine(ALICE, alice)} laptop\n  ${signerLine(BOB, token, options)}\n`);
    expect(
      found.ok &&
        found.value.map(({ principal, line, validAfter, validBefore, key }) => [
          principal,
          line,
          validAfter,
          validBefore,
          key.type,
        ]),
    ).toEqual([
      [ALICE, 3, undefined, undefined, 'ssh-ed25519'],
      [BOB, 4, Date.UTC(2026, 0, 2, 15, 4) / 1000, Date.UTC(2027, 0, 2) / 1000, 'sk-ssh-ed25519@openssh.com'],
    ]);
  });

  it('lets one person have several keys', () => {
    expect(problems(`${signerLine(ALICE, alice)}\n${signerLine(ALICE, token)}\n`)).toEqual([]);
  });

  it('names every line that is wrong, not the first alone', () => {
    const text = [
      signerLine('*', alice),
      signerLine(ALICE, bob),
      signerLine(BOB, bob),
      `${ALICE} namespaces="${NAMESPACE}" ssh-rsa AAAAB3NzaC1yc2E=`,
      'nobody',
      signerLine(ALICE, token, 'cert-authority,namespaces="git",valid-after="soon"'),
    ].join('\n');
    expect(problems(text)).toEqual([1, 4, 5, 5, 6, 6, 6, 3].map((line) => `config.signers allowed_signers:${line}`));
  });

  it.each([
    ['a time without a zone', 'valid-before="20270101"', /no Z/],
    ['a day that does not exist', 'valid-before="20270230Z"', /not a time/],
    ['29 February of a common year', 'valid-before="20270229Z"', /not a time/],
    ['a second 60', 'valid-before="20270101235960Z"', /not a time/],
    ['hour 24', 'valid-before="202701012400Z"', /not a time/],
    ['a year that ssh-keygen reads as unset', 'valid-after="19700101Z"', /not a time/],
    ['a time that ends before it starts', 'valid-after="20270101Z",valid-before="20260101Z"', /never valid/],
    ['a time that ends as it starts', 'valid-after="20270101Z",valid-before="20270101Z"', /never valid/],
    ['an option twice', 'valid-after="20260101Z",valid-after="20260102Z"', /twice/],
    ['an option without its value', 'valid-after', /not a time/],
    ['an empty time', 'valid-after=""', /not a time/],
    ['a comma at the end', 'valid-after="20260101Z",', /do not read/],
    ['two commas', 'valid-after="20260101Z",,valid-before="20270101Z"', /do not read/],
    ['a value that is not closed', 'valid-after="20260101Z', /do not read/],
    ['an escape in a value', 'valid-after="2026\\"0101Z"', /do not read/],
    ['an option in capitals', 'VALID-AFTER="20260101Z"', /do not read/],
    ['an option that ssh-keygen does not know', 'valid-since="20260101Z"', /valid-since is not known/],
  ])('refuses %s', (_, options, why) => {
    const found = read(signerLine(ALICE, alice, `namespaces="${NAMESPACE}",${options}`));
    expect(found.ok ? '' : found.problems.map((problem) => problem.message).join()).toMatch(why);
  });

  it.each([
    'a b@example.org',
    'alice',
    '@example.org',
    'alice@',
    '-alice@example.org',
    'älice@example.org',
    'аlice@example.org',
    'alice@example.org@x',
    `${'a'.repeat(65)}@example.org`,
  ])('refuses the principal %s', (who) => {
    expect(problems(signerLine(who, alice))).not.toEqual([]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['bytes that are not UTF-8', Uint8Array.of(0x61, 0xff, 0x0a), 'input.not_utf8 allowed_signers:-'],
    ['a NUL', `${signerLine(ALICE, alice)}\0\n`, 'config.signers allowed_signers:1'],
    ['2 MB', '#'.repeat(2_000_000), 'input.too_large allowed_signers:-'],
  ])('refuses %s', (_, text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it.each([
    ALICE,
    `${ALICE} ssh-ed25519`,
    `${ALICE} namespaces="${NAMESPACE}"`,
    `${ALICE} namespaces="${NAMESPACE}" ssh-ed25519`,
  ])('refuses a line that ends early: %s', (text) => {
    expect(problems(text)).toContain('config.signers allowed_signers:1');
  });

  it.each(['\x01', '\x08', '\x1b', '\x7f'])('refuses the control character %j in a comment', (character) => {
    expect(problems(`${signerLine(ALICE, alice)} laptop${character}\n`)).toEqual(['config.signers allowed_signers:1']);
  });

  it('reads a file of exactly one MiB, and none that is larger', () => {
    const line = `${signerLine(ALICE, alice)}\n`;
    expect(problems(line + '#'.repeat(1_048_576 - line.length))).toEqual([]);
    expect(problems(line + '#'.repeat(1_048_577 - line.length))).toEqual(['input.too_large allowed_signers:-']);
  });

  it('refuses a principal in two spellings', () => {
    expect(problems(`${signerLine(ALICE, alice)}\n${signerLine(ALICE.toUpperCase(), bob)}`)).toEqual([
      'config.signers allowed_signers:2',
    ]);
  });
});

describe('revoked keys', () => {
  const line = (key: typeof bob | typeof token): string => `${key.type} ${key.blob.toString('base64')}`;
  const keyOf = (key: typeof bob | typeof token) => {
    const found = read(signerLine(ALICE, key));
    if (!found.ok) throw new Error('unreadable');
    return (found.value[0] as (typeof found.value)[number]).key;
  };

  it('an empty file revokes nobody', () => {
    const found = readRevokedKeys(new Uint8Array(0), 'revoked_keys');
    expect(found.ok && found.value.size).toBe(0);
  });
  it('revokes the listed keys and no others', () => {
    const found = readRevokedKeys(bytesOf(`# since March\n${line(bob)} bob\n\n${line(token)}`), 'revoked_keys');
    expect(found.ok && [bob, token, alice].map((key) => isRevoked(found.value, keyOf(key)))).toEqual([
      true,
      true,
      false,
    ]);
  });
  it('names every line that it cannot read', () => {
    const found = readRevokedKeys(bytesOf(`${line(bob)}\nSHA256:abc\nssh-ed25519\n${line(bob)}=\n`), 'revoked_keys');
    expect(found.ok ? [] : found.problems.map((problem) => problem.place?.line)).toEqual([2, 3, 4]);
  });
  it('refuses a binary revocation list', () => {
    const found = readRevokedKeys(Buffer.from('SSHKRL\n\0\0\0\0\x01', 'latin1'), 'revoked_keys');
    expect(found.ok).toBe(false);
  });
});
