/** Readers of untrusted bytes: whatever they are given, they answer, and name what is wrong in typed problems. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAllowedSigners } from '../../src/core/approval/allowed-signers.ts';
import { armor } from '../../src/core/approval/armor.ts';
import { readRevokedKeys } from '../../src/core/approval/revoked-keys.ts';
import { readSignature } from '../../src/core/approval/sshsig.ts';
import type { Checked } from '../../src/core/problem.ts';
import { newPair } from '../../src/edge/ssh/ed25519-keys.ts';
import { readPrivateKey, writePrivateKey } from '../../src/edge/ssh/openssh-key.ts';
import {
  ALICE,
  approvalBytes,
  BOB,
  bytesOf,
  plainKey,
  securityKey,
  signatureBlob,
  signed,
  signerLine,
} from './support.ts';

const key = plainKey();
const token = securityKey();
const message = approvalBytes();

/** The bytes with some of them cut out and others put in. */
const mutated = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.nat(bytes.length), fc.nat(20), fc.uint8Array({ maxLength: 12 }))
    .map(([at, length, put]) => Uint8Array.from([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + length)]));
const typed = (found: Checked<unknown>): boolean =>
  found.ok ||
  (found.problems.length > 0 &&
    found.problems.every(({ message, hint, place }) => message !== '' && hint !== '' && place?.file === 'f'));
const check = (bytes: fc.Arbitrary<Uint8Array>, reader: (bytes: Uint8Array, file: string) => Checked<unknown>): void =>
  fc.assert(
    fc.property(bytes, (given) => typed(reader(given, 'f'))),
    { numRuns: 5_000 },
  );

it('signatures', () => {
  const blob = fc.oneof(mutated(signatureBlob(key, message)), mutated(signatureBlob(token, message)), fc.uint8Array());
  check(
    fc.oneof(
      fc.uint8Array(),
      mutated(signed(key, message)),
      blob.map((bytes) => bytesOf(armor(bytes))),
    ),
    readSignature,
  );
});

it('allowed signers and revoked keys', () => {
  const list = bytesOf(
    `# approvers\n${signerLine(ALICE, key)}\n${signerLine(BOB, token, 'namespaces="cutter-approval",valid-after="20260101Z"')} x\n`,
  );
  const any = fc.oneof(fc.uint8Array(), mutated(list), fc.string({ unit: 'binary' }).map(bytesOf));
  check(any, readAllowedSigners);
  check(any, readRevokedKeys);
});

it('private keys', () => {
  const pair = newPair();
  const text = bytesOf(writePrivateKey(pair, 'comment', 7));
  fc.assert(
    fc.property(fc.oneof(mutated(text), fc.uint8Array()), (bytes) => {
      const found = readPrivateKey(Buffer.from(bytes).toString('latin1'));
      if (!found.ok) expect(found.wrong).toMatch(/./);
    }),
    { numRuns: 5_000 },
  );
});
