/** The planner of an enactment: which drafts become law, on what it rests, and every reason against it. */
import { describe, expect, it } from 'vitest';
import { sha256, uuid5 } from '../../src/core/hash.ts';
import { enact } from '../../src/core/kinds/enact/index.ts';
import type { SurveyRow } from '../../src/core/plan/survey.ts';
import { type Case, noKeys } from './refusals.ts';
import {
  answering,
  asking,
  CONTENT,
  made,
  moreUnit,
  PLAN_SHA256,
  refusals,
  rowsOf,
  type Scene,
  sceneOf,
  standing,
  standingText,
  UNIT_IDS,
  UNITS,
  VERSION_IDS,
  withMoreUnits,
} from './scene.ts';

const CHANGE_SET = uuid5('change set', PLAN_SHA256);
const DECISION = uuid5('review decision', PLAN_SHA256, 'cut');
const ENVELOPE = uuid5('manifest envelope', PLAN_SHA256);
const DECIDED = {
  review_decision_id: DECISION,
  envelope_id: ENVELOPE,
  verdict: 'approve',
  event: 'cut',
  envelope_status: 'accepted',
  source_doc_ref: 'try.md',
  prefix: 'TRY',
  successor: null,
  reverted: 'false',
};
const LIVE = UNITS.map(({ address }, at) => ({
  address,
  recorded_version: VERSION_IDS[at] as string,
  recorded_hash: standing(at).content_hash,
  decided_hash: standing(at).content_hash,
  ...standing(at),
}));
const SCENE = sceneOf(
  enact,
  {
    content: CONTENT,
    change_set: [
      {
        change_set_id: CHANGE_SET,
        plan_sha256: PLAN_SHA256,
        manifest_id: ENVELOPE,
        review_decision_id: DECISION,
      },
    ],
    results: [{ verify_result_id: 'r', verdict: 'pass', number: '1' }],
    decision: [DECIDED],
    units: LIVE.toReversed(),
  },
  { given: { decision: DECISION } },
);

/** One unit, of the three, is otherwise. */
const unitIs = (over: SurveyRow, scene = SCENE): Scene =>
  answering(scene, { units: LIVE.map((unit, at) => (at === 1 ? { ...unit, ...over } : unit)) });
const everyUnitIs = (over: SurveyRow): Scene => answering(SCENE, { units: LIVE.map((unit) => ({ ...unit, ...over })) });
const decisionIs = (over: SurveyRow): Scene => answering(SCENE, { decision: [{ ...DECIDED, ...over }] });

describe('the plan of an enactment', () => {
  it('is one call for each unit, in the order of the document, with the version and the text that is meant', () => {
    expect(made(SCENE).statements).toEqual(
      UNITS.map(({ address }, at) => [
        'enact',
        address,
        [address, UNIT_IDS[at], VERSION_IDS[at], '1', standing(at).content_hash],
      ]),
    );
  });

  it('counts the rows that the calls write, and says how the units stand before', () => {
    const { header } = made(SCENE);
    expect(header).toMatchObject({
      kind: 'enact',
      lane: 'DOT-991',
      approval: 'SG_2',
      given: { decision: DECISION },
      changes: { create: 0, same: 0, changed: 3, gone: 0 },
    });
    expect(header.expect).toEqual({
      statements: 3,
      inserted: { 'public.iu_lifecycle_log': 3 },
      updated: { 'public.information_unit': 3, 'public.unit_version': 3 },
    });
    expect(header.before).toEqual(
      rowsOf(UNITS.map(({ address }, at) => [address, standingText(address, standing(at))])),
    );
  });

  it('rests on the decision, the change set and its manifest, and says by whom and why', () => {
    expect(made(SCENE).header.shared).toEqual({
      actor: 'cutter_exec/DOT-991/try-enact',
      review_decision_id: DECISION,
      change_set_id: CHANGE_SET,
      envelope_id: ENVELOPE,
      reason: `Enacted on the review decision ${DECISION}.`,
      tool_revision: 'cutter/1 key/DOT-991',
    });
    const given = { decision: DECISION, reason: 'In force from today.' };
    expect(made(asking(SCENE, { given })).header.shared.reason).toBe('In force from today.');
  });

  it('leaves each unit and its version enacted, by this actor, and otherwise as they were', () => {
    const { header, statements } = made(SCENE);
    const text = enact.rowText(header.shared);
    for (const [at, statement] of statements.entries()) {
      expect(text([statement])).toBe(
        standingText(statement[1], {
          ...standing(at),
          lifecycle: 'enacted',
          version_lifecycle: 'enacted',
          updated_by: 'cutter_exec/DOT-991/try-enact',
        }),
      );
    }
    expect(text([])).toBeUndefined();
  });

  it('is looked for among the units of the manifest, under the lock of the prefix', () => {
    const { header } = made(SCENE);
    const { digest, rows } = enact.live(header);
    expect([digest.parameters, rows.parameters]).toEqual([[ENVELOPE], [ENVELOPE]]);
    expect(enact.lockKey(header)).toBe('TRY');
  });

  it('goes by the last verification, and takes a decision that was made for the enactment', () => {
    const results = [
      { verify_result_id: 'a', verdict: 'pass', number: '10' },
      { verify_result_id: 'b', verdict: 'fail', number: '9' },
    ];
    expect(made(answering(SCENE, { results })).statements).toHaveLength(3);
    expect(made(decisionIs({ event: 'enact' })).statements).toHaveLength(3);
  });
});

