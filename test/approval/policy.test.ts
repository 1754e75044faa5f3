import { describe, expect, it } from 'vitest';
import { readAllowedSigners } from '../../src/core/approval/allowed-signers.ts';
import { checkApprovals } from '../../src/core/approval/check.ts';
import { type ApprovalPolicy, DEFAULT_APPROVAL_POLICY, policySha256 } from '../../src/core/approval/policy.ts';
import { secondOpinionProblems } from '../../src/core/approval/second-opinion.ts';
import { readSignature } from '../../src/core/approval/sshsig.ts';
import {
  type ApprovalStatement,
  type ApprovalSubject,
  approvalText,
  subjectOf,
} from '../../src/core/approval/statement.ts';
import type { PlanHeader } from '../../src/core/plan/plan.ts';
import { orStop as unwrapped } from '../../src/core/problem.ts';
import { readApproval } from '../../src/formats/approval.ts';
import {
  ALICE,
  AUTHOR,
  approvalBytes,
  BOB,
  bytesOf,
  type Case,
  judge,
  NOW,
  plainKey,
  SUBJECT,
  securityKey,
  signed,
  signerLine,
  withThreshold,
} from './support.ts';

const CAROL = 'carol@example.org';
const keys = {
  alice: plainKey(),
  aliceToken: securityKey(),
  bob: plainKey(),
  carol: securityKey('ssh:law'),
  author: plainKey(),
};
const signers = [
  signerLine(ALICE, keys.alice),
  signerLine(ALICE, keys.aliceToken),
  signerLine(BOB, keys.bob),
  signerLine(CAROL, keys.carol),
  signerLine(AUTHOR, keys.author),
].join('\n');

type Over = Parameters<typeof approvalBytes>[1];
const by = (key: keyof typeof keys, who: string, over: Over = {}) => {
  const bytes = approvalBytes(who, over);
  return { bytes, signature: signed(keys[key], bytes) };
};
function found(given: Partial<Case> & Pick<Case, 'approvals'>) {
  const result = judge({ signers, ...given });
  if ('unread' in result) throw new Error(result.unread.join('\n'));
  return result;
}
const open = (given: Partial<Case> & Pick<Case, 'approvals'>): boolean => found(given).problems.length === 0;
const reasons = (given: Partial<Case> & Pick<Case, 'approvals'>): string[][] =>
  found(given).rejected.map((one) => one.reasons.map((reason) => reason.reason));

