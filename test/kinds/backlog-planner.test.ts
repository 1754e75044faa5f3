/** The planners of the steps of a tracked request: what each writes, from where it may be made, what it is told. */
import { describe, expect, it } from 'vitest';
import { sha256, uuid5 } from '../../src/core/hash.ts';
import { abandon } from '../../src/core/kinds/backlog/abandon.ts';
import { depend } from '../../src/core/kinds/backlog/depend.ts';
import { request } from '../../src/core/kinds/backlog/request.ts';
import { CHECKLIST, isVerdict, review } from '../../src/core/kinds/backlog/review.ts';
import { sweep } from '../../src/core/kinds/backlog/sweep.ts';
import { cutCanonical } from '../../src/core/kinds/cut-canonical/index.ts';
import type { RequestKind } from '../../src/core/kinds/kind.ts';
import type { SurveyRow } from '../../src/core/plan/survey.ts';
import { BLOCKS } from './change-set.ts';
import {
  answering,
  asking,
  bodyOf,
  made,
  PLAN,
  PLAN_SHA256,
  refusals,
  type Scene,
  SNAPSHOT,
  SOURCE,
  STATEMENTS,
  sceneOf,
  UNITS,
  valuesOf,
  withColumns,
} from './scene.ts';

const ENTRY = uuid5('backlog entry', PLAN_SHA256);
const OTHER = uuid5('backlog entry', sha256('another plan'));
const step = (version: number): string => uuid5('backlog history', ENTRY, String(version));
const standing = (status: string, over: SurveyRow = {}): SurveyRow => ({
  entry_id: ENTRY,
  status,
  version: '3',
  sweeps: '1',
  reviews: '0',
  last_review: null,
  ...over,
});
const entryIs = (scene: Scene, status: string, over: SurveyRow = {}): Scene =>
  answering(scene, { entry: [standing(status, over)] });

const REVIEWER = 'reviewer@example.org';
const REQUEST = sceneOf(request, { entry: [], source: SOURCE });
const SWEEP = sceneOf(sweep, { entry: [standing('marked')], source: SOURCE });
const REVIEW = sceneOf(
  review,
  { entry: [standing('review_pending')], source: SOURCE },
  { given: { verdict: 'approve', by: REVIEWER, yes: 'coverage_complete,no_overlap', no: '' } },
);
const DEPEND = sceneOf(
  depend,
  {
    entry: [standing('marked')],
    other: [{ entry_id: OTHER, prefix: 'FIRST' }],
    awaited: [{ entry_id: OTHER }],
    edge: [],
  },
  { given: { on: OTHER } },
);
const ABANDON = sceneOf(
  abandon,
  { entry: [standing('marked')] },
  { given: { by: REVIEWER, reason: 'It was asked for twice.' } },
);

const inserted = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).map(([table, count]) => [`cutter_governance.${table}`, count]));

describe('a request', () => {
  it('is 2 rows: what is asked for, and that it was marked', () => {
    const plan = made(REQUEST);
    expect(plan.statements.map(([template, address]) => `${template} ${address}`)).toEqual([
      'entry TRY',
      'history TRY',
    ]);
    expect(valuesOf(plan, 'entry')).toEqual([
      {
        kind: 'first_cut',
        status: 'marked',
        payload: JSON.stringify({
          cut: 'try',
          prefix: 'TRY',
          plan_sha256: PLAN_SHA256,
          manifest_digest: PLAN.pins.manifest_digest,
          units: 3,
        }),
      },
    ]);
    expect(valuesOf(plan, 'history')).toEqual([
      {
        history_id: step(1),
        entry_version_before: '0',
        entry_version_after: '1',
        change_kind: 'mark',
        change_diff: '{"from":null,"to":"marked"}',
      },
    ]);
    expect(plan.header).toMatchObject({ kind: 'request', changes: { create: 0, same: 3, changed: 0, gone: 0 } });
    expect(plan.header.shared).toEqual({ entry_id: ENTRY, actor: 'cutter_exec/DOT-991/try-request' });
    expect(plan.header.expect).toEqual({
      statements: 2,
      inserted: inserted({ decision_backlog_entry: 1, decision_backlog_history: 1, ledger_chain: 2 }),
      updated: {},
    });
    expect(request.live(plan.header).rows.parameters).toEqual([ENTRY]);
    expect(request.lockKey(plan.header)).toBe('TRY');
  });

  it('is made once', () => {
    expect(refusals(entryIs(REQUEST, 'reviewed_deferred'))).toEqual([
      {
        code: 'plan.backlog',
        message: 'The cut of TRY is requested already; it is reviewed_deferred.',
        hint: 'Nothing is left to request: `cutter backlog` says what comes next.',
      },
    ]);
  });
});

