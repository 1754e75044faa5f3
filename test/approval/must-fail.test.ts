import { generateKeyPairSync, sign as nodeSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  ALICE,
  approvalBytes,
  armored,
  BOB,
  bytesOf,
  type Case,
  type Forge,
  NOW,
  plainKey,
  SUBJECT,
  securityKey,
  signatureBlob,
  signed,
  signerLine,
  str,
  type TestKey,
  u32,
  verdict,
} from './support.ts';

const alice = plainKey();
const bob = plainKey();
const touch = securityKey();
const message = approvalBytes();
const signers = `${signerLine(ALICE, alice)}\n${signerLine(BOB, bob)}\n`;
const signature = signed(alice, message);

const one = (bytes: Uint8Array, sig: Uint8Array, over: Partial<Case> = {}): Case => ({
  approvals: [{ bytes, signature: sig }],
  signers,
  ...over,
});
const forged = (forge: Forge): Case => one(message, signed(alice, message, forge));
const touched = (forge: Forge, key = touch): Case =>
  one(message, signed(key, message, forge), { signers: signerLine(ALICE, key) });
const armor = (change: (text: string) => string): Case =>
  one(message, bytesOf(change(Buffer.from(signature).toString())));
const edited = (change: (text: string) => string): Case => {
  const bytes = bytesOf(change(Buffer.from(message).toString()));
  return one(bytes, signed(alice, bytes));
};
const listed = (line: string, key: TestKey = alice): Case => one(message, signed(key, message), { signers: line });

/** The order of the base point, little-endian. */
const L = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex');
const plusL = (raw: Buffer): Buffer => {
  const out = Buffer.from(raw);
  let carry = 0;
  for (let i = 0; i < 32; i++) {
    const sum = (out[32 + i] as number) + (L[i] as number) + carry;
    out[32 + i] = sum & 0xff;
    carry = sum >> 8;
  }
  return out;
};

/** Points whose order divides 8, and encodings of coordinates that are not below the prime. */
const BAD_POINTS = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];
/** Under the neutral point, R = S*B with S = 0 satisfies the equation for every message. */
const smallOrderKey = (hex: string): TestKey => {
  const raw = Buffer.concat([Buffer.from('01'.padEnd(64, '0'), 'hex'), Buffer.alloc(32)]);
  return {
    type: 'ssh-ed25519',
    blob: Buffer.concat([str('ssh-ed25519'), str(Buffer.from(hex, 'hex'))]),
    sign: () => Buffer.concat([str('ssh-ed25519'), str(raw)]),
  };
};
const rsa = ((): TestKey => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n, e } = publicKey.export({ format: 'jwk' });
  const modulus = Buffer.concat([Buffer.from([0]), Buffer.from(n as string, 'base64url')]);
  return {
    type: 'ssh-rsa',
    blob: Buffer.concat([str('ssh-rsa'), str(Buffer.from(e as string, 'base64url')), str(modulus)]),
    sign: (bytes) => Buffer.concat([str('rsa-sha2-512'), str(nodeSign('sha512', bytes, privateKey))]),
  };
})();
const ecdsa = ((): TestKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([
    Buffer.from([4]),
    Buffer.from(x as string, 'base64url'),
    Buffer.from(y as string, 'base64url'),
  ]);
  const type = 'ecdsa-sha2-nistp256';
  const signs = (bytes: Uint8Array): Buffer => {
    const raw = nodeSign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const positive = (part: Buffer): Buffer => Buffer.concat([Buffer.from([0]), part]);
    return Buffer.concat([str(positive(raw.subarray(0, 32))), str(positive(raw.subarray(32)))]);
  };
  return {
    type,
    blob: Buffer.concat([str(type), str('nistp256'), str(point)]),
    sign: (bytes) => Buffer.concat([str(type), str(signs(bytes))]),
  };
})();

const plainSigner = signerLine(ALICE, alice);
const keyText = alice.blob.toString('base64');

