/** What is written about approvals, and what is said of them: bytes that others read, and words that a person acts on. */
import { describe, expect, it } from 'vitest';
import { readAllowedSigners } from '../../src/core/approval/allowed-signers.ts';
import type { ApprovalFindings, CountedApproval } from '../../src/core/approval/check.ts';
import { claimProblems, claimsOf, NO_CLAIMS } from '../../src/core/approval/claims.ts';
import { formatInstant, parseInstant } from '../../src/core/approval/instant.ts';
import {
  type ApprovalPolicy,
  DEFAULT_APPROVAL_POLICY,
  PRODUCTION,
  policyProblems,
  policySha256,
  policyText,
  REQUIREMENTS,
} from '../../src/core/approval/policy.ts';
import { isPrincipal } from '../../src/core/approval/principal.ts';
import { ed25519Key, fingerprint, publicKeyLine, readPublicKeyFields } from '../../src/core/approval/public-key.ts';
import { readRevokedKeys } from '../../src/core/approval/revoked-keys.ts';
import { secondOpinionProblems } from '../../src/core/approval/second-opinion.ts';
import {
  APPROVAL_NAMESPACE,
  AUDIT_NAMESPACE,
  armoredSignature,
  HEAD_NAMESPACE,
  LANE_NAMESPACE,
  readArmored,
  readSignature,
  signedBytes,
  verifySignature,
} from '../../src/core/approval/sshsig.ts';
import { subjectReasons } from '../../src/core/approval/subject-reasons.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { PlanRequest } from '../../src/core/plan/request.ts';
import { orStop as unwrapped } from '../../src/core/problem.ts';
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
  signatureBlob,
  signed,
  signerLine,
} from '../approval/support.ts';

const alice = plainKey();
const bob = plainKey();
const message = approvalBytes();
const wrongOf = (reading: { ok: true } | { ok: false; wrong: string }): string => (reading.ok ? '' : reading.wrong);

describe('a signature that cutter writes', () => {
  const key = ed25519Key(alice.point);
  const namespaces = [APPROVAL_NAMESPACE, LANE_NAMESPACE, HEAD_NAMESPACE, AUDIT_NAMESPACE] as const;

  /** Ed25519 has one signature of one message: the file is known before it is written. */
  const rawOf = (namespace: string): Buffer => {
    const blob = signatureBlob(alice, message, { namespace });
    return blob.subarray(blob.length - 64);
  };

  it.each(namespaces)('is the file that the format asks for, in the namespace %s', (namespace) => {
    const text = armoredSignature(key, rawOf(namespace), namespace);
    expect(text).toBe(Buffer.from(signed(alice, message, { namespace })).toString());
    const signature = unwrappedReading(readArmored(bytesOf(text), namespace));
    expect(signature.namespace).toBe(namespace);
    expect(verifySignature(signature, message)).toBe(true);
  });

  it('is one of an approval, where no namespace is named', () => {
    expect(armoredSignature(key, rawOf(APPROVAL_NAMESPACE))).toBe(Buffer.from(signed(alice, message)).toString());
    expect(signedBytes('sha512', message)).toEqual(signedBytes('sha512', message, APPROVAL_NAMESPACE));
  });

  it('is never read in a namespace for which it was not made', () => {
    for (const made of namespaces)
      for (const wanted of namespaces.filter((name) => name !== made)) {
        const found = readArmored(signed(alice, message, { namespace: made }), wanted);
        expect(wrongOf(found)).toBe(`it was made for the namespace "${made}", not for ${wanted}`);
      }
  });

  it('that cannot be read is a problem of its file, with what to do', () => {
    const found = readSignature(bytesOf('-----BEGIN SSH SIGNATURE-----and more\n'), 'a.json.sig');
    expect(found.ok ? [] : found.problems).toMatchObject([
      {
        code: 'approval.signature',
        message:
          'This is not a signature that can approve: it does not start with the line -----BEGIN SSH SIGNATURE-----.',
        place: { file: 'a.json.sig' },
        hint: 'Sign the approval again with `cutter approve`, and copy the .sig file unchanged.',
      },
    ]);
  });

  it('may have 4096 bytes and no more', () => {
    expect(wrongOf(readArmored(new Uint8Array(4096), APPROVAL_NAMESPACE))).not.toContain('no such signature');
    expect(wrongOf(readArmored(new Uint8Array(4097), APPROVAL_NAMESPACE))).toContain('it has 4097 bytes; no such');
  });
});

