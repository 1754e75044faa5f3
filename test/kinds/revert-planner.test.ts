/** The planner of a compensation: what it retires, what it writes into the ledger, and every reason against it. */
import { describe, expect, it } from 'vitest';
import { sha256, uuid5 } from '../../src/core/hash.ts';
import { revert } from '../../src/core/kinds/revert/index.ts';
import type { SurveyRow } from '../../src/core/plan/survey.ts';
import { BLOCKS } from './change-set.ts';
import { type Case, noKeys } from './refusals.ts';
import {
  answering,
  asking,
  made,
  PLAN,
  PLAN_SHA256,
  refusals,
  rowsOf,
  type Scene,
  SOURCE,
  sceneOf,
  standing,
  standingText,
  UNIT_IDS,
  UNITS,
  VERSION_IDS,
  valuesOf,
} from './scene.ts';

const CHANGE_SET = uuid5('change set', PLAN_SHA256);
const DECISION = uuid5('review decision', PLAN_SHA256, 'cut');
const ENVELOPE = uuid5('manifest envelope', PLAN_SHA256);
const ENTRY = uuid5('backlog entry', PLAN_SHA256);
const REVERT = uuid5('review decision', PLAN_SHA256, 'compensate');

const DECIDED = {
  review_decision_id: DECISION,
  prior: null,
  envelope_id: ENVELOPE,
  entry_id: ENTRY,
  verdict: 'approve',
};
const LIVE = UNITS.map(({ address, unit_kind, section_type, title }, at) => ({
  address,
  manifest_digest: PLAN.pins.manifest_digest,
  unit_kind,
  section_type,
  title,
  authority: 'council-of-try',
  decided_hash: standing(at).content_hash,
  ...standing(at),
}));
const REASON = 'The wrong text was cut.';
/** Recorded, and nothing has changed since. */
const SCENE = sceneOf(
  revert,
  {
    change_set: [{ change_set_id: CHANGE_SET, review_decision_id: DECISION, decision_backlog_entry_id: ENTRY }],
    decisions: [DECIDED],
    entry: [{ entry_id: ENTRY, status: 'cut_applied', version: '1' }],
    source: SOURCE,
    units: LIVE.toReversed(),
  },
  { given: { reason: REASON } },
);
const UNRECORDED = answering(SCENE, { change_set: [], decisions: [], entry: [] });

const unitIs = (over: SurveyRow, scene = SCENE): Scene =>
  answering(scene, { units: LIVE.map((unit, at) => (at === 1 ? { ...unit, ...over } : unit)) });
const everyUnitIs = (over: SurveyRow): Scene => answering(SCENE, { units: LIVE.map((unit) => ({ ...unit, ...over })) });
const entryIs = (status: string): Scene => answering(SCENE, { entry: [{ entry_id: ENTRY, status, version: '4' }] });
const templatesIn = (scene: Scene): readonly string[] => made(scene).statements.map(([template]) => template);

const RETIRED = UNITS.map(({ address }, at) => [
  'retire',
  address,
  [address, UNIT_IDS[at], VERSION_IDS[at], '1', standing(at).content_hash],
]);

describe('a cut that was recorded and has not changed since', () => {
  it('is reverted by a decision, the end of its request, and one call for each unit', () => {
    const plan = made(SCENE);
    expect(plan.statements.map(([template]) => template)).toEqual([
      'decision',
      'move',
      'history',
      'retire',
      'retire',
      'retire',
    ]);
    expect(plan.statements.slice(3)).toEqual(RETIRED);
    expect(valuesOf(plan, 'decision')).toEqual([
      {
        prior_review_decision_id: DECISION,
        verdict: 'revert',
        governance_event_kind: 'compensate',
        manifest_digest: PLAN.pins.manifest_digest,
        plan_sha256: PLAN_SHA256,
        candidate_count: '3',
        reviewer: 'SG_1',
      },
    ]);
    expect(plan.statements[1]).toEqual(['move', 'TRY', ['cut_applied', 'abandoned']]);
    expect(valuesOf(plan, 'history')).toEqual([
      {
        history_id: uuid5('backlog history', ENTRY, '2'),
        entry_version_before: '1',
        entry_version_after: '2',
        change_kind: 'abandon',
        change_diff: '{"from":"cut_applied","to":"abandoned"}',
        rationale: REASON,
      },
    ]);
  });

  it('counts what is written, and says how the units stand before', () => {
    const { header } = made(SCENE);
    expect(header).toMatchObject({
      kind: 'revert',
      approval: 'SG_1',
      given: { reason: REASON },
      changes: { create: 0, same: 0, changed: 0, gone: 3 },
    });
    expect(header.expect).toEqual({
      statements: 6,
      inserted: {
        'cutter_governance.decision_backlog_history': 1,
        'cutter_governance.ledger_chain': 2,
        'cutter_governance.review_decision': 1,
        'public.iu_lifecycle_log': 3,
      },
      updated: {
        'cutter_governance.decision_backlog_entry': 1,
        'public.information_unit': 3,
        'public.unit_version': 3,
      },
    });
    expect(header.before).toEqual(
      rowsOf(UNITS.map(({ address }, at) => [address, standingText(address, standing(at))])),
    );
    expect(header.shared).toEqual({
      actor: 'cutter_exec/DOT-991/try-revert',
      entry_id: ENTRY,
      envelope_id: ENVELOPE,
      review_decision_id: REVERT,
      change_set_id: CHANGE_SET,
      new_envelope_id: '',
      new_entry_id: '',
      new_history_id: '',
      end_history_id: uuid5('backlog history', ENTRY, '2'),
      reason: REASON,
      tool_revision: 'cutter/1 key/DOT-991',
    });
  });

  it('takes the place of the last decision about it, wherever that stands among them', () => {
    const later = { ...DECIDED, review_decision_id: 'later', prior: DECISION, envelope_id: 'its manifest' };
    for (const decisions of [
      [DECIDED, later],
      [later, DECIDED],
    ]) {
      const plan = made(answering(SCENE, { decisions }));
      expect(valuesOf(plan, 'decision')[0]?.prior_review_decision_id).toBe('later');
      expect(plan.header.shared.envelope_id).toBe('its manifest');
    }
  });
});