describe('a sweep', () => {
  it.each([
    ['marked', '0'],
    ['reviewed_deferred', '1'],
  ])('puts one that is %s before the reviewers, and counts its sweeps', (status, sweeps) => {
    const plan = made(entryIs(SWEEP, status, { sweeps }));
    const id = uuid5('sweep', ENTRY, String(Number(sweeps) + 1));
    expect(plan.statements.map(([template]) => template)).toEqual(['move', 'history', 'sweep']);
    expect(plan.statements[0]).toEqual(['move', 'TRY', [status, 'review_pending']]);
    expect(valuesOf(plan, 'history')).toEqual([
      {
        history_id: step(4),
        entry_version_before: '3',
        entry_version_after: '4',
        change_kind: 'sweep_promote',
        change_diff: JSON.stringify({ from: status, to: 'review_pending' }),
      },
    ]);
    expect(valuesOf(plan, 'sweep')).toEqual([
      { outcome: 'promoted', status_before: status, status_after: 'review_pending' },
    ]);
    expect(plan.header.shared).toEqual({
      entry_id: ENTRY,
      actor: 'cutter_exec/DOT-991/try-sweep',
      history_id: step(4),
      sweep_id: id,
      tool_revision: 'cutter/1 key/DOT-991',
    });
    expect(plan.header.expect).toEqual({
      statements: 3,
      inserted: inserted({ decision_backlog_history: 1, decision_backlog_sweep_log: 1, ledger_chain: 2 }),
      updated: inserted({ decision_backlog_entry: 1 }),
    });
    expect(sweep.live(plan.header).rows.parameters).toEqual([step(4), id]);
  });
});

const reviewed = (given: Readonly<Record<string, string>>, over: SurveyRow = {}): Scene =>
  entryIs(asking(REVIEW, { given: { by: REVIEWER, ...given } }), 'review_pending', over);