const unwrappedReading = <T>(reading: { ok: true; value: T } | { ok: false; wrong: string }): T => {
  if (reading.ok) return reading.value;
  throw new Error(reading.wrong);
};

describe('a public key', () => {
  it('is written as its .pub file has it, and read back', () => {
    const key = ed25519Key(new Uint8Array(alice.point));
    expect(publicKeyLine(key)).toBe(`ssh-ed25519 ${alice.blob.toString('base64')}`);
    const [type = '', base64 = ''] = publicKeyLine(key).split(' ');
    expect(unwrappedReading(readPublicKeyFields(type, base64))).toEqual(key);
  });

  it('has the fingerprint that `ssh-keygen -l` prints', () => {
    // Of the public key with the point of RFC 8032, section 7.1, test 1.
    const point = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
    const key = ed25519Key(point);
    expect(fingerprint(key)).toBe(`SHA256:${Buffer.from(sha256(key.blob), 'hex').toString('base64').slice(0, 43)}`);
    expect(fingerprint(key)).toHaveLength(50);
  });

  it.each([1, 200])('of a security key may name an application of %i characters', (length) => {
    const key = securityKey(`ssh:${'a'.repeat(length)}`);
    expect(readPublicKeyFields(key.type, key.blob.toString('base64')).ok).toBe(true);
  });

  it.each([`ssh:${'a'.repeat(201)}`, 'ssh:a b', 'ssh:\x7f', 'xssh:', 'ssh'])(
    'not the application %j',
    (application) => {
      const key = securityKey(application);
      expect(wrongOf(readPublicKeyFields(key.type, key.blob.toString('base64')))).toContain('does not start with ssh:');
    },
  );

  it.each([
    ['of another type', 'ssh-rsa', 'AAAA', 'the key is of type "ssh-rsa"; only ssh-ed25519 and sk-ssh'],
    ['that is not base64', 'ssh-ed25519', '%', 'the key is not canonical base64'],
    ['that is empty', 'ssh-ed25519', '', 'the public key is cut off'],
    ['of 3 bytes', 'ssh-ed25519', 'AAAA', 'the public key is cut off'],
  ])('%s is refused by name', (_, type, base64, words) => {
    expect(wrongOf(readPublicKeyFields(type, base64))).toContain(words);
  });
});

describe('names of people', () => {
  it.each(['a@b', 'a.b_c+d-e@x-1.example', 'A0@Z9', `${'a'.repeat(64)}@b`, `a@${'b'.repeat(190)}`])(
    '%s is one',
    (text) => expect(isPrincipal(text)).toBe(true),
  );

  it.each([
    '',
    '@',
    'a@',
    '@b',
    '.a@b',
    'a@.b',
    'a@b.',
    'a@b-',
    'a@-b',
    ' a@b',
    'a@b ',
    'a@b\n',
    'a b@c',
    'a*@b',
    'a@b,c',
    `${'a'.repeat(65)}@b`,
    `a@${'b'.repeat(191)}`,
  ])('%j is none', (text) => expect(isPrincipal(text)).toBe(false));
});