describe('a cut that the ledger knows nothing of', () => {
  it('gets a request and a manifest of its own first', () => {
    const plan = made(UNRECORDED);
    expect(plan.statements.map(([template, address]) => `${template} ${address}`)).toEqual([
      'entry TRY',
      'history TRY',
      'envelope TRY',
      'block TRY/D-2',
      'block TRY/D-10',
      'block TRY/D-1',
      'decision TRY',
      'move TRY',
      'history TRY',
      'retire TRY/D-2',
      'retire TRY/D-10',
      'retire TRY/D-1',
    ]);
    expect(valuesOf(plan, 'entry')).toEqual([
      {
        kind: 'first_cut',
        status: 'cut_applied',
        payload: JSON.stringify({ cut: 'try', prefix: 'TRY', plan_sha256: PLAN_SHA256, run: 'run-1' }),
      },
    ]);
    expect(valuesOf(plan, 'history')).toEqual([
      {
        history_id: uuid5('backlog history', ENTRY, '1'),
        entry_version_before: '0',
        entry_version_after: '1',
        change_kind: 'cut',
        change_diff: '{"from":null,"to":"cut_applied"}',
        rationale: 'The cut was never recorded.',
      },
      expect.objectContaining({ history_id: uuid5('backlog history', ENTRY, '2'), entry_version_after: '2' }),
    ]);
    expect(valuesOf(plan, 'envelope')).toEqual([
      { operation_kind: 'first_cut', status: 'withdrawn', source_doc_ref: 'try.md', reviewer: 'SG_1' },
    ]);
    expect(valuesOf(plan, 'block')).toEqual(BLOCKS);
    expect(valuesOf(plan, 'decision')[0]).not.toHaveProperty('prior_review_decision_id');
  });

  it('which is counted; before it, no unit stands in a manifest', () => {
    const { header } = made(UNRECORDED);
    expect(header.expect.inserted).toEqual({
      'cutter_governance.decision_backlog_entry': 1,
      'cutter_governance.decision_backlog_history': 2,
      'cutter_governance.ledger_chain': 8,
      'cutter_governance.manifest_envelope': 1,
      'cutter_governance.manifest_unit_block': 3,
      'cutter_governance.review_decision': 1,
      'public.iu_lifecycle_log': 3,
    });
    expect(header.before).toEqual({ count: 0, digest: sha256('') });
    expect(header.shared).toMatchObject({
      envelope_id: ENVELOPE,
      change_set_id: '',
      new_envelope_id: 'yes',
      new_entry_id: ENTRY,
      new_history_id: uuid5('backlog history', ENTRY, '1'),
      end_history_id: uuid5('backlog history', ENTRY, '2'),
    });
  });

  it('that was applied by no run that anybody knows', () => {
    const plan = made(asking(UNRECORDED, { parent: { sha256: PLAN_SHA256, kind: 'cut.direct' } }));
    expect(JSON.parse(valuesOf(plan, 'entry')[0]?.payload ?? '')).toMatchObject({ run: '' });
  });

  it('has the request that its own writer would have made, where that wrote some', () => {
    const ledger = sha256('what it decided');
    const parent = { sha256: PLAN_SHA256, kind: 'cut.reissue', ledger };
    expect(made(asking(UNRECORDED, { parent })).header.shared.entry_id).toBe(uuid5('backlog entry', ledger));
  });
});