describe('the threshold counts different people with different keys', () => {
  const alice = by('alice', ALICE);
  const aliceAgain = by('alice', ALICE, { at: NOW - 60 });
  const aliceToken = by('aliceToken', ALICE);
  const bob = by('bob', BOB);
  const carol = by('carol', CAROL);
  const expired = by('carol', CAROL, { at: NOW - 86_400 });
  it.each<[string, number, ReturnType<typeof by>[], boolean, number]>([
    ['nobody', 1, [], false, 0],
    ['one of one', 1, [alice], true, 1],
    ['one of two', 2, [alice], false, 1],
    ['two of two', 2, [alice, bob], true, 2],
    ['more than needed', 1, [alice, bob, carol], true, 3],
    ['the same file twice', 2, [alice, alice], false, 1],
    ['the same person and key twice', 2, [alice, aliceAgain], false, 1],
    ['the same person with two keys', 2, [alice, aliceToken], false, 1],
    ['the same person with two keys, and another', 2, [alice, aliceToken, bob], true, 2],
    ['three of three', 3, [alice, bob, carol], true, 3],
    ['two and one expired', 3, [alice, bob, expired], false, 2],
    ['two needed, two good and one expired', 2, [alice, expired, bob], true, 2],
  ])('%s', (_, threshold, approvals, isOpen, count) => {
    const result = found({ approvals, policy: withThreshold(threshold) });
    expect(result.problems.length === 0).toBe(isOpen);
    expect(result.counted).toHaveLength(count);
    expect(result.counted.length + result.rejected.length).toBe(approvals.length);
  });

  it('says how many are missing, and names each approval that does not count', () => {
    const { problems } = found({ approvals: [alice, expired], policy: withThreshold(3) });
    expect(problems.map((problem) => problem.code)).toEqual(['gate.approval_required', 'gate.approval']);
    expect(problems[0]?.message).toContain('needs 3 approvals for SG_1; 1 of the 2 given count');
    expect(problems[1]?.place?.file).toBe('approval-2.json');
    expect(problems[1]?.message).toContain(CAROL);
  });

  it('says so when the signers are too few for the threshold, the author not counted', () => {
    const { problems } = found({ approvals: [], policy: withThreshold(4) });
    expect(problems[0]?.hint).toMatch(/^Add approvers .* 3, and 4 are needed/);
    expect(found({ approvals: [], policy: withThreshold(3) }).problems[0]?.hint).toMatch(/^Have it approved/);
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a threshold of %s opens nothing', (threshold) => {
    expect(open({ approvals: [alice, bob, carol], policy: withThreshold(threshold) })).toBe(false);
  });

  it.each([0, -1, 169, Number.NaN])('a lifetime of %s hours opens nothing', (lifetime_hours) => {
    const gate = { ...DEFAULT_APPROVAL_POLICY.gates.SG_1, lifetime_hours };
    const policy = { ...DEFAULT_APPROVAL_POLICY, gates: { ...DEFAULT_APPROVAL_POLICY.gates, SG_1: gate } };
    expect(open({ approvals: [alice], policy })).toBe(false);
  });

  it('a week is the longest lifetime that a policy may give', () => {
    const gate = { ...DEFAULT_APPROVAL_POLICY.gates.SG_1, lifetime_hours: 168 };
    const policy = { ...DEFAULT_APPROVAL_POLICY, gates: { ...DEFAULT_APPROVAL_POLICY.gates, SG_1: gate } };
    expect(open({ approvals: [alice], policy })).toBe(true);
  });

  it('a policy that lets the author approve opens nothing', () => {
    const gate = { ...DEFAULT_APPROVAL_POLICY.gates.SG_1, author_may_approve: true };
    const gates = { ...DEFAULT_APPROVAL_POLICY.gates, SG_1: gate };
    expect(
      open({ approvals: [alice], policy: { ...DEFAULT_APPROVAL_POLICY, gates } as unknown as ApprovalPolicy }),
    ).toBe(false);
  });
});

describe('who approves', () => {
  it('never the author, listed or not', () => {
    expect(reasons({ approvals: [by('author', AUTHOR)] })).toEqual([['author']]);
  });
  it("never with another person's key", () => {
    expect(reasons({ approvals: [by('bob', ALICE)] })).toEqual([['signer']]);
  });
  it('never with a key that is revoked', () => {
    const revoked = `${keys.bob.type} ${keys.bob.blob.toString('base64')}`;
    expect(reasons({ approvals: [by('bob', BOB), by('alice', ALICE)], revoked })).toEqual([['revoked']]);
  });
});