describe('the claims of a plan', () => {
  const one = { approver: ALICE, sha256: 'aa', issued_at: '', fingerprint: '' };
  const request = (over: Partial<PlanRequest>): PlanRequest =>
    ({ given: {}, approvals: [one], ...over }) as unknown as PlanRequest;

  it('are the person it is by, and the approvals of what it carries out', () => {
    expect(claimsOf(request({ given: { by: BOB }, statements: [] }))).toEqual({ approvers: [BOB], approvals: ['aa'] });
  });

  it('are none where nobody is named and nothing is carried out', () => {
    expect(claimsOf(request({}))).toEqual(NO_CLAIMS);
  });

  it('are no approvals that a receipt names: they were judged when that run was', () => {
    expect(claimsOf(request({ statements: [], receipt_sha256: 'bb' }))).toEqual(NO_CLAIMS);
  });

  const counted = [
    { approver: ALICE, sha256: 'aa' },
    { approver: BOB, sha256: 'bb' },
  ] as unknown as readonly CountedApproval[];

  it('hold where an approval by each, in whichever case, and of each digest counts', () => {
    expect(claimProblems({ approvers: [BOB, ALICE.toUpperCase()], approvals: ['bb', 'aa'] }, counted)).toEqual([]);
    expect(claimProblems(NO_CLAIMS, [])).toEqual([]);
  });

  it('are refused one by one where none does', () => {
    const problems = claimProblems({ approvers: [ALICE, 'eve@example.org'], approvals: ['aa', 'cc'] }, counted);
    expect(problems.map(({ code, message: text }) => `${code}: ${text}`)).toEqual([
      'gate.approval: The plan says that eve@example.org decided, and no approval by eve@example.org counts.',
      'gate.approval: The plan names an approval (sha256 cc) that does not count.',
    ]);
    for (const { hint } of problems) expect(hint).toContain('plan again, and have whoever is named approve it');
    expect(claimProblems({ approvers: [ALICE], approvals: ['aa'] }, [])).toHaveLength(2);
  });
});

describe('the bytes of the policy, which plans pin', () => {
  const policy: ApprovalPolicy = { ...DEFAULT_APPROVAL_POLICY, require: PRODUCTION.require, backup_recipient: 'age1x' };

  it('say each value of each gate and each requirement', () => {
    expect(JSON.parse(policyText(policy))).toEqual({
      SG_1: { threshold: 1, lifetime_hours: 24, author_may_approve: false },
      SG_2: { threshold: 1, lifetime_hours: 12, author_may_approve: false },
      ssh_keygen: 'where_installed',
      require: {
        backup: true,
        restore_test: true,
        arming: true,
        roots_of_trust: true,
        verify_full: true,
        same_build: true,
      },
      backup_recipient: 'age1x',
    });
    expect(policySha256(policy)).toBe(sha256(policyText(policy)));
  });

  it('are the same whether nothing is required, or what is not required is written out', () => {
    const none = Object.fromEntries(REQUIREMENTS.map((name) => [name, false]));
    for (const require of [{}, none])
      expect(policyText({ ...DEFAULT_APPROVAL_POLICY, require })).toBe(policyText(DEFAULT_APPROVAL_POLICY));
    expect(Object.keys(JSON.parse(policyText(DEFAULT_APPROVAL_POLICY)))).not.toContain('require');
  });

  it('change with every single requirement', () => {
    const pins = REQUIREMENTS.map((name) => policySha256({ ...DEFAULT_APPROVAL_POLICY, require: { [name]: true } }));
    expect(new Set([...pins, policySha256(DEFAULT_APPROVAL_POLICY)]).size).toBe(REQUIREMENTS.length + 1);
  });
});

describe('a policy that opens nothing says which value is wrong', () => {
  const with1 = (over: object): ApprovalPolicy => {
    const { SG_1, SG_2 } = DEFAULT_APPROVAL_POLICY.gates;
    return { ...DEFAULT_APPROVAL_POLICY, gates: { SG_1: { ...SG_1, ...over }, SG_2 } } as ApprovalPolicy;
  };
  it.each([
    ['threshold', 0, 'asks for 0 approvals; it must ask for 1 or more'],
    ['threshold', 1.5, 'asks for 1.5 approvals'],
    ['lifetime_hours', 0, 'live 0 hours; it must be more than 0 and at most 168'],
    ['lifetime_hours', 169, 'live 169 hours'],
    ['author_may_approve', true, 'lets authors approve their own work; only false is allowed'],
  ])('%s: %s', (field, value, words) => {
    const [problem, ...more] = policyProblems(with1({ [field]: value }), 'SG_1');
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'gate.approval', place: { pointer: `/gates/SG_1/${field}` } });
    expect(problem?.message).toContain(`The policy for SG_1 ${field === 'lifetime_hours' ? 'lets approvals ' : ''}`);
    expect(problem?.message).toContain(words);
    expect(problem?.hint).toContain('cutter.yaml');
    expect(policyProblems(with1({ [field]: value }), 'SG_2')).toEqual([]);
  });
});

