/** The planner of the cut of a tracked request: made here with its content, or recorded where the cut stands already. */
import { describe, expect, it } from 'vitest';
import { sha256, uuid5 } from '../../src/core/hash.ts';
import { trackedCut } from '../../src/core/kinds/backlog/cut.ts';
import { cutCanonical } from '../../src/core/kinds/cut-canonical/index.ts';
import type { Statement } from '../../src/core/plan/plan.ts';
import type { SurveyRow } from '../../src/core/plan/survey.ts';
import { unitsOf } from '../../src/core/plan/units.ts';
import { affected, CHANGE_SET, CHANGED } from './change-set.ts';
import { type Case, carryingCases, withOneKey } from './refusals.ts';
import {
  APPROVALS,
  answering,
  asking,
  bodyOf,
  CONTENT,
  hashOf,
  made,
  PLAN,
  PLAN_SHA256,
  refusals,
  requestSources,
  rowsOf,
  type Scene,
  SNAPSHOT,
  SOURCE,
  STATEMENTS,
  sceneOf,
  UNIT_IDS,
  UNITS,
  VERSION_IDS,
  valuesOf,
} from './scene.ts';

const ENTRY = uuid5('backlog entry', PLAN_SHA256);
const ENVELOPE = uuid5('manifest envelope', PLAN_SHA256);
const DECISION = uuid5('review decision', PLAN_SHA256, 'cut');
const STEP = uuid5('backlog history', ENTRY, '4');
const COMMITTED = '2026-03-02T11:00:00.123456Z';

const DECIDED = {
  review_decision_id: DECISION,
  verdict: 'approve',
  event: 'cut',
  manifest_digest: PLAN.pins.manifest_digest,
  plan_sha256: PLAN_SHA256,
  candidate_count: '3',
  entry: ENTRY,
  envelope: ENVELOPE,
  document: 'try.md',
  reviewer: 'reviewer@example.org',
  replaced_by: null,
};
const BLOCKS = UNITS.map((unit, at) => ({
  address: unit.address,
  content_hash: hashOf(unit),
  render_order: String(at + 1),
  entry: ENTRY,
}));
const STANDING_ROWS = [
  { key: 'review_decision/x', text: 'what was decided' },
  { key: 'decision_backlog_entry/x', text: 'what was asked for' },
];
const LIVE = UNITS.map((unit, at) => ({
  address: unit.address,
  id: `id ${at}`,
  version_id: `version ${at}`,
  content_hash: hashOf(unit),
  created_at: COMMITTED,
  version_seq: '1',
}));

/** Nothing of it stands yet: the cut is made by this very plan. */
const HERE = asking(
  sceneOf(
    trackedCut,
    {
      entry: [
        {
          entry_id: ENTRY,
          status: 'reviewed_approved',
          version: '3',
          sweeps: '1',
          reviews: '1',
          last_review: DECISION,
        },
      ],
      source: SOURCE,
      content: [{ what: 'rows', count: '0', digest: sha256('') }],
      units: [],
      decision: [DECIDED],
      blocks: BLOCKS.toReversed(),
      awaited: [],
      standing: STANDING_ROWS,
    },
    { parent: { sha256: PLAN_SHA256, kind: 'cut.direct' } },
  ),
  { receipt_sha256: undefined },
);
const CANONICAL = UNITS.flatMap((unit, at) => cutCanonical.unitStatements(SNAPSHOT)(unit, bodyOf(unit), at + 1));
/** The cut was made before, by functions of the database; this plan says so in the ledger. */
const BEFORE = answering(
  asking(HERE, {
    parent: { sha256: PLAN_SHA256, kind: 'cut.canonical', run: 'run-1' },
    receipt_sha256: sha256('receipt'),
    statements: CANONICAL,
  }),
  { content: CONTENT, units: LIVE.toReversed() },
);