describe('a review', () => {
  it('that approves is 3 + N rows under the ids that the cut looks for', () => {
    const plan = made(REVIEW);
    const envelope = uuid5('manifest envelope', PLAN_SHA256);
    const decision = uuid5('review decision', PLAN_SHA256, 'cut');
    expect(plan.statements.map(([template]) => template)).toEqual([
      'move',
      'history',
      'envelope',
      'block',
      'block',
      'block',
      'decision',
    ]);
    expect(plan.header.shared).toEqual({
      actor: 'cutter_exec/DOT-991/try-review',
      entry_id: ENTRY,
      history_id: step(4),
      envelope_id: envelope,
      review_decision_id: decision,
      reviewer: REVIEWER,
      tool_revision: 'cutter/1 key/DOT-991',
    });
    expect(plan.header.expect).toEqual({
      statements: 7,
      inserted: inserted({
        decision_backlog_history: 1,
        ledger_chain: 6,
        manifest_envelope: 1,
        manifest_unit_block: 3,
        review_decision: 1,
      }),
      updated: inserted({ decision_backlog_entry: 1 }),
    });
    expect(valuesOf(plan, 'history')).toEqual([
      {
        history_id: step(4),
        entry_version_before: '3',
        entry_version_after: '4',
        change_kind: 'review:approve',
        change_diff: '{"from":"review_pending","to":"reviewed_approved"}',
      },
    ]);
    expect(valuesOf(plan, 'envelope')).toEqual([
      {
        operation_kind: 'first_cut',
        status: 'accepted',
        source_doc_ref: 'try.md',
        cut_change_set_ref: uuid5('change set', PLAN_SHA256),
      },
    ]);
    expect(valuesOf(plan, 'block')).toEqual(BLOCKS);
    expect(valuesOf(plan, 'decision')).toEqual([
      {
        verdict: 'approve',
        governance_event_kind: 'cut',
        manifest_digest: PLAN.pins.manifest_digest,
        plan_sha256: PLAN_SHA256,
        candidate_count: '3',
        coverage_complete: 'true',
        no_overlap: 'true',
      },
    ]);
    expect(review.live(plan.header).rows.parameters).toEqual([step(4), envelope, decision]);
  });

  it.each([
    ['defer', 'reviewed_deferred', 'under_review'],
    ['reject', 'reviewed_rejected', 'rejected'],
  ])('that says %s has ids of its round, a reason, and answers', (verdict, to, status) => {
    const prior = uuid5('review decision', PLAN_SHA256, 'review 1');
    const given = { verdict, reason: 'Not yet.', yes: 'no_overlap', no: 'addresses_right,text_unchanged' };
    const plan = made(reviewed(given, { reviews: '1', last_review: prior }));
    expect(plan.header.shared).toMatchObject({
      envelope_id: uuid5('manifest envelope', PLAN_SHA256, 'round 2'),
      review_decision_id: uuid5('review decision', PLAN_SHA256, 'review 2'),
    });
    expect(plan.statements[0]).toEqual(['move', 'TRY', ['review_pending', to]]);
    expect(valuesOf(plan, 'history')[0]).toMatchObject({ change_kind: `review:${verdict}`, rationale: 'Not yet.' });
    expect(valuesOf(plan, 'envelope')).toEqual([
      { operation_kind: 'first_cut', status, source_doc_ref: 'try.md', rationale: 'Not yet.' },
    ]);
    expect(valuesOf(plan, 'decision')).toEqual([
      {
        prior_review_decision_id: prior,
        verdict,
        governance_event_kind: 'cut',
        manifest_digest: PLAN.pins.manifest_digest,
        plan_sha256: PLAN_SHA256,
        candidate_count: '3',
        no_overlap: 'true',
        addresses_right: 'false',
        text_unchanged: 'false',
        rationale: 'Not yet.',
      },
    ]);
  });

  it('that approves with a reason keeps it', () => {
    const plan = made(reviewed({ verdict: 'approve', reason: 'Read twice.' }));
    for (const name of ['history', 'envelope', 'decision']) {
      expect(valuesOf(plan, name)[0]?.rationale).toBe('Read twice.');
    }
    for (const name of CHECKLIST) expect(valuesOf(plan, 'decision')[0]).not.toHaveProperty(name);
  });

  it('of a cut whose units get their ids from the database names none', () => {
    const statements = UNITS.flatMap((unit, at) => cutCanonical.unitStatements(SNAPSHOT)(unit, bodyOf(unit), at + 1));
    const { identity: _, ...shared } = PLAN.shared;
    const scene = asking(REVIEW, { parent: { sha256: PLAN_SHA256, kind: 'cut.canonical' }, statements, shared });
    expect(valuesOf(made(scene), 'block')).toEqual(
      BLOCKS.map(({ target_unit_id: _id, proposed_authority: _authority, ...block }) => block),
    );
    expect(valuesOf(made(asking(scene, { shared: undefined })), 'block')).toHaveLength(3);
  });

  it('is not about statements that are not those of the manifest', () => {
    expect(refusals(asking(REVIEW, { statements: STATEMENTS.slice(3) }))).toMatchObject([{ code: 'plan.parent' }]);
  });
});

