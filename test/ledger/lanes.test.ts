/** The two lanes: which pairs of signatures count, and which references a signature may have. */
import { describe, expect, it } from 'vitest';
import { fingerprint, publicKeyLine } from '../../src/core/approval/public-key.ts';
import { APPROVAL_NAMESPACE, armoredSignature, LANE_NAMESPACE, signedBytes } from '../../src/core/approval/sshsig.ts';
import { sha256 } from '../../src/core/hash.ts';
import { laneStatementText, toolRevision } from '../../src/core/ledger/lane-statement.ts';
import { LANES, type LaneId, referenceFault, referencesOf } from '../../src/core/ledger/lanes.ts';
import {
  type FoundSignature,
  pairProblems,
  signatureRow,
  type WantedSignature,
} from '../../src/core/ledger/signature.ts';
import { newPair, signWith } from '../../src/edge/ssh/ed25519-keys.ts';

type Pair = ReturnType<typeof newPair>;

const STATES = ['missing', 'valid', 'wrong key', 'same key', 'self reference', 'swapped', 'stale'] as const;
type State = (typeof STATES)[number];

const KEYS: Readonly<Record<LaneId, Pair>> = { 'DOT-991': newPair(), 'DOT-992': newPair() };
const STRANGER = newPair();
const SUBJECTS = {
  'DOT-991': '00000000-0000-5000-8000-000000000991',
  'DOT-992': '00000000-0000-5000-8000-000000000992',
} as const;
const other = (lane: LaneId): LaneId => (lane === 'DOT-991' ? 'DOT-992' : 'DOT-991');

const statement = (lane: LaneId, digest: string): string =>
  laneStatementText({
    lane,
    subject: SUBJECTS[lane],
    plan_sha256: sha256('plan'),
    target: { database: 'd', system_identifier: '1' },
    tool_revision: 'r',
    rows: { count: 1, digest: sha256(digest) },
  });

const wanted = (lane: LaneId): WantedSignature => ({
  lane,
  key: publicKeyLine(KEYS[lane].key),
  subject: SUBJECTS[lane],
  payload: statement(lane, 'now'),
});

const armored = (
  pair: Pair,
  payload: string,
  namespace: typeof LANE_NAMESPACE | typeof APPROVAL_NAMESPACE = LANE_NAMESPACE,
) => armoredSignature(pair.key, signWith(pair.seed, signedBytes('sha512', Buffer.from(payload), namespace)), namespace);

function signature(lane: LaneId, state: State): FoundSignature | undefined {
  if (state === 'missing') return undefined;
  const id = `10000000-0000-5000-8000-000000000${lane.slice(4)}`;
  const pair = state === 'wrong key' ? STRANGER : state === 'same key' ? KEYS[other(lane)] : KEYS[lane];
  const payload = statement(lane, state === 'stale' ? 'before' : 'now');
  const references = referencesOf(
    state === 'swapped' ? other(lane) : lane,
    state === 'self reference' ? id : SUBJECTS[lane],
  );
  return {
    signature_id: id,
    signature_kind: LANES[lane].signer,
    signer_dot_id: lane,
    signer_key_fingerprint: fingerprint(pair.key),
    payload_envelope: payload,
    payload_hash: sha256(payload),
    signature_payload: armored(pair, payload),
    ...references,
  };
}

const judged = (executor: State, verifier: State) =>
  pairProblems(
    { found: signature('DOT-991', executor), wanted: wanted('DOT-991') },
    { found: signature('DOT-992', verifier), wanted: wanted('DOT-992') },
  );

describe('of 49 pairs of signatures', () => {
  for (const executor of STATES) {
    for (const verifier of STATES) {
      const counts = executor === 'valid' && verifier === 'valid';
      it(`executor ${executor}, verifier ${verifier}: ${counts ? 'counts' : 'refused'}`, () => {
        const problems = judged(executor, verifier);
        expect(problems.length === 0).toBe(counts);
        expect(problems.every(({ code }) => code === 'plan.lane')).toBe(true);
        // Each lane that is wrong is named.
        const said = problems.map(({ message }) => message).join('\n');
        if (executor !== 'valid') expect(said).toContain('DOT-991');
        if (verifier !== 'valid') expect(said).toContain('DOT-992');
      });
    }
  }
});

describe('the references of a signature', () => {
  const [set, result] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  const states = {
    neither: { cross_reference_change_set_id: null, cross_reference_verify_result_id: null },
    'change set': { cross_reference_change_set_id: set, cross_reference_verify_result_id: null },
    'verify result': { cross_reference_change_set_id: null, cross_reference_verify_result_id: result },
    both: { cross_reference_change_set_id: set, cross_reference_verify_result_id: result },
  } as const;
  const right = { 'DOT-991': 'change set', 'DOT-992': 'verify result' } as const;
  for (const lane of ['DOT-991', 'DOT-992'] as const) {
    for (const [state, references] of Object.entries(states)) {
      it(`${lane} refers to ${state}: ${right[lane] === state ? 'right' : 'refused'}`, () => {
        expect(referenceFault(lane, references) === undefined).toBe(right[lane] === state);
      });
    }
  }
});

describe('a row is made of a signature', () => {
  const signer = {
    lane: 'DOT-991',
    tool_revision: 'r',
    keys: { 'DOT-991': publicKeyLine(KEYS['DOT-991'].key), 'DOT-992': publicKeyLine(KEYS['DOT-992'].key) },
  } as const;
  const row = (signed: string | undefined, keys = signer.keys) =>
    signatureRow('id', wanted('DOT-991'), { ...signer, keys }, signed);

  it('that the key of the lane made over exactly these bytes', () => {
    expect(row(armored(KEYS['DOT-991'], wanted('DOT-991').payload))).toMatchObject({
      ok: true,
      value: {
        signer_dot_id: 'DOT-991',
        signature_namespace: 'cutter-lane',
        cross_reference_change_set_id: SUBJECTS['DOT-991'],
        cross_reference_verify_result_id: null,
      },
    });
  });

  it.each([
    ['there is none', undefined],
    ['it is of the other lane', armored(KEYS['DOT-992'], wanted('DOT-991').payload)],
    ['it is over other bytes', armored(KEYS['DOT-991'], 'something else')],
    ['it was made as an approval', armored(KEYS['DOT-991'], wanted('DOT-991').payload, APPROVAL_NAMESPACE)],
  ])('and of none where %s', (_, signed) => {
    expect(row(signed)).toMatchObject({ ok: false, problems: [{ code: 'plan.lane' }] });
  });

  it('and of none where both lanes have one key', () => {
    const one = signer.keys['DOT-991'];
    const made = row(armored(KEYS['DOT-991'], wanted('DOT-991').payload), { 'DOT-991': one, 'DOT-992': one });
    expect(made).toMatchObject({ ok: false, problems: [{ message: 'Both lanes have the same key.' }] });
  });
});

it('one tool with two keys is two revisions', () => {
  const tool = { version: '1.0.0', build: 'b'.repeat(64) };
  const [one, two] = Object.values(KEYS).map(({ key }) => toolRevision(tool, fingerprint(key)));
  expect(one).not.toBe(two);
});
