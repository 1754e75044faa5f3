/** The planner of a verification: the verdict by its ten axes, what is written of it, and every reason against it. */
import { describe, expect, it } from 'vitest';
import { sha256, uuid5 } from '../../src/core/hash.ts';
import { findingsOf } from '../../src/core/kinds/write-verify/findings.ts';
import { writeVerify } from '../../src/core/kinds/write-verify/index.ts';
import { laneStatementText } from '../../src/core/ledger/lane-statement.ts';
import { fingerprintOfLine } from '../../src/core/ledger/signature.ts';
import type { SurveyRow } from '../../src/core/plan/survey.ts';
import { type Case, laneCases } from './refusals.ts';
import {
  answering,
  asking,
  CONTENT,
  FACTS,
  LANE_KEYS,
  made,
  PLAN,
  PLAN_SHA256,
  refusals,
  requestSources,
  type Scene,
  sceneOf,
  sign,
  valuesOf,
  withColumns,
} from './scene.ts';

const CHANGE_SET = uuid5('change set', PLAN_SHA256);
const ENTRY = uuid5('backlog entry', PLAN_SHA256);
const RESULT = uuid5('verify result', CHANGE_SET, '1');
const EXECUTOR = 'cutter/1 key/DOT-991';
const VERIFIER = 'cutter/1 key/DOT-992';

const SIGNED_ROWS = { what: 'rows', count: '11', digest: sha256('ledger rows') };
const PAYLOAD = laneStatementText({
  lane: 'DOT-991',
  subject: CHANGE_SET,
  plan_sha256: PLAN_SHA256,
  target: { database: 'law', system_identifier: '74' },
  tool_revision: EXECUTOR,
  rows: { count: 11, digest: SIGNED_ROWS.digest },
});
const SIGNATURE = {
  signature_id: uuid5('signature', CHANGE_SET),
  signature_kind: 'executor',
  signer_dot_id: 'DOT-991',
  signer_tool_revision: EXECUTOR,
  signer_key_fingerprint: fingerprintOfLine(LANE_KEYS['DOT-991']),
  payload_envelope: PAYLOAD,
  payload_hash: sha256(PAYLOAD),
  signature_payload: sign('DOT-991', PAYLOAD),
  cross_reference_change_set_id: CHANGE_SET,
  cross_reference_verify_result_id: null,
};
const STRUCTURE = {
  units: '3',
  versions: '3',
  addresses: '3',
  hashes: '3',
  false_hashes: '0',
  false_anchors: '0',
  not_draft: '0',
  excluded: '0',
  section_types: 'article 2, principle 1',
};
const SAID = { what: 'units', blocks: '3', affected: '3', as_live: '3' };
const SET = {
  change_set_id: CHANGE_SET,
  plan_sha256: PLAN_SHA256,
  run_id: 'run-1',
  manifest_version: PLAN.pins.writer_digest,
  executor_tool_revision: EXECUTOR,
  executor_signature_id: SIGNATURE.signature_id,
  affected_row_count: '3',
};
const OUTSIDE = { units: '7', versions: '8', digest: FACTS.outside_digest };
const REQUESTED = { entry_id: ENTRY, status: 'cut_applied', tracked: 'false', version: '1' };
const SCENE = sceneOf(writeVerify, {
  content: CONTENT,
  structure: [STRUCTURE],
  outside: [OUTSIDE],
  change_set: [SET],
  signed_rows: [SIGNED_ROWS],
  executor_signature: [SIGNATURE],
  units_said: [SAID],
  entry: [REQUESTED],
  results: [],
});

const structureIs = (over: SurveyRow): Scene => answering(SCENE, { structure: [{ ...STRUCTURE, ...over }] });
const setIs = (over: SurveyRow): Scene => answering(SCENE, { change_set: [{ ...SET, ...over }] });
const saidIs = (over: SurveyRow): Scene => answering(SCENE, { units_said: [{ ...SAID, ...over }] });
const signatureIs = (over: SurveyRow): Scene => answering(SCENE, { executor_signature: [{ ...SIGNATURE, ...over }] });
const entryIs = (over: SurveyRow, scene = SCENE): Scene => answering(scene, { entry: [{ ...REQUESTED, ...over }] });
const FAILED = structureIs({ units: '2' });

const AXES = [
  'count',
  'address',
  'hash',
  'body',
  'anchor',
  'lifecycle',
  'exclusion',
  'section_type',
  'outside',
  'ledger',
] as const;
const axes = (failed?: (typeof AXES)[number]) =>
  Object.fromEntries(AXES.map((axis) => [`axis_${axis}_status`, axis === failed ? 'fail' : 'pass']));