const LEDGER_STATEMENTS = ['move', 'move', 'history', 'change_set', 'affected', 'affected', 'affected', 'signature'];
const LEDGER_ROWS = {
  'cutter_governance.cut_change_set': 1,
  'cutter_governance.cut_change_set_affected_row': 3,
  'cutter_governance.decision_backlog_history': 1,
  'cutter_governance.dot_pair_signature': 1,
  'cutter_governance.ledger_chain': 6,
};
const RATIONALE = `Approved by ${APPROVALS.map(({ approver, sha256 }) => `${approver} (approval sha256 ${sha256})`).join(', ')}.`;

describe('a cut that is made by the plan of its request', () => {
  it('carries out the statements that were reviewed, and then says so: 3 + N rows', () => {
    const { statements } = made(HERE);
    expect(statements.slice(0, 9)).toEqual(STATEMENTS);
    expect(statements.slice(9).map(([template]) => template)).toEqual(LEDGER_STATEMENTS);
    expect(statements.slice(9, 11)).toEqual([
      ['move', 'TRY', ['reviewed_approved', 'cut_in_progress']],
      ['move', 'TRY', ['cut_in_progress', 'cut_applied']],
    ]);
  });

  it('counts both', () => {
    const { header } = made(HERE);
    expect(header.changes).toEqual({ create: 3, same: 0, changed: 0, gone: 0 });
    expect(header.expect).toEqual({
      statements: 17,
      inserted: { ...LEDGER_ROWS, 'public.information_unit': 3, 'public.unit_version': 3 },
      updated: { 'cutter_governance.decision_backlog_entry': 2, 'public.information_unit': 3 },
    });
  });

  it('shares the values of the cut, and those of its record', () => {
    expect(made(HERE).header.shared).toEqual({
      ...PLAN.shared,
      actor: 'cutter_exec/DOT-991/try-cut',
      entry_id: ENTRY,
      history_id: STEP,
      envelope_id: ENVELOPE,
      review_decision_id: DECISION,
      change_set_id: CHANGE_SET,
      tool_revision: 'cutter/1 key/DOT-991',
      leg_a: 'here',
    });
  });

  it('knows the ids of the units, and that they are made at once', () => {
    const plan = made(HERE);
    expect(valuesOf(plan, 'affected')).toEqual(affected(UNIT_IDS, VERSION_IDS));
    expect(valuesOf(plan, 'change_set')).toEqual([CHANGED]);
    expect(valuesOf(plan, 'history')).toEqual([
      {
        history_id: STEP,
        entry_version_before: '3',
        entry_version_after: '4',
        change_kind: 'cut',
        change_diff: '{"from":"reviewed_approved","to":"cut_applied"}',
        rationale: RATIONALE,
      },
    ]);
  });

  it('signs its rows together with those of the review', () => {
    const { header, statements, said } = made(HERE);
    const text = trackedCut.rowText(header.shared);
    const key = trackedCut.rowKey?.(header.shared) as (unit: readonly Statement[]) => string;
    const beside = statements.slice(11, -1).map((one): [string, string] => [key([one]), text([one]) ?? '']);
    const rows = [...beside, ...STANDING_ROWS.map(({ key, text }): [string, string] => [key, text])];
    expect(beside).toHaveLength(5);
    expect(JSON.parse(said.at(-1)?.values.payload_envelope ?? '')).toEqual({
      format: 'cutter.lane/1',
      lane: 'DOT-991',
      signs: 'change_set',
      subject: CHANGE_SET,
      plan_sha256: PLAN_SHA256,
      target: { database: 'law', system_identifier: '74' },
      tool_revision: 'cutter/1 key/DOT-991',
      rows: rowsOf(rows),
    });
    expect(said.at(-1)?.values).toMatchObject({
      signature_id: uuid5('signature', CHANGE_SET),
      cross_reference_change_set_id: CHANGE_SET,
      cross_reference_verify_result_id: null,
    });
  });

  it('leaves the units and what is said of them', () => {
    const { header, statements } = made(HERE);
    const text = trackedCut.rowText(header.shared);
    const key = trackedCut.rowKey?.(header.shared) as (unit: readonly Statement[]) => string;
    const [unit] = [...unitsOf(statements)];
    expect(key(unit?.statements ?? [])).toBe('TRY/D-2');
    expect(text(unit?.statements ?? [])).toContain(hashOf(UNITS[0] as never));
    const step = statements[11] as Statement;
    expect([key([step]), text([step])?.split('\x1f')[0]]).toEqual([
      `decision_backlog_history/${STEP}`,
      'decision_backlog_history',
    ]);
    expect([key([]), text([])]).toEqual(['', undefined]);
    const { digest, rows } = trackedCut.live(header);
    expect(rows.parameters).toEqual([STEP, CHANGE_SET, 'TRY/', 'TRY0']);
    expect(digest.parameters).toEqual(rows.parameters);
    // A header that names no rows finds none: the empty text is the id of nothing.
    expect(trackedCut.live({ ...header, shared: {} }).rows.parameters).toEqual(['', '']);
    expect(trackedCut.lockKey(header)).toBe('TRY');
  });
});