const MUST_FAIL: Record<string, () => Case> = {
  // keys
  'an RSA key': () => one(message, signed(rsa, message)),
  'an RSA key that the signers list': () => listed(signerLine(ALICE, rsa), rsa),
  'an ECDSA key': () => one(message, signed(ecdsa, message)),
  'an ECDSA key that the signers list': () => listed(signerLine(ALICE, ecdsa), ecdsa),
  'a key that nobody lists': () => one(message, signed(plainKey(), message)),
  "another approver's key": () => one(message, signed(bob, message)),
  "alice's key in the file, signed by bob": () => forgedKey(),
  'a certificate instead of a key': () =>
    forged({ key: Buffer.concat([str('ssh-ed25519-cert-v01@openssh.com'), str(alice.point)]) }),
  'a public key with bytes after its end': () => forged({ key: Buffer.concat([alice.blob, Buffer.from([0])]) }),
  'a public key of 31 bytes': () => forged({ key: Buffer.concat([str('ssh-ed25519'), str(alice.point.subarray(1))]) }),
  'a public key of 33 bytes': () =>
    forged({ key: Buffer.concat([str('ssh-ed25519'), str(Buffer.concat([alice.point, Buffer.alloc(1)]))]) }),
  'an empty public key': () => forged({ key: Buffer.alloc(0) }),
  'a plain signature under the security key type': () => forged({ algorithm: 'sk-ssh-ed25519@openssh.com' }),
  ...Object.fromEntries(
    BAD_POINTS.flatMap((hex) => {
      const key = smallOrderKey(hex);
      return [
        [`the unfit point ${hex}`, () => one(message, signed(key, message))],
        [`the unfit point ${hex}, listed`, () => listed(signerLine(ALICE, key), key)],
      ];
    }),
  ),
  // the signature blob
  'another magic': () => forged({ magic: 'SSHSIH' }),
  'version 0': () => forged({ version: 0 }),
  'version 2': () => forged({ version: 2 }),
  'the namespace git': () => forged({ namespace: 'git' }),
  'the namespace file': () => forged({ namespace: 'file' }),
  'an empty namespace': () => forged({ namespace: '' }),
  'the namespace with a blank after it': () => forged({ namespace: 'cutter-approval ' }),
  'the namespace in capitals': () => forged({ namespace: 'CUTTER-APPROVAL' }),
  'the namespace with a NUL after it': () => forged({ namespace: 'cutter-approval\0' }),
  'a reserved field that is not empty': () => forged({ reserved: 'x' }),
  'the hash sha1': () => forged({ hash: 'sha1' }),
  'the hash sha384': () => forged({ hash: 'sha384' }),
  'the hash SHA512': () => forged({ hash: 'SHA512', usedHash: 'sha512' }),
  'sha512 named, sha256 used': () => forged({ hash: 'sha512', usedHash: 'sha256' }),
  'sha256 named, sha512 used': () => forged({ hash: 'sha256', usedHash: 'sha512' }),
  'a byte after the blob': () => forged({ tail: Buffer.from([0]) }),
  'a second blob after the blob': () => forged({ tail: signatureBlob(alice, message) }),
  'a byte after the inner signature': () => forged({ innerTail: Buffer.from([0]) }),
  'FIDO fields after a plain signature': () => forged({ innerTail: Buffer.concat([Buffer.from([1]), u32(1)]) }),
  'an inner signature of 63 bytes': () => forged({ raw: (raw) => raw.subarray(0, 63) }),
  'an inner signature of 65 bytes': () => forged({ raw: (raw) => Buffer.concat([raw, Buffer.alloc(1)]) }),
  'an empty inner signature': () => forged({ raw: () => Buffer.alloc(0) }),
  'an inner signature of zeroes': () => forged({ raw: (raw) => Buffer.alloc(raw.length) }),
  'S plus the group order': () => forged({ raw: plusL }),
  'S plus twice the group order': () => forged({ raw: (raw) => plusL(plusL(raw)) }),
  'R of small order': () => forged({ raw: (raw) => Buffer.concat([Buffer.alloc(32), raw.subarray(32)]) }),
  'another algorithm name': () => forged({ algorithm: 'ssh-ed448' }),
  'the blob cut in half': () => one(message, bytesOf(armored(signatureBlob(alice, message).subarray(0, 90)))),
  'the blob without its last byte': () => one(message, bytesOf(armored(signatureBlob(alice, message).subarray(0, -1)))),
  'a length field of 2^32 - 1': () =>
    one(message, bytesOf(armored(Buffer.concat([Buffer.from('SSHSIG'), u32(1), u32(0xffffffff)])))),
  // the armor
  'CR LF line ends': () => armor((text) => text.replaceAll('\n', '\r\n')),
  'CR line ends': () => armor((text) => text.replaceAll('\n', '\r')),
  'no newline at the end': () => armor((text) => text.slice(0, -1)),
  'two newlines at the end': () => armor((text) => `${text}\n`),
  'a newline before': () => armor((text) => `\n${text}`),
  'a blank before': () => armor((text) => ` ${text}`),
  'a byte order mark before': () => armor((text) => `\ufeff${text}`),
  'a comment before': () => armor((text) => `# alice\n${text}`),
  'a blank at the end of a line': () => armor((text) => text.replace(/(.{70})\n/, '$1 \n')),
  'a tab in the base64': () => armor((text) => text.replace('U1NI', 'U1\tNI')),
  'lines of 64': () => one(message, bytesOf(armored(signatureBlob(alice, message), 64))),
  'lines of 76': () => one(message, bytesOf(armored(signatureBlob(alice, message), 76))),
  'one long line': () => one(message, bytesOf(armored(signatureBlob(alice, message), 1000))),
  'base64 without its padding': () => armor((text) => text.replaceAll('=', '')),
  'base64 of the URL alphabet': () => armor((text) => text.replace('U1NI', 'U1N-')),
  'the header of a PGP signature': () => armor((text) => text.replaceAll('SSH', 'PGP')),
  'no header': () => armor((text) => text.slice(text.indexOf('\n') + 1)),
  'no footer': () => armor((text) => text.slice(0, text.indexOf('-----END'))),
  'two signatures in one file': () => armor((text) => text + text),
  'an empty signature file': () => armor(() => ''),
  'header and footer alone': () => armor(() => armored(Buffer.alloc(0)).replace('\n\n', '\n')),
  'the raw blob without armor': () => one(message, signatureBlob(alice, message)),
  'a signature file of 1 MB': () => armor((text) => text.padEnd(1_000_000, '\n')),
  // security keys
  'no user presence': () => touched({ flags: 0 }),
  'user verified but not present': () => touched({ flags: 4 }),
  'presence shown that was not signed': () => touched({ flags: 0, shownFlags: 1 }),
  'flags of attested data': () => touched({ flags: 0x41 }),
  'flags of extensions': () => touched({ flags: 0x81 }),
  'reserved flags': () => touched({ flags: 0x03 }),
  'the application of another key': () => touched({ application: 'ssh:other' }),
  'an application that is a web site': () => touched({}, securityKey('https://example.org')),
  'an empty application': () => touched({}, securityKey('')),
  'a byte after the counter': () => touched({ innerTail: Buffer.from([0]) }),
  'a security key named as a plain one': () => touched({ algorithm: 'ssh-ed25519' }),
  'a security key without its application field': () =>
    touched({
      key: Buffer.concat([str(touch.type), touch.blob.subarray(4 + touch.type.length, 4 + touch.type.length + 36)]),
    }),
  // the signers
  'a wildcard principal': () => listed(signerLine('*', alice)),
  'a pattern of principals': () => listed(signerLine('*@example.org', alice)),
  'a question mark in the principal': () => listed(signerLine('alic?@example.org', alice)),
  'a negated principal': () => listed(`!${plainSigner}`),
  'two principals for one key': () => listed(signerLine(`${ALICE},${BOB}`, alice)),
  'a certificate authority': () => listed(signerLine(ALICE, alice, 'cert-authority,namespaces="cutter-approval"')),
  'no namespace': () => listed(signerLine(ALICE, alice, '')),
  'a namespace pattern': () => listed(signerLine(ALICE, alice, 'namespaces="cutter-*"')),
  'a negated namespace': () => listed(signerLine(ALICE, alice, 'namespaces="!git,cutter-approval"')),
  'another namespace': () => listed(signerLine(ALICE, alice, 'namespaces="git"')),
  'an unknown option': () => listed(signerLine(ALICE, alice, 'namespaces="cutter-approval",touch-required')),
  'a key not valid yet': () => listed(signerLine(ALICE, alice, 'namespaces="cutter-approval",valid-after="20270101Z"')),
  'a key not valid any more': () =>
    listed(signerLine(ALICE, alice, 'namespaces="cutter-approval",valid-before="20260101Z"')),
  'a key whose validity ends now': () =>
    listed(signerLine(ALICE, alice, 'namespaces="cutter-approval",valid-before="20260301120000Z"')),
  'a key listed under two principals': () => listed(`${plainSigner}\n${signerLine(BOB, alice)}`),
  'a principal in other case': () => listed(signerLine('Alice@example.org', alice)),
  'an empty list of signers': () => listed(''),
  'signers with CR LF': () => listed(`${plainSigner}\r\n`),
  'signers with a byte order mark': () => listed(`\ufeff${plainSigner}\n`),
  'a signer whose key is not canonical base64': () =>
    listed(`${ALICE} namespaces="cutter-approval" ssh-ed25519 ${keyText}=`),
  'a signer whose key type is not that of the key': () =>
    listed(`${ALICE} namespaces="cutter-approval" ${touch.type} ${keyText}`),
  'one bad line among good ones': () => listed(`${plainSigner}\nnonsense\n`),
  'a revoked key': () => one(message, signature, { revoked: `${alice.type} ${keyText} lost in March\n` }),
  'a revoked key in its FIDO wrapping': () => {
    const wrapped = securityKey('ssh:', alice);
    return one(message, signature, { revoked: `${wrapped.type} ${wrapped.blob.toString('base64')}\n` });
  },
  'a list of revoked keys that cannot be read': () => one(message, signature, { revoked: 'SHA256:0000\n' }),
  // the statement
  'two approvals with their signatures swapped': () => {
    const other = approvalBytes(BOB);
    return {
      approvals: [
        { bytes: message, signature: signed(bob, other) },
        { bytes: other, signature },
      ],
      signers,
    };
  },
  'the signature of another approval by the same person': () =>
    one(message, signed(alice, approvalBytes(ALICE, { at: NOW - 60 }))),
  'a blank added to the approval': () => edited((text) => text.replace('":"', '": "')),
  'CR LF in the approval': () => edited((text) => text.replaceAll('\n', '\r\n')),
  'no newline at the end of the approval': () => edited((text) => text.slice(0, -1)),
  'a newline after the approval': () => edited((text) => `${text}\n`),
  'a field twice': () => edited((text) => text.replace('"allowance"', '"purpose":"SG_1",\n"allowance"')),
  'an unknown field': () => edited((text) => text.replace('"allowance"', '"note":"x",\n"allowance"')),
  'fields in another order': () => edited((text) => text.replace(/("purpose".*\n)("allowance".*\n)/, '$2$1')),
  'a byte order mark before the approval': () => edited((text) => `\ufeff${text}`),
  'an escaped letter in the approval': () => edited((text) => text.replace('ICX-CONST', 'ICX\\u002dCONST')),
  'another format version': () => edited((text) => text.replace('cutter.approval/1', 'cutter.approval/2')),
  'an allowance that is not explicit': () => edited((text) => text.replace('"explicit"', '"implicit"')),
  'the approver is the author': () => one(message, signature, { author: ALICE }),
  'the approver is the author in other case': () => one(message, signature, { author: 'ALICE@Example.ORG' }),
  'another plan': () => one(message, signature, { subject: { ...SUBJECT, plan_sha256: 'c'.repeat(64) } }),
  'another purpose': () => one(message, signature, { subject: { ...SUBJECT, purpose: 'SG_2' } }),
  expired: () => one(message, signature, { now: NOW + 24 * 3600 }),
  'issued in the future': () => one(message, signature, { now: NOW - 6 }),
  'lives longer than the policy allows': () => {
    const long = approvalBytes(ALICE, { lifetimeHours: 24.001 });
    return one(long, signed(alice, long));
  },
  'no approval at all': () => ({ approvals: [], signers }),
};