describe('what a reviewer may say', () => {
  const HINT = `Verdicts: approve, defer, reject. Questions: ${CHECKLIST.join(', ')}.`;
  const said = (given: Readonly<Record<string, string>>) => review.givenProblems?.(given);
  const of = (...messages: string[]) => messages.map((message) => ({ code: 'plan.review', message, hint: HINT }));

  it.each([
    [{ verdict: 'approve', by: REVIEWER }],
    [{ verdict: 'approve', by: REVIEWER, yes: CHECKLIST.join(','), no: '' }],
    [{ verdict: 'defer', by: REVIEWER, reason: 'Not yet.', yes: 'no_overlap', no: 'text_unchanged' }],
    [{ verdict: 'reject', by: REVIEWER, reason: 'Wrong.' }],
  ])('%j', (given) => {
    expect(said(given)).toEqual([]);
  });

  it.each([
    [{ verdict: 'maybe', by: REVIEWER, reason: 'x' }, 'There is no verdict "maybe".'],
    [{ verdict: 'toString', by: REVIEWER, reason: 'x' }, 'There is no verdict "toString".'],
    [{ by: REVIEWER, reason: 'x' }, 'There is no verdict "".'],
    [{ verdict: 'approve', by: REVIEWER, yes: 'luck' }, 'The checklist does not ask for luck.'],
    [{ verdict: 'defer', by: REVIEWER, reason: 'x', no: 'luck' }, 'The checklist does not ask for luck.'],
    [
      { verdict: 'defer', by: REVIEWER, reason: 'x', yes: 'no_overlap', no: 'no_overlap' },
      'A question of the checklist is answered twice.',
    ],
    [
      { verdict: 'approve', by: REVIEWER, no: 'no_overlap' },
      'What a question of the checklist was answered with "no" is not approved.',
    ],
  ])('not %j', (given, message) => {
    expect(said(given as unknown as Record<string, string>)).toEqual(of(message));
  });

  it.each(['defer', 'reject'])('not %s without a reason', (verdict) => {
    const problem = { code: 'plan.review', message: 'There is no reason.', hint: 'Give one: --reason.' };
    expect(said({ verdict, by: REVIEWER })).toEqual([problem]);
    expect(said({ verdict, by: REVIEWER, reason: ' ' })).toEqual([problem]);
  });

  it('nothing that is not asked for, and by nobody', () => {
    expect(said({ verdict: 'approve', mood: 'good' })).toEqual([
      { code: 'plan.review', message: 'It takes no mood.', hint: 'Plan again.' },
      {
        code: 'plan.review',
        message: 'Nobody says it: a name like you@example.org is needed.',
        hint: 'Say who: --as.',
      },
    ]);
  });

  it.each([
    ['a@b', true],
    ['you+law.2_x-y%@example.org', false],
    ['you+law.2_x-y@mail.example-1.org', true],
    [`${'a'.repeat(64)}@example.org`, true],
    [`${'a'.repeat(65)}@example.org`, false],
    [`you@${'a'.repeat(190)}`, true],
    [`you@${'a'.repeat(191)}`, false],
    ['.you@example.org', false],
    ['you@.example.org', false],
    ['you@example.org.', false],
    ['you@example.org\n', false],
    [' you@example.org', false],
    ['you', false],
    ['you@', false],
    ['@example.org', false],
    ['you@example@org', false],
  ])('as %j: %s', (by, counts) => {
    expect(said({ verdict: 'approve', by })?.length).toBe(counts ? 0 : 1);
  });

  it('a verdict is one of three words', () => {
    expect(['approve', 'defer', 'reject', 'revert', ''].map(isVerdict)).toEqual([true, true, true, false, false]);
  });
});