describe('a cut that has changed since it was decided', () => {
  const OWN = uuid5('manifest envelope', `${PLAN_SHA256}/compensate`);
  it('a draft that was edited: the decision is about a manifest with the text as it is now', () => {
    const edited = { content_hash: 'new', body_sha256: 'new', version_seq: '2', version_id: 'v2' };
    const plan = made(unitIs(edited));
    expect(plan.statements.map(([template]) => template).slice(0, 5)).toEqual([
      'envelope',
      'block',
      'block',
      'block',
      'decision',
    ]);
    expect(valuesOf(plan, 'block')[1]?.content_hash).toBe('new');
    expect(plan.header.shared).toMatchObject({ envelope_id: OWN, new_envelope_id: 'yes', new_entry_id: '' });
    expect(plan.statements.at(-2)).toEqual(['retire', 'TRY/D-10', ['TRY/D-10', UNIT_IDS[1], 'v2', '2', 'new']]);
  });

  it('a draft that was retired: the others are, each with its place in the document', () => {
    const plan = made(unitIs({ lifecycle: 'retired', version_lifecycle: 'retired' }));
    expect(valuesOf(plan, 'block')).toEqual([BLOCKS[0], BLOCKS[2]]);
    expect(plan.statements.slice(-2)).toEqual([RETIRED[0], RETIRED[2]]);
    expect(plan.header.changes.gone).toBe(2);
    expect(valuesOf(plan, 'decision')[0]?.candidate_count).toBe('2');
  });

  it('a unit that is gone', () => {
    const plan = made(answering(SCENE, { units: LIVE.slice(0, 2) }));
    expect(plan.header.changes.gone).toBe(2);
    expect(plan.header.shared.envelope_id).toBe(OWN);
  });
});

describe('the request of a cut', () => {
  it.each([
    'marked',
    'review_pending',
    'reviewed_deferred',
    'reviewed_approved',
    'cut_applied',
    'verify_failed_escalated',
  ])('that is %s ends as abandoned, by its next step', (status) => {
    const plan = made(entryIs(status));
    expect(plan.statements[1]).toEqual(['move', 'TRY', [status, 'abandoned']]);
    expect(valuesOf(plan, 'history')).toMatchObject([
      { history_id: uuid5('backlog history', ENTRY, '5'), entry_version_before: '4', entry_version_after: '5' },
    ]);
    expect(plan.header.shared.end_history_id).toBe(uuid5('backlog history', ENTRY, '5'));
  });

  it.each(['verified_complete', 'reviewed_rejected', 'abandoned'])('that is %s has ended, and stays', (status) => {
    expect(templatesIn(entryIs(status))).toEqual(['decision', 'retire', 'retire', 'retire']);
    const { header } = made(entryIs(status));
    expect(header.expect.updated).toEqual({ 'public.information_unit': 3, 'public.unit_version': 3 });
    expect(header.shared.end_history_id).toBe('');
  });
});

describe('the rows of a compensation', () => {
  it('are the units as they are left, and what is inserted; a step of the request has none of its own', () => {
    const { header, statements } = made(SCENE);
    const text = revert.rowText(header.shared);
    const key = revert.rowKey?.(header.shared) as (unit: readonly never[]) => string;
    const seen = statements.map((statement) => [key([statement as never]), text([statement])?.split('\x1f')[0]]);
    expect(seen).toEqual([
      [`review_decision/${REVERT}`, 'review_decision'],
      ['TRY', undefined],
      [`decision_backlog_history/${uuid5('backlog history', ENTRY, '2')}`, 'decision_backlog_history'],
      ...UNITS.map(({ address }) => [address, address]),
    ]);
    expect(text([statements[3] as never])).toBe(
      standingText('TRY/D-2', {
        ...standing(0),
        lifecycle: 'retired',
        version_lifecycle: 'retired',
        updated_by: 'cutter_exec/DOT-991/try-revert',
      }),
    );
    expect(text([])).toBeUndefined();
    expect(key([])).toBe('');
  });

  it('are looked for by their ids; what it does not write is not looked for', () => {
    const end = uuid5('backlog history', ENTRY, '2');
    const parameters = (scene: Scene) => {
      const { digest, rows } = revert.live(made(scene).header);
      expect(digest.parameters).toEqual(rows.parameters);
      return rows.parameters;
    };
    expect(parameters(SCENE)).toEqual([REVERT, null, null, null, end, ENVELOPE]);
    expect(parameters(entryIs('verified_complete'))).toEqual([REVERT, null, null, null, null, ENVELOPE]);
    expect(parameters(UNRECORDED)).toEqual([
      REVERT,
      ENVELOPE,
      ENTRY,
      uuid5('backlog history', ENTRY, '1'),
      end,
      ENVELOPE,
    ]);
    expect(revert.lockKey(made(SCENE).header)).toBe('TRY');
  });
});