const REVIEW_HINT = `Run \`cutter enact FOLDER --decision ${DECISION}\`: that is the review decision of this cut.`;
const CHANGED_HINT = 'What was changed since the cut is reviewed and cut anew: `cutter revert`, then a new plan.';
const onlyOn = (fault: string): object => ({
  code: 'plan.decision',
  message: `The enactment cannot rest on the review decision ${DECISION}: ${fault}.`,
  hint: REVIEW_HINT,
});
const unsound = {
  code: 'plan.live',
  message: '1 of 3 units are not sound.',
  hint: CHANGED_HINT,
  detail: ['TRY/D-10: its version, anchors and hash do not agree'],
};

describe('why an enactment is refused', () => {
  const CASES: readonly Case[] = [
    [
      'everything is law already',
      everyUnitIs({ lifecycle: 'enacted', version_lifecycle: 'enacted' }),
      {
        code: 'plan.done',
        message: 'Every unit of this cut of TRY is enacted already.',
        hint: 'Nothing is left to do.',
      },
    ],
    [
      'one unit is law already',
      unitIs({ lifecycle: 'enacted' }),
      {
        code: 'plan.live',
        message: '1 of 3 units are not draft.',
        hint: CHANGED_HINT,
        detail: ['TRY/D-10: it is enacted'],
      },
    ],
    [
      'one unit is gone',
      unitIs({ lifecycle: null }),
      { code: 'plan.live', message: '1 of 3 units are not draft.', detail: ['TRY/D-10: it is not there'] },
    ],
    ['a unit is marked deleted', unitIs({ deleted: 'true' }), unsound],
    ['the anchors of a unit differ', unitIs({ anchored: 'false' }), unsound],
    ['a version stands otherwise than its unit', unitIs({ version_lifecycle: 'enacted' }), unsound],
    ['a text is not that of its hash', unitIs({ body_sha256: 'x' }), unsound],
    [
      'a unit has another version than was recorded',
      unitIs({ recorded_version: 'x' }),
      {
        code: 'plan.live',
        message: '1 of 3 units are not what was cut.',
        hint: CHANGED_HINT,
        detail: [`TRY/D-10: version ${VERSION_IDS[1]}, recorded was x`],
      },
    ],
    [
      'a unit has another text than was recorded',
      unitIs({ recorded_hash: 'x' }),
      { code: 'plan.live', message: '1 of 3 units are not what was cut.' },
    ],
    [
      'the change set does not name a unit',
      answering(SCENE, { units: LIVE.slice(1) }),
      {
        code: 'plan.live',
        message: 'The change set does not name 1 of the units of the cut of TRY.',
        hint: 'Run `cutter write-verify` with the folder of the cut: it names what the ledger does not hold.',
      },
    ],
    [
      'it names none',
      answering(SCENE, { units: [] }),
      { code: 'plan.live', message: 'The change set does not name 3 of the units of the cut of TRY.' },
    ],
    [
      'rows stand there that are not of the cut',
      answering(SCENE, { content: [] }),
      { code: 'plan.live', message: 'What stands under TRY/ is not what the cut left there.' },
    ],
    [
      'it was never verified',
      answering(SCENE, { results: [] }),
      {
        code: 'plan.unverified',
        message: 'The ledger holds no verify result of the cut of TRY.',
        hint: 'Only what the verifier found right is enacted: run `cutter write-verify` with the folder of the cut.',
      },
    ],
    [
      'its last verification found a fault',
      answering(SCENE, {
        results: [
          { verify_result_id: 'a', verdict: 'fail', number: '10' },
          { verify_result_id: 'b', verdict: 'pass', number: '9' },
        ],
      }),
      { code: 'plan.unverified', message: 'The last verification of the cut of TRY says fail.' },
    ],
    [
      'no decision is named',
      asking(SCENE, { given: {} }),
      {
        code: 'plan.decision',
        message: 'An enactment rests on a review decision, and none is named.',
        hint: REVIEW_HINT,
      },
    ],
    [
      'the decision is not there',
      answering(SCENE, { decision: [] }),
      { code: 'plan.decision', message: `There is no review decision ${DECISION}.`, hint: REVIEW_HINT },
    ],
    ['it is no approval', decisionIs({ verdict: 'reject' }), onlyOn('it says reject for cut')],
    ['it is about something else', decisionIs({ event: 'retire' }), onlyOn('it says approve for retire')],
    [
      'it is about another document',
      decisionIs({ prefix: 'OTHER', source_doc_ref: 'other.md' }),
      onlyOn('it is about another document: other.md, with the prefix OTHER'),
    ],
    [
      'it is about a document that is not registered',
      decisionIs({ prefix: null }),
      onlyOn('it is about another document: try.md, with the prefix none'),
    ],
    ['its manifest is withdrawn', decisionIs({ envelope_status: 'withdrawn' }), onlyOn('its manifest is withdrawn')],
    ['another took its place', decisionIs({ successor: 'd' }), onlyOn('the decision d has taken its place')],
    ['it was reverted', decisionIs({ reverted: 'true' }), onlyOn('its manifest was reverted')],
    [
      'it is about another text of a unit',
      unitIs({ decided_hash: 'x' }),
      {
        ...onlyOn('it is not about the text of 1 of the units'),
        detail: [`TRY/D-10: decided x, is ${standing(1).content_hash}`],
      },
    ],
    [
      'it does not name a unit',
      unitIs({ decided_hash: null }),
      { detail: [`TRY/D-10: decided nothing, is ${standing(1).content_hash}`] },
    ],
    noKeys(SCENE),
  ];
  it.each(CASES)('%s', (_, scene, problem) => {
    expect(refusals(scene)).toEqual([expect.objectContaining(problem)]);
  });

  it('of a decision, every fault is said; of one about another document, nothing of the texts', () => {
    const [problem, ...more] = refusals(
      unitIs({ decided_hash: 'x' }, decisionIs({ verdict: 'defer', event: 'cut', prefix: 'OTHER', reverted: 'true' })),
    );
    expect(more).toEqual([]);
    expect(problem?.message).toContain(
      ': it says defer for cut; it is about another document: try.md, with the prefix OTHER; its manifest was reverted.',
    );
    expect(problem).not.toHaveProperty('detail');
  });

  it('a fault that is not about texts has no list of units', () => {
    expect(refusals(decisionIs({ reverted: 'true' }))[0]).not.toHaveProperty('detail');
  });

  it('without a version, a unit is neither sound nor what was cut', () => {
    const version = { version_id: null, content_hash: null, body_sha256: null, version_lifecycle: 'draft' };
    expect(refusals(unitIs(version)).map(({ message }) => message)).toEqual([
      '1 of 3 units are not sound.',
      '1 of 3 units are not what was cut.',
      expect.stringContaining('it is not about the text of 1 of the units'),
    ]);
  });

  it('a cut that was not recorded: nothing that the record would say is missed beside it', () => {
    const problems = refusals(answering(asking(SCENE, { given: {} }), { change_set: [], results: [], units: [] }));
    expect(problems).toMatchObject([
      {
        code: 'plan.live',
        message: 'The ledger holds no change set of the cut of TRY.',
        hint: 'Record the cut first: `cutter record` with its folder, then `cutter write-verify`.',
      },
      { code: 'plan.decision', hint: 'Record the cut; its review decision is then in the ledger.' },
    ]);
  });

  it.each([
    [20, 20, undefined],
    [21, 21, 'and 1 more'],
    [25, 21, 'and 5 more'],
  ])('of %i units that are not draft, twenty are named', (count, lines, last) => {
    const more = Array.from({ length: count }, (_, at) => ({ ...LIVE[0], address: moreUnit(at).address }));
    const units = [...LIVE, ...more.map((unit) => ({ ...unit, lifecycle: 'retired' }))];
    const [problem] = refusals(answering(withMoreUnits(SCENE, 3 + count), { units }));
    expect(problem?.message).toBe(`${count} of ${3 + count} units are not draft.`);
    expect(problem?.detail).toHaveLength(lines);
    expect(problem?.detail?.[0]).toBe('TRY/X-100: it is retired');
    expect(problem?.detail?.find((line) => line.startsWith('and '))).toBe(last);
  });

  it('every reason is reported', () => {
    const answers = { content: [], results: [], decision: [], units: [{ ...LIVE[0], lifecycle: 'retired' }] };
    expect(refusals(answering(asking(SCENE, { signer: undefined }), answers)).map(({ code }) => code)).toEqual([
      'plan.unverified',
      'plan.live',
      'plan.live',
      'plan.live',
      'plan.decision',
      'plan.lane',
    ]);
  });
});

describe('what a person may say of an enactment', () => {
  const said = (given: Readonly<Record<string, string>>) =>
    enact.givenProblems?.(given).map(({ code, message }) => `${code}: ${message}`);
  it('nothing, a decision, a reason', () => {
    expect(said({})).toEqual([]);
    expect(said({ decision: DECISION, reason: 'It is time.' })).toEqual([]);
  });

  it.each([
    [{ date: 'today' }, 'An enactment takes no date.'],
    [{ decision: 'x' }, '"x" is no id of a review decision.'],
    [{ decision: `${DECISION}0` }, `"${DECISION}0" is no id of a review decision.`],
    [{ decision: ` ${DECISION}` }, `" ${DECISION}" is no id of a review decision.`],
    [{ decision: sha256('x') }, `"${sha256('x')}" is no id of a review decision.`],
    [{ reason: ' ' }, 'The reason is empty.'],
  ])('%j is refused', (given, message) => {
    expect(said(given)).toEqual([`plan.decision: ${message}`]);
    expect(enact.givenProblems?.(given)[0]?.hint).toBe('Name the review decision by its id, a UUID in lower case.');
  });
});