describe('a dependency', () => {
  const EDGE = uuid5('dependency', ENTRY, OTHER);
  it.each(['marked', 'review_pending', 'reviewed_deferred', 'reviewed_approved'])(
    'of one that is %s is 1 row',
    (status) => {
      const plan = made(entryIs(DEPEND, status));
      expect(plan.statements.map(([template, address]) => `${template} ${address}`)).toEqual(['dependency TRY']);
      expect(valuesOf(plan, 'dependency')).toEqual([{ to_entry_id: OTHER, dependency_kind: 'cut_after' }]);
      expect(plan.header.shared).toEqual({
        entry_id: ENTRY,
        dependency_id: EDGE,
        actor: 'cutter_exec/DOT-991/try-depend',
      });
      expect(plan.header.expect).toEqual({
        statements: 1,
        inserted: inserted({ decision_backlog_dependency: 1, ledger_chain: 1 }),
        updated: {},
      });
      expect(depend.live(plan.header).rows.parameters).toEqual([EDGE]);
    },
  );

  const CASES: readonly (readonly [string, Scene, object])[] = [
    [
      'nobody requested the other',
      answering(DEPEND, { other: [], awaited: [] }),
      {
        code: 'plan.backlog',
        message: `The ledger holds no request ${OTHER}.`,
        hint: 'Request the cut that is waited for first: `cutter request` with its folder.',
      },
    ],
    [
      'the other waits for it',
      answering(DEPEND, { awaited: [{ entry_id: OTHER }, { entry_id: 'x' }, { entry_id: ENTRY }] }),
      {
        code: 'plan.backlog',
        message: 'The request of TRY cannot wait for that of FIRST, which waits for it.',
        hint: 'Dependencies have no cycle: leave this one out, or abandon a request of the cycle.',
      },
    ],
    [
      'it waits for itself, which has no name',
      answering(asking(DEPEND, { given: { on: ENTRY } }), {
        other: [{ entry_id: ENTRY, prefix: null }],
        awaited: [{ entry_id: ENTRY }],
      }),
      {
        code: 'plan.backlog',
        message: `The request of TRY cannot wait for that of ${ENTRY}, which waits for it.`,
      },
    ],
    [
      'it waits already',
      answering(DEPEND, { edge: [{ dependency_id: EDGE }] }),
      {
        code: 'plan.backlog',
        message: 'The request of TRY waits for that of FIRST already.',
        hint: 'Nothing is left to do.',
      },
    ],
    [
      'it waits already for one that has no name',
      answering(DEPEND, { edge: [{ dependency_id: EDGE }], other: [{ entry_id: OTHER, prefix: null }] }),
      { code: 'plan.backlog', message: `The request of TRY waits for that of ${OTHER} already.` },
    ],
    ['it was cut', entryIs(DEPEND, 'cut_applied'), { code: 'plan.backlog' }],
  ];
  it.each(CASES)('is refused: %s', (_, scene, problem) => {
    expect(refusals(scene)).toEqual([expect.objectContaining(problem)]);
  });

  it('every reason is said', () => {
    const scene = answering(DEPEND, {
      entry: [],
      other: [],
      awaited: [{ entry_id: ENTRY }],
      edge: [{ dependency_id: EDGE }],
    });
    expect(refusals(scene).map(({ message }) => message)).toEqual([
      'The ledger holds no request of TRY for this plan, so there is nothing to have wait.',
      `The ledger holds no request ${OTHER}.`,
      `The request of TRY cannot wait for that of ${OTHER}, which waits for it.`,
      `The request of TRY waits for that of ${OTHER} already.`,
    ]);
  });

  it.each([
    [{}],
    [{ on: 'x' }],
    [{ on: `${OTHER} ` }],
    [{ on: ` ${OTHER}` }],
    [{ on: OTHER, why: 'x' }],
    [{ why: OTHER }],
  ])('names one request and nothing else: not %j', (given) => {
    expect(depend.givenProblems?.(given as Record<string, string>)).toEqual([
      {
        code: 'plan.folder',
        message: 'A dependency names the request that is waited for, by its id, and nothing else.',
        hint: 'Plan again with `cutter depend`.',
      },
    ]);
    expect(depend.givenProblems?.({ on: OTHER })).toEqual([]);
  });
});