describe('when', () => {
  const issued = by('alice', ALICE);
  it.each([
    ['as it is issued', 0, true],
    ['5 s before, as a slow clock sees it', -5, true],
    ['6 s before', -6, false],
    ['a second before it expires', 24 * 3600 - 1, true],
    ['the second it expires', 24 * 3600, false],
    ['long after', 10 * 24 * 3600, false],
  ])('%s', (_, seconds, isOpen) => {
    expect(open({ approvals: [issued], now: NOW + seconds })).toBe(isOpen);
  });

  it.each([
    [24, true],
    [24 + 1 / 3600, false],
    [1 / 3600, true],
  ])('a lifetime of %s hours under a policy of 24', (lifetimeHours, isOpen) => {
    expect(open({ approvals: [by('alice', ALICE, { lifetimeHours })] })).toBe(isOpen);
  });

  it('an approval that expires when it is issued, or before, is no approval', () => {
    expect(reasons({ approvals: [by('alice', ALICE, { lifetimeHours: 0 })] })).toEqual([['times']]);
    expect(reasons({ approvals: [by('alice', ALICE, { lifetimeHours: -1 })] })).toEqual([['times']]);
  });

  it('the key must be valid when it signs and when the plan is applied', () => {
    const line = (options: string) => signerLine(ALICE, keys.alice, `namespaces="cutter-approval",${options}`);
    const given = { approvals: [issued] };
    expect(open({ ...given, signers: line('valid-after="20260301120000Z"') })).toBe(true);
    expect(reasons({ ...given, signers: line('valid-after="20260301120001Z"'), now: NOW + 60 })).toEqual([
      ['key_validity'],
    ]);
    expect(open({ ...given, signers: line('valid-before="20260301120001Z"') })).toBe(true);
    expect(reasons({ ...given, signers: line('valid-before="20260301120100Z"'), now: NOW + 60 })).toEqual([
      ['key_validity'],
    ]);
  });
});

describe('what is approved must be what is at hand', () => {
  const changes: [string, Partial<ApprovalSubject>][] = [
    ['plan', { plan_sha256: 'f'.repeat(64) }],
    ['purpose', { purpose: 'SG_2' }],
    ['subject', { kind: 'cut.other' }],
    ['subject', { cut: 'statute' }],
    ['subject', { prefix: 'ICX-CONST-2' }],
    ['target', { target: { ...SUBJECT.target, database: 'other' } }],
    ['target', { target: { ...SUBJECT.target, system_identifier: '1' } }],
    ['target', { target: { ...SUBJECT.target, principal: 'postgres' } }],
    ['run', { run: 'ictr-20260301T120000Z-0123abcd' }],
    ['counts', { expect: { ...SUBJECT.expect, statements: 181 } }],
    ['counts', { expect: { ...SUBJECT.expect, inserted: { 'public.information_unit': 60 } } }],
    ['counts', { expect: { ...SUBJECT.expect, updated: {} } }],
    ['counts', { expect: { ...SUBJECT.expect, updated: { 'public.information_unit': 61 } } }],
    ['counts', { expect: { ...SUBJECT.expect, updated: { ...SUBJECT.expect.updated, 'public.dot_config': 0 } } }],
  ];
  it.each(changes)('%s: %j in the approval', (reason, subject) => {
    expect(reasons({ approvals: [by('alice', ALICE, { subject })] })).toEqual([[reason]]);
  });
  it.each(changes.filter(([reason]) => reason !== 'purpose'))('%s: %j at hand', (reason, change) => {
    expect(reasons({ approvals: [by('alice', ALICE)], subject: { ...SUBJECT, ...change } })).toEqual([[reason]]);
  });
  it('tells all reasons of an approval at once', () => {
    const bytes = approvalBytes(AUTHOR, {
      subject: { plan_sha256: '0'.repeat(64), prefix: 'OTHER' },
      at: NOW - 90_000,
    });
    const given = { approvals: [{ bytes, signature: signed(keys.alice, bytes) }] };
    expect(reasons(given)).toEqual([['author', 'signer', 'plan', 'subject', 'expired']]);
  });
  it('a subject with its tables in another order is the same subject', () => {
    const inserted = Object.fromEntries(Object.entries(SUBJECT.expect.inserted).reverse());
    const subject = { ...SUBJECT, expect: { ...SUBJECT.expect, inserted } };
    expect(open({ approvals: [by('alice', ALICE)], subject })).toBe(true);
  });
});