describe('a cut that is as it was planned, in the database and in the ledger', () => {
  it('is verified by 2 rows: a result in which every axis passes, and the signature of the verifier', () => {
    const plan = made(SCENE);
    expect(plan.statements.map(([template, address]) => `${template} ${address}`)).toEqual([
      'result TRY',
      'signature TRY',
    ]);
    expect(valuesOf(plan, 'result')).toEqual([
      {
        executor_tool_revision: EXECUTOR,
        tool_revision_match: 'false',
        ...axes(),
        verdict: 'pass',
        state: 'verified_complete',
        canonicalization_rule_used: 'cutter.lane/1',
        units_expected: '3',
        units_found: '3',
        findings: '[]',
      },
    ]);
    expect(valuesOf(plan, 'signature')).toMatchObject([
      { signature_kind: 'verifier', signer_dot_id: 'DOT-992', cross_reference_verify_result_id: RESULT },
    ]);
  });

  it('has the header of the verifier, with the verdict', () => {
    const { header } = made(SCENE);
    expect(header).toMatchObject({
      kind: 'write_verify',
      lane: 'DOT-992',
      target: { principal: 'cutter_verify' },
      changes: { create: 0, same: 3, changed: 0, gone: 0 },
    });
    expect(header.expect).toEqual({
      statements: 2,
      inserted: {
        'cutter_governance.dot_pair_signature': 1,
        'cutter_governance.ledger_chain': 2,
        'cutter_governance.verify_result': 1,
      },
      updated: {},
    });
    expect(header.shared).toEqual({
      actor: 'cutter_verify/DOT-992/try-verify',
      entry_id: ENTRY,
      history_id: uuid5('backlog history', ENTRY, '2'),
      change_set_id: CHANGE_SET,
      verify_result_id: RESULT,
      executor_signature_id: SIGNATURE.signature_id,
      verifier_signature_id: uuid5('signature', RESULT),
      tool_revision: VERIFIER,
      verdict: 'pass',
    });
    expect(writeVerify.live(header).rows.parameters).toEqual([RESULT, uuid5('backlog history', ENTRY, '2')]);
    expect(writeVerify.live(header).digest.parameters).toEqual([RESULT, uuid5('backlog history', ENTRY, '2')]);
    expect(writeVerify.lockKey(header)).toBe('TRY');
    expect(writeVerify.again?.(header)).toBe(false);
  });

  it('is signed for with the verdict, over the rows beside the signature', () => {
    const [row] = valuesOf(made(SCENE), 'signature');
    expect(JSON.parse(row?.payload_envelope ?? '')).toEqual({
      format: 'cutter.lane/1',
      lane: 'DOT-992',
      signs: 'verify_result',
      subject: RESULT,
      plan_sha256: PLAN_SHA256,
      target: { database: 'law', system_identifier: '74' },
      tool_revision: VERIFIER,
      rows: { count: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      verdict: 'pass',
    });
  });

  it('goes by what its own writer decided, where that wrote request and decision itself', () => {
    const ledger = sha256('what it decided');
    const { shared } = made(asking(SCENE, { parent: { sha256: PLAN_SHA256, kind: 'cut.reissue', ledger } })).header;
    const entry = uuid5('backlog entry', ledger);
    expect(shared).toMatchObject({ entry_id: entry, history_id: uuid5('backlog history', entry, '2') });
  });

  it('of the rest of the database, is not to blame for what its receipt shows that it did not write', () => {
    const more = { outside: [{ ...OUTSIDE, units: '9' }] };
    expect(made(answering(SCENE, more)).header.shared.verdict).toBe('pass');
  });
});

describe('what differs is found, and fails its axis alone', () => {
  const noReceipt = asking(SCENE, { facts: { ...FACTS, receipt_holds: 'false' } });
  const outside = (over: SurveyRow): Scene => answering(noReceipt, { outside: [{ ...OUTSIDE, ...over }] });
  const [planned, say] = [
    `7 units, 8 versions, digest ${OUTSIDE.digest}`,
    (units: string, versions: string, digest: string) => `${units} units, ${versions} versions, digest ${digest}`,
  ];
  const target = (over: object): Scene => asking(SCENE, { target: { ...SCENE.request.target, ...over } });
  const CASES: readonly (readonly [Scene, (typeof AXES)[number], string, string, unknown])[] = [
    [{ ...SCENE, found: { database: 'other' } }, 'count', 'database', 'law', 'other'],
    [{ ...SCENE, found: { system_identifier: '75' } }, 'count', 'server', '74', '75'],
    [structureIs({ units: '2' }), 'count', 'units', '3', '2'],
    [structureIs({ versions: '4' }), 'count', 'versions', '3', '4'],
    [structureIs({ addresses: '2' }), 'address', 'addresses', '3', '2'],
    [structureIs({ hashes: '2' }), 'hash', 'hashes', '3', '2'],
    [structureIs({ false_hashes: '1' }), 'body', 'bodies', '0', '1'],
    [structureIs({ false_anchors: '1' }), 'anchor', 'anchors', '0', '1'],
    [structureIs({ not_draft: '1' }), 'lifecycle', 'drafts', '0', '1'],
    [structureIs({ excluded: '1' }), 'exclusion', 'excluded', '0', '1'],
    [
      structureIs({ section_types: 'article 3' }),
      'section_type',
      'section_types',
      'article 2, principle 1',
      'article 3',
    ],
    [answering(SCENE, { content: [{ ...CONTENT[0], digest: 'x' }] }), 'hash', 'rows', FACTS.rows_digest, 'x'],
    [
      answering(SCENE, { content: [{ ...CONTENT[0], count: '2' }] }),
      'hash',
      'rows',
      FACTS.rows_digest,
      FACTS.rows_digest,
    ],
    [outside({ units: '9' }), 'outside', 'outside', planned, say('9', '8', OUTSIDE.digest)],
    [outside({ versions: '9' }), 'outside', 'outside', planned, say('7', '9', OUTSIDE.digest)],
    [outside({ digest: 'x' }), 'outside', 'outside', planned, say('7', '8', 'x')],
    [setIs({ plan_sha256: 'x' }), 'ledger', 'ledger_plan', PLAN_SHA256, 'x'],
    [setIs({ plan_sha256: null }), 'ledger', 'ledger_plan', PLAN_SHA256, 'none'],
    [setIs({ manifest_version: 'x' }), 'ledger', 'ledger_writer', PLAN.pins.writer_digest, 'x'],
    [saidIs({ blocks: '2' }), 'ledger', 'ledger_blocks', '3', '2'],
    [saidIs({ affected: '4' }), 'ledger', 'ledger_affected', '3', '4'],
    [saidIs({ as_live: '1' }), 'ledger', 'ledger_as_live', '3', '1'],
    [
      answering(SCENE, { executor_signature: [] }),
      'ledger',
      'ledger_signature',
      'counts',
      expect.stringContaining('is missing'),
    ],
    [
      answering(SCENE, { signed_rows: [{ ...SIGNED_ROWS, count: '12' }] }),
      'ledger',
      'ledger_signature',
      'counts',
      expect.stringContaining('it was made over something else than what stands there now'),
    ],
    [
      answering(SCENE, { signed_rows: [{ ...SIGNED_ROWS, digest: 'x' }] }),
      'ledger',
      'ledger_signature',
      'counts',
      expect.stringContaining('it was made over something else than what stands there now'),
    ],
    [
      setIs({ executor_tool_revision: 'another' }),
      'ledger',
      'ledger_signature',
      'counts',
      expect.stringContaining('it was made over something else than what stands there now'),
    ],
    [
      target({ database: 'other' }),
      'ledger',
      'ledger_signature',
      'counts',
      expect.stringContaining('it was made over something else than what stands there now'),
    ],
    [
      signatureIs({ cross_reference_change_set_id: 'x' }),
      'ledger',
      'ledger_signature',
      'counts',
      expect.stringContaining('it refers to another row'),
    ],
    [
      signatureIs({
        signature_payload: sign('DOT-992', PAYLOAD),
        signer_key_fingerprint: fingerprintOfLine(LANE_KEYS['DOT-992']),
      }),
      'ledger',
      'ledger_signature',
      'counts',
      expect.stringContaining("it was made with a key that is not the lane's"),
    ],
    [
      signatureIs({ signature_kind: 'verifier' }),
      'ledger',
      'ledger_signature',
      'counts',
      expect.stringContaining('it is of the verifier of DOT-991'),
    ],
  ];
  it.each(CASES)('case %#: %s', (scene, axis, id, expected, found) => {
    const plan = made(scene);
    const [result] = valuesOf(plan, 'result');
    expect(result).toMatchObject({ ...axes(axis), verdict: 'fail', state: 'verify_failed_escalated' });
    expect(JSON.parse(result?.findings ?? '')).toEqual([{ id, expected, found }]);
    expect(plan.header.shared.verdict).toBe('fail');
    expect(writeVerify.again?.(plan.header)).toBe(true);
  });

  it('an answer that is missing fails, and nothing crashes', () => {
    const [result] = valuesOf(
      made(answering(SCENE, { structure: [], outside: [], content: [], units_said: [], signed_rows: [] })),
      'result',
    );
    expect(result).toMatchObject({ verdict: 'fail', units_found: '0', axis_ledger_status: 'fail' });
    const findings = JSON.parse(result?.findings ?? '') as readonly { readonly id: string }[];
    expect(findings).toContainEqual({ id: 'rows', expected: FACTS.rows_digest, found: '' });
    expect(findings.map(({ id }) => id)).toEqual([
      'units',
      'versions',
      'addresses',
      'hashes',
      'bodies',
      'anchors',
      'drafts',
      'excluded',
      'section_types',
      'rows',
      'ledger_blocks',
      'ledger_affected',
      'ledger_as_live',
      'ledger_signature',
    ]);
  });

  it('an answer about the rest of the database that is missing shows nothing', () => {
    const [result] = valuesOf(made(answering(noReceipt, { outside: [] })), 'result');
    expect(JSON.parse(result?.findings ?? '')).toEqual([
      { id: 'outside', expected: planned, found: 'NaN units, NaN versions, digest ' },
    ]);
  });

  it('whether one tool with one key did both is said', () => {
    const [result] = valuesOf(made(setIs({ executor_tool_revision: VERIFIER })), 'result');
    expect(result).toMatchObject({ executor_tool_revision: VERIFIER, tool_revision_match: 'true' });
  });

  it('every fact has a name for people', () => {
    const names = findingsOf(SCENE.request, requestSources(SCENE).survey).facts.map(({ id, name }) => [id, name]);
    expect(Object.fromEntries(names)).toMatchObject({
      ledger_plan: 'plan of the change set',
      ledger_writer: 'writer digest of the change set',
      ledger_blocks: 'units of the manifest in the ledger',
      ledger_affected: 'units of the change set in the ledger',
      ledger_as_live: 'of these as they are in the database',
      ledger_signature: 'signature of the executor',
    });
    expect(names).toHaveLength(19);
  });

  it('what a folder does not say of its cut fails as well', () => {
    const [result] = valuesOf(made(asking(SCENE, { facts: { rows_count: '3' } })), 'result');
    expect(JSON.parse(result?.findings ?? '')).toEqual([
      { id: 'hashes', expected: 'NaN', found: '3' },
      { id: 'section_types', expected: '', found: 'article 2, principle 1' },
      { id: 'rows', expected: '', found: FACTS.rows_digest },
      {
        id: 'outside',
        expected: '0 units, 0 versions, digest ',
        found: planned,
      },
    ]);
  });

  it('two faults of one axis are two findings', () => {
    const [result] = valuesOf(made(structureIs({ units: '2', versions: '2' })), 'result');
    expect(result).toMatchObject(axes('count'));
    expect(JSON.parse(result?.findings ?? '')).toHaveLength(2);
  });
});

describe('the request of a cut', () => {
  const stepOf = (scene: Scene) => {
    const plan = made(scene);
    return {
      templates: plan.statements.map(([template]) => template),
      moves: plan.statements.filter(([template]) => template === 'move').map(([, , values]) => values),
      history: valuesOf(plan, 'history'),
      updated: plan.header.expect.updated,
      count: plan.header.expect.statements,
    };
  };
  const WITH_STEP = ['result', 'move', 'move', 'history', 'signature'];

  it('is escalated by a failure, with what failed', () => {
    const step = stepOf(FAILED);
    expect(step.templates).toEqual(WITH_STEP);
    expect(step.moves).toEqual([
      ['cut_applied', 'verify_in_progress'],
      ['verify_in_progress', 'verify_failed_escalated'],
    ]);
    expect(step.history).toEqual([
      {
        history_id: uuid5('backlog history', ENTRY, '2'),
        entry_version_before: '1',
        entry_version_after: '2',
        change_kind: 'verify:fail',
        change_diff: '{"from":"cut_applied","to":"verify_failed_escalated"}',
        rationale: 'Not as expected: units.',
      },
    ]);
    expect(step.updated).toEqual({ 'cutter_governance.decision_backlog_entry': 2 });
    expect(step.count).toBe(5);
    expect(valuesOf(made(FAILED), 'result')[0]).toMatchObject({ escalation_ref: ENTRY, units_found: '2' });
  });

  it('names all that failed', () => {
    expect(stepOf(structureIs({ units: '2', hashes: '2' })).history[0]?.rationale).toBe(
      'Not as expected: units, hashes.',
    );
  });

  it('that is tracked ends as verified; one that was recorded afterwards stays as it is', () => {
    const step = stepOf(entryIs({ tracked: 'true', version: '4' }));
    expect(step.templates).toEqual(WITH_STEP);
    expect(step.moves).toEqual([
      ['cut_applied', 'verify_in_progress'],
      ['verify_in_progress', 'verified_complete'],
    ]);
    expect(step.history).toEqual([
      {
        history_id: uuid5('backlog history', ENTRY, '5'),
        entry_version_before: '4',
        entry_version_after: '5',
        change_kind: 'verify:pass',
        change_diff: '{"from":"cut_applied","to":"verified_complete"}',
      },
    ]);
  });

  it('that is not there is not moved', () => {
    expect(stepOf(answering(SCENE, { entry: [] })).templates).toEqual(['result', 'signature']);
  });

  it.each([
    [
      'was reverted: its units are retired',
      entryIs({ status: 'abandoned' }, structureIs({ not_draft: '6' })),
      'abandoned',
    ],
    ['was given up, and was tracked', entryIs({ status: 'abandoned', tracked: 'true' }), 'abandoned'],
    ['is not there', answering(FAILED, { entry: [] }), 'not in the ledger'],
  ])('that %s takes no verdict', (_, scene, status) => {
    expect(refusals(scene)).toEqual([
      {
        code: 'plan.backlog',
        message: `The request of TRY is ${status}, and takes no verdict.`,
        hint: 'What was reverted or given up is not verified: `cutter backlog` says where it stands.',
      },
    ]);
  });

  it('that failed before ends as verified once it passes', () => {
    const scene = entryIs(
      { status: 'verify_failed_escalated', version: '2' },
      answering(SCENE, { results: [{ verify_result_id: RESULT, verdict: 'fail' }] }),
    );
    expect(stepOf(scene).moves).toEqual([
      ['verify_failed_escalated', 'verify_in_progress'],
      ['verify_in_progress', 'verified_complete'],
    ]);
    const again = uuid5('verify result', CHANGE_SET, '2');
    expect(made(scene).header.shared).toMatchObject({
      verify_result_id: again,
      verifier_signature_id: uuid5('signature', again),
    });
  });
});

describe('why a cut is not verified into the ledger', () => {
  const CASES: readonly Case[] = [
    [
      'it was not recorded',
      answering(SCENE, { change_set: [] }),
      {
        code: 'plan.live',
        message: 'The ledger holds no change set of the cut of TRY.',
        hint: 'Record the cut first: `cutter record` with its folder.',
      },
    ],
    [
      'nobody signed its record',
      setIs({ executor_signature_id: null }),
      {
        code: 'plan.lane',
        message: 'The change set of the cut of TRY names no signature of the executor.',
        hint: 'Find out how it came into the ledger.',
      },
    ],
    [
      'it was found right before',
      answering(SCENE, {
        results: [
          { verify_result_id: 'a', verdict: 'fail' },
          { verify_result_id: 'b', verdict: 'pass' },
        ],
      }),
      {
        code: 'plan.recorded',
        message: 'The ledger says already that the cut of TRY was verified: verify result b.',
        hint: 'Nothing is left to do.',
      },
    ],
    [
      'the ledger has another column',
      withColumns(SCENE, 'verify_result', (definition) => `${definition}\n99 surprise text`),
      { code: 'plan.catalogue' },
    ],
    ...laneCases(SCENE),
  ];
  it.each(CASES)('%s', (_, scene, problem) => {
    expect(refusals(scene)).toEqual([expect.objectContaining(problem)]);
  });

  it('every reason is reported', () => {
    const results = [{ verify_result_id: 'b', verdict: 'pass' }];
    const scene = answering(asking({ ...SCENE, catalogue: {} }, { signer: undefined }), { change_set: [], results });
    expect(refusals(scene).map(({ code }) => code)).toEqual([
      ...writeVerify.ledger.map(() => 'plan.catalogue'),
      'plan.live',
      'plan.recorded',
      'plan.lane',
    ]);
  });
});