const unsound = {
  code: 'plan.live',
  message: '1 of 3 drafts are not sound, and the database retires sound units alone.',
  hint: 'Somebody changed them past the guards of the database: have its owner find out what happened, and put it right.',
  detail: ['TRY/D-10: its version, anchors and hash do not agree'],
};

describe('why a compensation is refused', () => {
  const CASES: readonly Case[] = [
    [
      'it was made already',
      answering(SCENE, {
        decisions: [DECIDED, { ...DECIDED, review_decision_id: 'r', prior: DECISION, verdict: 'revert' }],
      }),
      {
        code: 'plan.done',
        message: 'This cut of TRY was reverted already.',
        hint: 'Nothing is left to do. `cutter plan` with its cut.yaml cuts its addresses again.',
      },
    ],
    [
      'no unit is there',
      answering(SCENE, { units: [] }),
      {
        code: 'plan.done',
        message: 'None of the units of this cut of TRY is in the database.',
        hint: 'There is nothing to revert: the cut was not applied, or not in this database.',
      },
    ],
    [
      'only units that are not of the cut are there',
      answering(SCENE, { units: [{ ...LIVE[0], address: 'TRY/Y' }] }),
      { code: 'plan.done', message: 'None of the units of this cut of TRY is in the database.' },
    ],
    [
      'every unit is retired',
      everyUnitIs({ lifecycle: 'retired' }),
      {
        code: 'plan.done',
        message: 'Every unit of this cut of TRY is retired already.',
        hint: 'Nothing is left to do.',
      },
    ],
    ...['enacted', 'superseded'].map((lifecycle): [string, Scene, object] => [
      `a unit is ${lifecycle}`,
      unitIs({ lifecycle }),
      {
        code: 'plan.enacted',
        message: '1 of 3 units of this cut are law, and what is law is not reverted.',
        hint: 'It can only be superseded or retired, by a decision of its own.',
        detail: [`TRY/D-10: it is ${lifecycle}`],
      },
    ]),
    [
      'all that is not retired is law',
      answering(SCENE, { units: LIVE.map((unit, at) => ({ ...unit, lifecycle: at === 0 ? 'enacted' : 'retired' })) }),
      { code: 'plan.enacted', message: '1 of 3 units of this cut are law, and what is law is not reverted.' },
    ],
    [
      'a unit comes from another cut',
      unitIs({ manifest_digest: 'other' }),
      {
        code: 'plan.live',
        message: '1 of the units come from another cut than this one.',
        hint: 'Name the folder of the cut that they come from.',
        detail: ['TRY/D-10: its manifest has the digest other'],
      },
    ],
    [
      'nobody knows where a unit comes from',
      unitIs({ manifest_digest: null }),
      { detail: ['TRY/D-10: its manifest has the digest none'] },
    ],
    ['a text is not that of its hash', unitIs({ body_sha256: 'x' }), unsound],
    ['a unit is marked deleted', unitIs({ deleted: 'true' }), unsound],
    [
      'the document is not registered',
      answering(SCENE, { source: [] }),
      {
        code: 'plan.document_unknown',
        message: 'The document version version-1, which the cut was made from, is not registered under TRY.',
        hint: 'Find out who removed it from the source registry.',
      },
    ],
    noKeys(SCENE),
  ];
  it.each(CASES)('%s', (_, scene, problem) => {
    expect(refusals(scene)).toEqual([expect.objectContaining(problem)]);
  });

  it('what is retired already need not be sound', () => {
    expect(refusals(unitIs({ lifecycle: 'retired', body_sha256: 'x' }))).toEqual([]);
  });

  it('every reason is reported', () => {
    const [first, second] = LIVE;
    const units = [
      { ...first, lifecycle: 'enacted', manifest_digest: 'other' },
      { ...second, deleted: 'true' },
    ];
    expect(
      refusals(answering(asking(SCENE, { signer: undefined }), { source: [], units })).map(({ code }) => code),
    ).toEqual(['plan.enacted', 'plan.live', 'plan.live', 'plan.document_unknown', 'plan.lane']);
  });
});

describe('what a person says of a compensation', () => {
  const said = (given: Readonly<Record<string, string>>) => revert.givenProblems?.(given);
  it('why, and nothing else', () => {
    expect(said({ reason: REASON })).toEqual([]);
    const hint = 'Say why the cut is taken back: --reason "...". It is written into the review decision.';
    const wrong = (message: string) => ({ code: 'plan.decision', message, hint });
    expect(said({})).toEqual([wrong('A compensation needs a reason.')]);
    expect(said({ reason: ' \n' })).toEqual([wrong('A compensation needs a reason.')]);
    expect(said({ reason: REASON, decision: 'x' })).toEqual([wrong('A compensation takes no decision.')]);
  });
});