describe('a statement that did not come from the parser', () => {
  const mine = by('alice', ALICE);
  const reasonsFor = (bytes: Uint8Array, statement: ApprovalStatement, subject = SUBJECT): string[] => {
    const signature = unwrapped(readSignature(signed(keys.alice, bytes), 'approval.json.sig'));
    const findings = checkApprovals({
      approvals: [{ file: 'approval.json', bytes, statement, signature }],
      subject,
      author: AUTHOR,
      policy: DEFAULT_APPROVAL_POLICY,
      signers: unwrapped(readAllowedSigners(bytesOf(signers), 'allowed_signers')),
      revoked: new Set(),
      now: NOW,
    });
    expect(findings.problems).not.toEqual([]);
    return findings.rejected.flatMap((one) => one.reasons.map((reason) => reason.reason));
  };
  const statement = unwrapped(readApproval(mine.bytes, 'approval.json'));

  it('does not count when the bytes say something else', () => {
    const other = approvalBytes(ALICE, { subject: { plan_sha256: 'f'.repeat(64) } });
    const subject = { ...SUBJECT, plan_sha256: 'f'.repeat(64) };
    expect(reasonsFor(mine.bytes, unwrapped(readApproval(other, 'other.json')), subject)).toEqual(['bytes']);
  });
  it.each([
    ['times', { issued_at: 'yesterday' }],
    ['times', { expires_at: 'never' }],
    ['bytes', { format: 'cutter.approval/2' }],
    ['allowance', { allowance: 'implicit' }],
  ])('does not count: %s %j', (reason, change) => {
    const changed = { ...statement, ...change } as ApprovalStatement;
    expect(reasonsFor(bytesOf(approvalText(changed)), changed)).toEqual([reason]);
  });
});

describe('the pin of the policy', () => {
  it('does not depend on the order of keys, and changes with every value', () => {
    const { SG_1, SG_2 } = DEFAULT_APPROVAL_POLICY.gates;
    const reordered: ApprovalPolicy = { ssh_keygen: 'where_installed', gates: { SG_2, SG_1 } };
    expect(policySha256(reordered)).toBe(policySha256(DEFAULT_APPROVAL_POLICY));
    const others: ApprovalPolicy[] = [
      withThreshold(2),
      { ...DEFAULT_APPROVAL_POLICY, ssh_keygen: 'required' },
      { ...DEFAULT_APPROVAL_POLICY, gates: { SG_1, SG_2: { ...SG_2, lifetime_hours: 11 } } },
    ];
    const pins = [DEFAULT_APPROVAL_POLICY, ...others].map(policySha256);
    expect(new Set(pins).size).toBe(pins.length);
  });
});

describe('the second opinion', () => {
  const required: ApprovalPolicy = { ...DEFAULT_APPROVAL_POLICY, ssh_keygen: 'required' };
  it.each([
    [DEFAULT_APPROVAL_POLICY, 'accepted', 0],
    [DEFAULT_APPROVAL_POLICY, 'refused', 1],
    [DEFAULT_APPROVAL_POLICY, 'not_installed', 0],
    [required, 'accepted', 0],
    [required, 'refused', 1],
    [required, 'not_installed', 1],
  ] as const)('%j %s', (policy, verdict, count) => {
    const problems = secondOpinionProblems(policy, 'approval.json', verdict, 'said');
    expect(problems.map((problem) => problem.code)).toEqual(Array(count).fill('gate.approval'));
  });
});

it('the subject of a plan says all that its header says', () => {
  const header = {
    approval: 'SG_1',
    kind: SUBJECT.kind,
    cut: { name: SUBJECT.cut, prefix: SUBJECT.prefix, scope: 'enacted_only', profile: 'constitution/1' },
    target: SUBJECT.target,
    expect: SUBJECT.expect,
  } as unknown as PlanHeader;
  expect(subjectOf(header, SUBJECT.plan_sha256)).toEqual(SUBJECT);
  expect(subjectOf(header, SUBJECT.plan_sha256, 'ictr-20260301T120000Z-0123abcd').run).toMatch(/^ictr-/);
});