describe('the second opinion', () => {
  const required: ApprovalPolicy = { ...DEFAULT_APPROVAL_POLICY, ssh_keygen: 'required' };

  it('that refuses: which file, and what ssh-keygen said, where it said something', () => {
    const [problem] = secondOpinionProblems(DEFAULT_APPROVAL_POLICY, 'a.json', 'refused', 'bad signature');
    expect(problem).toMatchObject({ place: { file: 'a.json' }, detail: ['bad signature'] });
    expect(problem?.message).toContain('ssh-keygen does not accept');
    expect(problem?.hint).toContain('Do not apply the plan');
    const [silent] = secondOpinionProblems(required, 'a.json', 'refused');
    expect('detail' in (silent ?? {})).toBe(false);
  });

  it('that is required and cannot be had: what to install', () => {
    const [problem] = secondOpinionProblems(required, 'a.json', 'not_installed');
    expect(problem?.place).toEqual({ file: 'a.json' });
    expect(problem?.message).toContain('requires ssh-keygen');
    expect(problem?.hint).toContain('Install OpenSSH');
  });
});

describe('what an approval is about', () => {
  const texts = (over: object): string[] => subjectReasons({ ...SUBJECT, ...over }, SUBJECT).map(({ text }) => text);

  it.each([
    [{ purpose: 'SG_2' }, 'it is for the purpose "SG_2", here it is "SG_1"'],
    [{ kind: 'x' }, 'it is for a plan of kind "x", here it is "cut.direct"'],
    [{ cut: 'x' }, 'it is for the cut "x", here it is "constitution"'],
    [{ prefix: 'X' }, 'it is for the prefix "X", here it is "ICX-CONST"'],
    [{ target: { ...SUBJECT.target, database: 'x' } }, 'it is for the database "x", here it is "law"'],
    [
      { target: { ...SUBJECT.target, system_identifier: '1' } },
      'it is for the server "1", here it is "7444444444444444444"',
    ],
    [{ target: { ...SUBJECT.target, principal: 'x' } }, 'it is for the principal "x", here it is "cutter_exec"'],
    [{ run: 'r' }, 'it is for the run "r", here it is none'],
    [{ expect: { ...SUBJECT.expect, statements: 1 } }, 'it is for a statement count of 1, here it is 180'],
    [
      { plan_sha256: 'b'.repeat(64) },
      `it is for the plan with SHA-256 "${'b'.repeat(64)}", here it is "${'a'.repeat(64)}"`,
    ],
  ])('%j is said with both values', (over, text) => expect(texts(over)).toEqual([text]));

  it('rows are said table by table, in their order', () => {
    const inserted = { 'public.z': 1, 'public.information_unit': 61, 'public.a': 2 };
    expect(texts({ expect: { ...SUBJECT.expect, inserted, updated: {} } })).toEqual([
      'it is for rows inserted in public.a: 2, here it is none',
      'it is for rows inserted in public.information_unit: 61, here it is 60',
      'it is for rows inserted in public.unit_version: none, here it is 60',
      'it is for rows inserted in public.z: 1, here it is none',
      'it is for rows updated in public.information_unit: none, here it is 60',
    ]);
  });
});

describe('the text of an approval', () => {
  it('is one, in whichever order the plan names its tables', () => {
    const tables = { 'public.b': 1, 'public.c': 2, 'public.a': 3 };
    const text = (counts: Record<string, number>): string =>
      Buffer.from(
        approvalBytes(ALICE, { subject: { expect: { statements: 6, inserted: counts, updated: counts } } }),
      ).toString();
    const reversed = Object.fromEntries(Object.entries(tables).reverse());
    expect(text(reversed)).toBe(text(tables));
    expect(Object.keys(JSON.parse(text(tables)).expect.inserted)).toEqual(['public.a', 'public.b', 'public.c']);
    expect(Object.keys(JSON.parse(text(tables)).expect.updated)).toEqual(['public.a', 'public.b', 'public.c']);
  });
});

describe('instants', () => {
  it.each(['1970-01-01T00:00:00Z', '2024-02-29T23:59:59Z', '2000-02-29T00:00:00Z'])(
    '%s is written as it is read',
    (text) => expect(formatInstant(parseInstant(text) as number)).toBe(text),
  );

  it.each([
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '12026-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
  ])('%j is none', (text) => expect(parseInstant(text)).toBeUndefined());
});