describe('a cut that stands already', () => {
  it('is said in the ledger alone, with the ids that the database gave', () => {
    const plan = made(BEFORE);
    expect(plan.statements.map(([template]) => template)).toEqual(LEDGER_STATEMENTS);
    expect(plan.header.changes).toEqual({ create: 0, same: 3, changed: 0, gone: 0 });
    expect(plan.header.expect).toEqual({
      statements: 8,
      inserted: LEDGER_ROWS,
      updated: { 'cutter_governance.decision_backlog_entry': 2 },
    });
    expect(valuesOf(plan, 'affected')).toEqual(
      affected(
        LIVE.map(({ id }) => id),
        LIVE.map(({ version_id }) => version_id),
      ),
    );
    expect(valuesOf(plan, 'change_set')).toEqual([{ ...CHANGED, run_id: 'run-1', content_committed_at: COMMITTED }]);
    expect(plan.header.shared.leg_a).toBe('before');
    expect(trackedCut.live(plan.header).rows.parameters).toEqual([STEP, CHANGE_SET]);
  });

  it('has the ids of its plan, where that gives them', () => {
    const scene = asking(BEFORE, {
      parent: { sha256: PLAN_SHA256, kind: 'cut.direct', run: 'run-1' },
      statements: STATEMENTS,
    });
    expect(valuesOf(made(scene), 'affected')).toEqual(affected(UNIT_IDS, VERSION_IDS));
  });

  it('may stand in a database that has changed since it was planned: it was cut before', () => {
    expect(refusals(asking(BEFORE, { catalogue: { x: 'y' } }))).toEqual([]);
  });

  it('its statements are not carried out again', () => {
    expect(made(BEFORE).statements.filter(([template]) => template === 'create')).toEqual([]);
  });
});

it('waits for nothing that is done, right or not yet verified', () => {
  const awaited = ['cut_applied', 'verified_complete'].map((status) => ({ entry_id: status, prefix: 'A', status }));
  expect(refusals(answering(HERE, { awaited }))).toEqual([]);
});

const decisionIs = (over: SurveyRow): Scene => answering(HERE, { decision: [{ ...DECIDED, ...over }] });
const REVIEW_HINT =
  'Find out with `cutter backlog` what was reviewed. A manifest that has changed is planned, requested and reviewed anew.';
const notAbout = (fault: string): object => ({
  code: 'plan.review',
  message: `The review decision is not about this cut: its ${fault}.`,
  hint: REVIEW_HINT,
});
const blocksAre = (blocks: readonly SurveyRow[]): Scene => answering(HERE, { blocks });
const secondBlock = (over: SurveyRow): Scene =>
  blocksAre(BLOCKS.map((block, at) => (at === 1 ? { ...block, ...over } : block)));
const notCut = (...addresses: string[]): object => ({
  code: 'plan.review',
  message: 'What was reviewed is not what this plan cuts.',
  hint: REVIEW_HINT,
  detail: addresses.map((address) => `differs: ${address}`),
});