describe('a request that is given up', () => {
  it.each([
    'marked',
    'review_pending',
    'reviewed_deferred',
    'reviewed_approved',
    'cut_applied',
    'verify_failed_escalated',
  ])('from %s on, is 1 row that says by whom and why', (status) => {
    const plan = made(entryIs(ABANDON, status));
    expect(plan.statements.map(([template]) => template)).toEqual(['move', 'history']);
    expect(plan.statements[0]).toEqual(['move', 'TRY', [status, 'abandoned']]);
    expect(valuesOf(plan, 'history')).toEqual([
      {
        history_id: step(4),
        entry_version_before: '3',
        entry_version_after: '4',
        change_kind: 'abandon',
        change_diff: JSON.stringify({ from: status, to: 'abandoned' }),
        rationale: `${REVIEWER}: It was asked for twice.`,
      },
    ]);
    expect(plan.header.shared).toEqual({
      entry_id: ENTRY,
      history_id: step(4),
      actor: 'cutter_exec/DOT-991/try-abandon',
    });
    expect(plan.header.expect).toEqual({
      statements: 2,
      inserted: inserted({ decision_backlog_history: 1, ledger_chain: 1 }),
      updated: inserted({ decision_backlog_entry: 1 }),
    });
    expect(abandon.live(plan.header).rows.parameters).toEqual([step(4)]);
  });

  it('is said by somebody, for a reason, and no more', () => {
    const said = (given: Readonly<Record<string, string>>) =>
      abandon.givenProblems?.(given).map(({ message }) => message);
    expect(said({ by: REVIEWER, reason: 'x' })).toEqual([]);
    expect(said({ verdict: 'x' })).toEqual([
      'It takes no verdict.',
      'Nobody says it: a name like you@example.org is needed.',
      'There is no reason.',
    ]);
  });
});

const STATES = {
  marked: 'Sweep it: `cutter sweep` with the folder of the cut.',
  review_pending: 'Have it reviewed: `cutter review` with the folder of the cut.',
  reviewed_deferred: 'Sweep it again: `cutter sweep` with the folder of the cut.',
  reviewed_approved: 'Cut it: `cutter cut` with the folder of the cut.',
  reviewed_rejected: 'It was rejected for good: correct the cut and plan again; that is a request of its own.',
  cut_applied: 'Verify it: `cutter write-verify` with the folder of the cut.',
  verify_failed_escalated:
    'Find out what differs: `cutter verify`; then `cutter write-verify` again, or `cutter revert`.',
  verified_complete: 'Nothing is left to do but to enact it.',
  abandoned:
    'It was abandoned: correct the cut, or give it another name, and plan again; that is a request of its own.',
  unheard_of: 'Find out with `cutter backlog` where it stands.',
};

describe('a step from where it does not begin says what comes next', () => {
  const STEPS: readonly (readonly [string, Scene, readonly string[]])[] = [
    ['sweep', SWEEP, ['marked', 'reviewed_deferred']],
    ['review', REVIEW, ['review_pending']],
    ['have wait', DEPEND, ['marked', 'review_pending', 'reviewed_deferred', 'reviewed_approved']],
    [
      'abandon',
      ABANDON,
      ['marked', 'review_pending', 'reviewed_deferred', 'reviewed_approved', 'cut_applied', 'verify_failed_escalated'],
    ],
  ];
  const CASES = STEPS.flatMap(([name, scene, wanted]) =>
    Object.entries(STATES)
      .filter(([state]) => !wanted.includes(state))
      .map(([state, hint]) => [name, state, scene, wanted, hint] as const),
  );
  it.each(CASES)('%s from %s', (name, state, scene, wanted, hint) => {
    expect(refusals(entryIs(scene, state))).toEqual([
      {
        code: 'plan.backlog',
        message: `The request of TRY is ${state}; to ${name} it, it must be ${wanted.join(' or ')}.`,
        hint,
      },
    ]);
  });

  it.each(STEPS)('%s of what nobody requested', (name, scene) => {
    expect(refusals(answering(scene, { entry: [] }))).toEqual([
      {
        code: 'plan.backlog',
        message: `The ledger holds no request of TRY for this plan, so there is nothing to ${name}.`,
        hint: 'Request it first: `cutter request` with the folder of the cut.',
      },
    ]);
  });
});