describe('key files', () => {
  const said = (found: ReturnType<typeof readAllowedSigners> | ReturnType<typeof readRevokedKeys>) =>
    found.ok
      ? []
      : found.problems.map(({ code, message: text, place, hint }) => [code, text, place?.line, hint] as const);

  it.each<[string, Uint8Array, string, string, string]>([
    ['too large', new Uint8Array(1_048_577), 'input.too_large', 'has 1048577 bytes, more than 1048576', 'right file'],
    ['a byte order mark', bytesOf('\ufeffx'), 'input.byte_order_mark', 'byte order mark', 'without one'],
    ['not UTF-8', Uint8Array.of(0xef, 0xbb), 'input.not_utf8', 'not UTF-8', 'UTF-8'],
    ['CR', bytesOf('# x\r\n'), 'input.line_endings', 'CR line endings', 'LF line endings'],
  ])('%s: what it is and what to do', (_, bytes, code, words, hint) => {
    for (const reader of [readAllowedSigners, readRevokedKeys]) {
      const [problem, ...more] = said(reader(bytes, 'f'));
      expect(more).toEqual([]);
      expect(problem?.[0]).toBe(code);
      expect(problem?.[1]).toContain(words);
      expect(problem?.[3]).toContain(hint);
    }
  });

  it.each(['x', '#\u00ff', '\uf03f', '\ueeff', '\ufec0'])(
    'letters that share bytes with a byte order mark are none: %j',
    (text) => {
      for (const reader of [readAllowedSigners, readRevokedKeys])
        expect(said(reader(bytesOf(text), 'f')).map(([code]) => code)).not.toContain('input.byte_order_mark');
    },
  );

  it('fifty problems are fifty, and of none more is spoken', () => {
    expect(said(readRevokedKeys(bytesOf('x\n'.repeat(50)), 'f')).map(([code]) => code)).toEqual(
      Array(50).fill('config.signers'),
    );
    expect(said(readRevokedKeys(bytesOf('x\n'.repeat(51)), 'f')).at(-1)?.[0]).toBe('input.more_problems');
  });

  it('a revoked key of which only the type stands there is cut off', () => {
    const [problem] = said(readRevokedKeys(bytesOf('ssh-ed25519\n'), 'f'));
    expect(problem?.[1]).toContain('the public key is cut off');
  });

  it('fields are separated by blanks and tabs, any number of them', () => {
    const line = signerLine(ALICE, alice).replaceAll(' ', ' \t ');
    const [signer] = unwrapped(readAllowedSigners(bytesOf(`\t \n \t# x\n \t${line}\t comment\n`), 'f'));
    expect(signer).toMatchObject({ principal: ALICE, line: 3 });
  });

  it('a control character: in which line, and that it goes', () => {
    const [problem] = said(readAllowedSigners(bytesOf('\n# \u0001\n'), 'f'));
    expect(problem?.slice(0, 3)).toEqual(['config.signers', 'The line has a control character.', 2]);
    expect(problem?.[3]).toContain('separated by blanks');
  });

  it('a key that stands twice, and whose the other is', () => {
    const twice = `${signerLine(ALICE, alice)}\n${signerLine(ALICE, alice)}`;
    const two = `${signerLine(ALICE, alice)}\n${signerLine(BOB, alice)}`;
    const spelt = `${signerLine(ALICE, alice)}\n${signerLine('ALICE@example.org', bob)}`;
    const line = (text: string) => said(readAllowedSigners(bytesOf(text), 'f')).map((one) => one[1]);
    const start = 'The line cannot name an approver: ';
    expect(line(twice)).toEqual([`${start}the key already stands in line 1.`]);
    expect(line(two)).toEqual([`${start}the key already stands in line 1, under another principal (${ALICE}).`]);
    expect(line(spelt)).toEqual([`${start}the principal is spelt ${ALICE} in line 1.`]);
  });

  it('a revoked key that cannot be read: the line, why, and how it is written', () => {
    const [problem] = said(readRevokedKeys(bytesOf('\nSHA256:x\n'), 'f'));
    expect(problem?.[1]).toContain('does not name a revoked key: the key is of type "SHA256:x"');
    expect(problem?.[2]).toBe(2);
    expect(problem?.[3]).toContain('.pub file');
  });
});