function forgedKey(): Case {
  return one(message, signed(bob, message, { key: alice.blob }));
}

describe('approvals that count', () => {
  it.each([
    ['a plain key', one(message, signature)],
    ['a plain key, hash sha256', one(message, signed(alice, message, { hash: 'sha256' }))],
    ['a security key', touched({})],
    ['a security key that verified its user', touched({ flags: 5 })],
    ['a security key with a named application', touched({}, securityKey('ssh:law'))],
    [
      'a key in its time',
      listed(
        signerLine(ALICE, alice, 'valid-after="20260101Z",namespaces="git,cutter-approval",valid-before="20270101Z"'),
      ),
    ],
    [
      "somebody else's key revoked",
      one(message, signature, { revoked: `# lost\n${bob.type} ${bob.blob.toString('base64')}\n` }),
    ],
  ])('%s', (_, given) => {
    expect(verdict(given)).toBe('accepted');
  });
});

describe('approvals that must not count', () => {
  it.each(Object.entries(MUST_FAIL))('%s', (_, make) => {
    expect(verdict(make())).toMatch(/^[a-z]+\.[a-z_]+: ./);
  });

  it('are at least 120 kinds, each refused for the reason it was made for', async () => {
    expect(Object.keys(MUST_FAIL).length).toBeGreaterThanOrEqual(120);
    const lines = Object.entries(MUST_FAIL).map(([name, make]) => `${name}\n    ${masked(verdict(make()))}\n`);
    await expect(lines.join('')).toMatchFileSnapshot('must-fail.txt');
  });
});

/** Keys are new in every run. */
const masked = (text: string): string =>
  text.replaceAll(/SHA256:[A-Za-z0-9+/]{43}/g, 'SHA256:...').replaceAll(' | ', '\n    ');