describe('what every step asks for', () => {
  const NO_SIGNER = {
    code: 'plan.lane',
    message: 'There are no keys of the lanes.',
    hint: 'Run `cutter keys init`, and name the keys in cutter.yaml.',
  };
  it.each([
    ['sweep', SWEEP],
    ['review', REVIEW],
  ] as const)('%s: keys of the lanes, for it says with which tool', (_, scene) => {
    expect(refusals(asking(scene, { signer: undefined }))).toEqual([NO_SIGNER]);
  });

  it.each([
    ['request', REQUEST],
    ['sweep', SWEEP],
    ['review', REVIEW],
  ] as const)('%s: the document version that was planned', (_, scene) => {
    expect(refusals(answering(scene, { source: [] }))).toMatchObject([
      { code: 'plan.document_unknown', message: 'The document version version-1 is not registered under TRY.' },
    ]);
    expect(refusals(answering(scene, { source: [{ ...SOURCE[0], content_checksum: 'x' }] }))).toMatchObject([
      { code: 'plan.version_unknown', message: 'The document version version-1 is registered with another text.' },
    ]);
  });

  it.each([
    ['request', REQUEST],
    ['sweep', SWEEP],
    ['review', REVIEW],
    ['depend', DEPEND],
    ['abandon', ABANDON],
  ] as const)('%s: the ledger that it knows, each table that it reads or writes', (_, scene) => {
    const kind: RequestKind = scene.kind;
    expect(refusals({ ...scene, catalogue: {} }).map(({ message }) => message)).toEqual(
      kind.ledger.map((table) => `The table cutter_governance.${table} is not there, or cannot be seen.`),
    );
    const demanding = withColumns(scene, 'decision_backlog_history', (columns) =>
      columns.replace('rationale text', 'rationale text not null'),
    );
    const empty = scene !== ABANDON && scene !== DEPEND;
    expect(refusals(demanding).map(({ message }) => message)).toEqual(
      empty
        ? ['cutter_governance.decision_backlog_history.rationale may not be NULL, and there is no value for it.']
        : [],
    );
  });

  it('a column that is demanded is said once for all units', () => {
    const scene = withColumns(REVIEW, 'manifest_unit_block', (columns) =>
      columns.replace('report_summary jsonb', 'report_summary jsonb not null'),
    );
    expect(refusals(scene).map(({ message }) => message)).toEqual([
      'cutter_governance.manifest_unit_block.report_summary may not be NULL, and there is no value for it.',
    ]);
  });

  it('every reason is said', () => {
    const scene = asking(answering(REVIEW, { entry: [], source: [] }), { signer: undefined, statements: [] });
    expect(refusals(scene).map(({ code }) => code)).toEqual([
      'plan.backlog',
      'plan.parent',
      'plan.document_unknown',
      'plan.lane',
    ]);
    const swept = asking(answering(SWEEP, { entry: [], source: [] }), { signer: undefined });
    expect(refusals(swept).map(({ code }) => code)).toEqual(['plan.backlog', 'plan.document_unknown', 'plan.lane']);
    expect(refusals(answering(REQUEST, { entry: [standing('marked')], source: [] })).map(({ code }) => code)).toEqual([
      'plan.document_unknown',
      'plan.backlog',
    ]);
  });

  it.each([
    ['request', REQUEST, [`decision_backlog_entry/${ENTRY}`, `decision_backlog_history/${step(1)}`]],
    ['abandon', ABANDON, ['', `decision_backlog_history/${step(4)}`]],
  ] as const)('%s: leaves rows that are found by their keys; a move leaves none', (_, scene, keys) => {
    const { header, statements } = made(scene);
    const key = scene.kind.rowKey?.(header.shared);
    const text = scene.kind.rowText(header.shared);
    expect(statements.map((one) => key?.([one]))).toEqual(keys);
    expect(statements.map((one) => text([one]) === undefined)).toEqual(keys.map((one) => one === ''));
  });
});