describe('findings', () => {
  const signers = `${signerLine(ALICE, alice)}\n${signerLine(BOB, bob)}\n${signerLine(AUTHOR, plainKey())}\n`;
  const found = (over: Partial<Case>): ApprovalFindings => {
    const result = judge({ approvals: [{ bytes: message, signature: signed(alice, message) }], signers, ...over });
    if ('unread' in result) throw new Error(result.unread.join('\n'));
    return result;
  };

  it('hold of each approval that counts what a record of it needs', () => {
    const { needed, counted, rejected } = found({});
    expect(needed).toBe(1);
    expect(rejected).toEqual([]);
    expect(counted).toEqual([
      {
        file: 'approval-1.json',
        approver: ALICE,
        key: fingerprint(ed25519Key(alice.point)),
        sha256: sha256(message),
        issued_at: formatInstant(NOW),
        expires_at: formatInstant(NOW + 24 * 3600),
        tool_build: 'b'.repeat(64),
      },
    ]);
  });

  it('say of one that does not who gave it, every reason, and how to go on', () => {
    const { rejected } = found({ now: NOW + 25 * 3600, author: ALICE });
    expect(rejected).toHaveLength(1);
    expect(rejected[0]).toMatchObject({ file: 'approval-1.json', approver: ALICE });
    expect(rejected[0]?.problem.message).toBe(
      `The approval by ${ALICE} does not count: ${ALICE} is the author of the cut, and no author approves; it expired at 2026-03-02T12:00:00Z, and it is 2026-03-02T13:00:00Z.`,
    );
    expect(rejected[0]?.problem.place).toEqual({ file: 'approval-1.json' });
    expect(rejected[0]?.problem.hint).toContain('`cutter approve');
  });

  it.each<[string, string, Partial<Case>]>([
    [
      'signature',
      'was not made by its key',
      { approvals: [{ bytes: message, signature: signed(alice, bytesOf('x')) }] },
    ],
    ['future', 'it was issued at 2026-03-01T12:00:00Z, and it is only 2026-03-01T11:00:00Z', { now: NOW - 3600 }],
    ['lifetime', 'it lives 25 hours, the policy allows 24', { approvals: [longLived()] }],
    [
      'times',
      'it is issued at 2026-03-01T12:00:00Z and expires at 2026-03-01T12:00:00Z',
      { approvals: [longLived(0)] },
    ],
  ])('give the reason %s its name', (reason, words, over) => {
    const [one, ...more] = found(over).rejected.flatMap(({ reasons }) => reasons);
    expect(more).toEqual([]);
    expect(one?.reason).toBe(reason);
    expect(one?.text).toContain(words);
  });

  it('of a person who is in the list of signers twice, in whichever case, make one approver', () => {
    const policy = { ...DEFAULT_APPROVAL_POLICY.gates.SG_1, threshold: 2 };
    const gates = { ...DEFAULT_APPROVAL_POLICY.gates, SG_1: policy };
    const two = `${signerLine(ALICE, alice)}\n${signerLine(ALICE, bob)}`;
    const { problems } = found({ approvals: [], signers: two, policy: { ...DEFAULT_APPROVAL_POLICY, gates } });
    expect(problems[0]?.message).toBe('The plan needs 2 approvals for SG_1; 0 of the 0 given count.');
    expect(problems[0]?.hint).toContain('beside the author they name 1, and 2 are needed');
    expect(found({ approvals: [] }).problems[0]?.message).toContain('needs 1 approval for');
  });

  it('an approval that came twice: which one counts', () => {
    const one = { bytes: message, signature: signed(alice, message) };
    const { rejected } = found({ approvals: [one, one] });
    expect(rejected[0]?.reasons).toEqual([
      {
        reason: 'same_approver',
        text: 'the same person or key already approved in approval-1.json, and counts once',
      },
    ]);
  });
});

function longLived(lifetimeHours = 25): Case['approvals'][number] {
  const bytes = approvalBytes(ALICE, { lifetimeHours });
  return { bytes, signature: signed(alice, bytes) };
}