describe('why a request is not cut', () => {
  const CASES: readonly Case[] = [
    [
      'it was not approved yet',
      answering(HERE, { entry: [{ ...HERE.answers.entry?.[0], status: 'review_pending' }] }),
      {
        code: 'plan.backlog',
        message: 'The request of TRY is review_pending; to cut it, it must be reviewed_approved.',
        hint: 'Have it reviewed: `cutter review` with the folder of the cut.',
      },
    ],
    [
      'no decision is about it',
      answering(HERE, { decision: [] }),
      {
        code: 'plan.review',
        message: 'The ledger holds no decision that approves the cut of TRY by this plan.',
        hint: REVIEW_HINT,
      },
    ],
    ['the decision defers', decisionIs({ verdict: 'defer' }), notAbout('verdict is defer, not approve')],
    ['it is of another kind', decisionIs({ event: 'enact' }), notAbout('kind of event is enact, not cut')],
    [
      'it is about another manifest digest',
      decisionIs({ manifest_digest: 'x' }),
      notAbout(`manifest digest is x, not ${PLAN.pins.manifest_digest}`),
    ],
    ['it is about another plan', decisionIs({ plan_sha256: null }), notAbout(`plan is none, not ${PLAN_SHA256}`)],
    ['it is about more units', decisionIs({ candidate_count: '4' }), notAbout('number of units is 4, not 3')],
    ['it is about another request', decisionIs({ entry: 'x' }), notAbout(`request is x, not ${ENTRY}`)],
    ['it is about another manifest', decisionIs({ envelope: 'x' }), notAbout(`manifest is x, not ${ENVELOPE}`)],
    ['it is about another document', decisionIs({ document: 'x' }), notAbout('document is x, not try.md')],
    [
      'another took its place',
      decisionIs({ replaced_by: 'x' }),
      notAbout('decision that took its place is x, not none'),
    ],
    ['another text was reviewed', secondBlock({ content_hash: 'x' }), notCut('TRY/D-10')],
    ['another order was reviewed', secondBlock({ render_order: '3' }), notCut('TRY/D-10')],
    ['it was reviewed for another request', secondBlock({ entry: 'x' }), notCut('TRY/D-10')],
    ['a unit was not reviewed', blocksAre(BLOCKS.slice(1)), notCut('TRY/D-2')],
    [
      'another unit was reviewed',
      blocksAre([...BLOCKS, { address: 'TRY/X', content_hash: 'x', render_order: '4', entry: ENTRY }]),
      notCut('TRY/X'),
    ],
    [
      'it waits for another',
      answering(HERE, { awaited: [{ entry_id: 'e', prefix: 'FIRST', status: 'marked' }] }),
      {
        code: 'plan.waits',
        message: 'The cut of TRY waits for that of FIRST, which is marked.',
        hint: 'Cut that one first. If it will never be cut, abandon this request: `cutter abandon` with its folder.',
      },
    ],
    [
      'it waits for one that has no name',
      answering(HERE, { awaited: [{ entry_id: 'e', prefix: null, status: 'marked' }] }),
      { code: 'plan.waits', message: 'The cut of TRY waits for that of e, which is marked.' },
    ],
    [
      'rows stand there, and no receipt says why',
      answering(HERE, { content: CONTENT }),
      {
        code: 'plan.live',
        message: '3 rows stand under TRY/ already, and no receipt beside the plan says that it was applied.',
        hint: 'Run `cutter verify` on the plan of the cut. If a run of it is in doubt, `cutter resolve` settles it.',
      },
    ],
    [
      'what stands there is not what its receipt says',
      answering(BEFORE, { content: [{ what: 'rows', count: '0', digest: 'x' }] }),
      { code: 'plan.live', message: 'What stands under TRY/ is not what the cut left there.' },
    ],
    ...[
      LIVE.slice(1),
      ...(['id', 'version_id'] as const).map((name) => [{ ...LIVE[0], [name]: null }, ...LIVE.slice(1)]),
    ].map((units, at): [string, Scene, object] => [
      `not every unit that was cut can be named (${at})`,
      answering(BEFORE, { units }),
      {
        code: 'plan.live',
        message: '1 of the units that the cut made under TRY/ are not there, or have no version.',
        hint: 'Run `cutter verify` on the plan of the cut.',
      },
    ]),
    [
      'its units were made at several times',
      answering(BEFORE, { units: LIVE.map((unit, at) => ({ ...unit, created_at: `${at === 0}` })) }),
      {
        code: 'plan.live',
        message: 'The units under TRY/ were made at 2 different times; a cut makes them at one.',
        hint: 'Run `cutter verify` on the plan of the cut.',
      },
    ],
    [
      'the database gives the ids',
      asking(HERE, { parent: { sha256: PLAN_SHA256, kind: 'cut.canonical' }, statements: CANONICAL }),
      {
        code: 'plan.parent',
        message:
          'The rows of a plan of the kind cut.canonical have ids that the database gives them; no plan can record them beforehand.',
        hint: 'Apply the plan of the cut first: `cutter apply` with its approval. Then this step records it.',
      },
    ],
    [
      'the database has changed since it was planned',
      asking(HERE, { catalogue: { x: 'y' } }),
      { code: 'plan.catalogue', message: 'Since the cut was planned, the database has changed: x.' },
    ],
    [
      'its statements are not those of its manifest',
      asking(BEFORE, { statements: CANONICAL.slice(1) }),
      { code: 'plan.parent' },
    ],
    ['its document is not registered', answering(BEFORE, { source: [] }), { code: 'plan.document_unknown' }],
    ...carryingCases(HERE),
  ];
  it.each(CASES)('%s', (_, scene, problem) => {
    expect(refusals(scene).filter(({ code }) => !beside(scene).includes(code))).toEqual([
      expect.objectContaining(problem),
    ]);
  });

  /** Without its document in the registry, the decision is about another one, too. */
  const beside = ({ answers }: Scene): readonly string[] => (answers.source?.length === 0 ? ['plan.review'] : []);

  it('of what differs from what was reviewed, twenty are named', () => {
    const more = Array.from({ length: 21 }, (_, at) => ({ address: `TRY/X-${100 + at}` }));
    const [problem] = refusals(blocksAre([...BLOCKS, ...more]));
    expect(problem?.detail).toHaveLength(20);
  });

  it('nothing is signed where both lanes have one key', () => {
    expect(trackedCut.signed?.(requestSources(withOneKey(HERE)))).toMatchObject({
      ok: false,
      problems: [{ code: 'plan.lane' }],
    });
  });

  it('the lane has not signed', () => {
    expect(trackedCut.plan(requestSources(HERE))).toMatchObject({ ok: false, problems: [{ code: 'plan.lane' }] });
  });

  it('a ledger that is not the one that is written is said alone', () => {
    expect(refusals(asking({ ...HERE, catalogue: {} }, { approvals: [] })).map(({ message }) => message)).toEqual(
      trackedCut.ledger.map((table) => `The table cutter_governance.${table} is not there, or cannot be seen.`),
    );
  });

  it('every other reason is reported', () => {
    const answers = {
      decision: [],
      blocks: [],
      awaited: [{ entry_id: 'e', status: 'marked' }],
      content: CONTENT,
      source: [],
    };
    const scene = asking(HERE, { catalogue: { x: 'y' }, approvals: [], signer: undefined });
    expect(refusals(answering(scene, answers)).map(({ code }) => code)).toEqual([
      'plan.review',
      'plan.review',
      'plan.waits',
      'plan.live',
      'plan.catalogue',
      'plan.document_unknown',
      'plan.parent',
      'plan.lane',
    ]);
  });

  it('of what nobody requested, nothing is missed that its request would have led to', () => {
    const scene = answering(HERE, { entry: [], decision: [], blocks: [] });
    expect(refusals(scene).map(({ message }) => message)).toEqual([
      'The ledger holds no request of TRY for this plan, so there is nothing to cut.',
    ]);
  });
});
