/** The planner of a cut that is made together with its record: the statements as approved, then what the ledger says. */
import { describe, expect, it } from 'vitest';
import { sha256, uuid5 } from '../../src/core/hash.ts';
import { recordedCut } from '../../src/core/kinds/recorded-cut/index.ts';
import type { Statement } from '../../src/core/plan/plan.ts';
import { unitsOf } from '../../src/core/plan/units.ts';
import { type Case, carryingCases, withOneKey } from './refusals.ts';
import {
  APPROVALS,
  answering,
  asking,
  hashOf,
  made,
  PLAN,
  PLAN_SHA256,
  refusals,
  requestSources,
  type Scene,
  SOURCE,
  STATEMENTS,
  sceneOf,
  UNIT_IDS,
  UNITS,
  VERSION_IDS,
  valuesOf,
  withColumns,
} from './scene.ts';

const CHANGE_SET = uuid5('change set', PLAN_SHA256);
const ENTRY = uuid5('backlog entry', PLAN_SHA256);
const ENVELOPE = uuid5('manifest envelope', PLAN_SHA256);
const SCENE = asking(
  sceneOf(
    recordedCut,
    { content: [{ what: 'rows', count: '0', digest: sha256('') }], source: SOURCE, recorded: [] },
    { cut: { ...PLAN.cut, record: 'atomic' }, parent: { sha256: PLAN_SHA256, kind: 'cut.direct' } },
  ),
  { receipt_sha256: undefined },
);

const LEDGER_STATEMENTS = [
  'entry',
  'history',
  'envelope',
  'block',
  'block',
  'block',
  'decision',
  'change_set',
  'affected',
  'affected',
  'affected',
  'signature',
];

describe('the plan of a cut with its record', () => {
  it('carries out the statements as they were approved, and then writes 6 + 2N rows about them', () => {
    const { statements } = made(SCENE);
    expect(statements.slice(0, 9)).toEqual(STATEMENTS);
    expect(statements.slice(9).map(([template]) => template)).toEqual(LEDGER_STATEMENTS);
  });

  it('counts both', () => {
    const { header } = made(SCENE);
    expect(header.changes).toEqual({ create: 3, same: 0, changed: 0, gone: 0 });
    expect(header.expect).toEqual({
      statements: 21,
      inserted: {
        'cutter_governance.cut_change_set': 1,
        'cutter_governance.cut_change_set_affected_row': 3,
        'cutter_governance.decision_backlog_entry': 1,
        'cutter_governance.decision_backlog_history': 1,
        'cutter_governance.dot_pair_signature': 1,
        'cutter_governance.ledger_chain': 12,
        'cutter_governance.manifest_envelope': 1,
        'cutter_governance.manifest_unit_block': 3,
        'cutter_governance.review_decision': 1,
        'public.information_unit': 3,
        'public.unit_version': 3,
      },
      updated: { 'public.information_unit': 3 },
    });
  });

  it('shares the values of the cut, and those of its record', () => {
    expect(made(SCENE).header.shared).toEqual({
      ...PLAN.shared,
      entry_id: ENTRY,
      envelope_id: ENVELOPE,
      review_decision_id: uuid5('review decision', PLAN_SHA256, 'cut'),
      change_set_id: CHANGE_SET,
      tool_revision: 'cutter/1 key/DOT-991',
    });
  });

  it('knows the ids of the units before they are there, and says that it was at once', () => {
    const plan = made(SCENE);
    expect(valuesOf(plan, 'affected')).toEqual(
      UNITS.map((unit, at) => ({
        affected_row_id: uuid5('affected row', CHANGE_SET, UNIT_IDS[at] as string),
        target_table: 'public.information_unit',
        target_row_id: UNIT_IDS[at],
        canonical_address: unit.address,
        unit_version_id: VERSION_IDS[at],
        content_hash: hashOf(unit),
        effect: 'created',
      })),
    );
    expect(valuesOf(plan, 'block').map((block) => [block.target_unit_id, block.content_hash])).toEqual(
      UNITS.map((unit, at) => [UNIT_IDS[at], hashOf(unit)]),
    );
    expect(valuesOf(plan, 'block')[2]).toMatchObject({
      proposed_authority: 'council-of-try',
      payload_summary: JSON.stringify({ unit_kind: 'law_unit', section_type: 'principle', title: 'Title of D-1' }),
    });
    expect(valuesOf(plan, 'history')[0]?.rationale).toBe('Recorded with the cut.');
    expect(valuesOf(plan, 'entry')[0]?.payload).toContain('"run":""');
    const [set] = valuesOf(plan, 'change_set');
    expect(set).toMatchObject({ approval_sha256: APPROVALS[0].sha256, source_doc_ref: 'try.md' });
    expect(set).not.toHaveProperty('content_committed_at');
    expect(set).not.toHaveProperty('run_id');
  });

  it('without an authority in its plan, the units have none', () => {
    const { identity: _, ...shared } = PLAN.shared;
    for (const other of [shared, { ...shared, identity: '{}' }]) {
      expect(valuesOf(made(asking(SCENE, { shared: other })), 'block')[0]).not.toHaveProperty('proposed_authority');
    }
  });

  it('signs the rows of the record: those of the cut are bound by their plan', () => {
    const [row] = valuesOf(made(SCENE), 'signature');
    expect(JSON.parse(row?.payload_envelope ?? '')).toMatchObject({ subject: CHANGE_SET, rows: { count: 11 } });
  });

  it('leaves a row for each unit and for each statement about it', () => {
    const { header, statements } = made(SCENE);
    const text = recordedCut.rowText(header.shared);
    const key = recordedCut.rowKey?.(header.shared) as (unit: readonly Statement[]) => string;
    const [unit] = [...unitsOf(statements)];
    expect(key(unit?.statements ?? [])).toBe('TRY/D-2');
    expect(text(unit?.statements ?? [])).toContain(hashOf(UNITS[0] as never));
    const entry = statements[9] as Statement;
    expect(key([entry])).toBe(`decision_backlog_entry/${ENTRY}`);
    expect(text([entry])?.split('\x1f')[0]).toBe('decision_backlog_entry');
    expect(key([])).toBe('');
    expect(text([])).toBeUndefined();
  });

  it('is looked for by the ids of its record and the bounds of the prefix, under the lock of the prefix', () => {
    const { header } = made(SCENE);
    const { digest, rows } = recordedCut.live(header);
    expect(rows.parameters).toEqual([ENTRY, ENVELOPE, CHANGE_SET, 'TRY/', 'TRY0']);
    expect(digest.parameters).toEqual(rows.parameters);
    expect(recordedCut.lockKey(header)).toBe('TRY');
  });
});

const notWhole = {
  code: 'plan.parent',
  message: 'The statements of the cut do not create the units of its manifest, each with a text of its own.',
  hint: 'Restore the folder of the cut as it was approved.',
};
const statementsAre = (change: (statements: readonly Statement[]) => readonly Statement[]): Scene =>
  asking(SCENE, { statements: change(STATEMENTS) });

it('asks nothing about units, for there are none', () => {
  expect(recordedCut.survey(SCENE.request).map(({ name }) => name)).toEqual(['content', 'source', 'recorded']);
});

describe('why a cut is not made with its record', () => {
  const CASES: readonly Case[] = [
    [
      'it does not ask for that',
      asking(SCENE, { cut: PLAN.cut }),
      {
        code: 'plan.record',
        message: 'The cut of TRY does not ask for its record in the same transaction.',
        hint: 'Apply its plan, then run `cutter record`; or say `record: atomic` in cut.yaml, and plan again.',
      },
    ],
    [
      'units stand there',
      answering(SCENE, { content: [{ what: 'rows', count: '2', digest: 'x' }] }),
      {
        code: 'plan.live',
        message: '2 rows stand under TRY/ already.',
        hint: 'Run `cutter verify` on the plan of the cut. If a run of it is in doubt, `cutter resolve` settles it.',
      },
    ],
    ['nobody knows what stands there', answering(SCENE, { content: [] }), { code: 'plan.live' }],
    [
      'the ledger knows of it',
      answering(SCENE, { recorded: [{ key: 'a' }, { key: 'b' }] }),
      {
        code: 'plan.recorded',
        message: 'The ledger holds 2 rows about this cut of TRY already.',
        hint: 'A plan is carried out once. Plan again from cut.yaml.',
      },
    ],
    ['a unit of its manifest is not created', statementsAre((all) => all.slice(0, 6)), notWhole],
    ['units are created in another order', statementsAre((all) => [...all.slice(3), ...all.slice(0, 3)]), notWhole],
    [
      'a text is not that of its hash',
      statementsAre((all) =>
        all.map(([template, address, values]) => [
          template,
          address,
          values.map((value) => (value === 'The text of D-10.\n' ? 'Another.\n' : value)),
        ]),
      ),
      notWhole,
    ],
    ['its plan holds no statements', asking(SCENE, { statements: undefined }), notWhole],
    [
      'its plan is of a kind that nobody knows',
      asking(SCENE, { parent: { sha256: PLAN_SHA256, kind: 'cut.other' } }),
      notWhole,
    ],
    [
      'the database has changed since it was planned',
      { ...SCENE, catalogue: { ...SCENE.catalogue, 'table public.information_unit': 'owner postgres' } },
      {
        code: 'plan.catalogue',
        message: 'Since the cut was planned, the database has changed: table public.information_unit.',
        hint: 'Run `cutter drift` on the plan of the cut. What was approved is carried out as it was, or not at all: plan again.',
      },
    ],
    [
      'its document is not registered',
      answering(SCENE, { source: [] }),
      {
        code: 'plan.document_unknown',
        message: 'The document version version-1 is not registered under TRY.',
        hint: 'Find out who removed it from the source registry.',
      },
    ],
    [
      'its document is registered with another text',
      answering(SCENE, { source: [{ ...SOURCE[0], content_checksum: 'x' }] }),
      {
        code: 'plan.version_unknown',
        message: 'The document version version-1 is registered with another text.',
        hint: 'Find out who changed the source registry.',
      },
    ],
    [
      'the ledger has another column',
      withColumns(SCENE, 'review_decision', (definition) => `${definition}\n99 surprise text`),
      { code: 'plan.catalogue' },
    ],
    ...carryingCases(SCENE),
  ];
  it.each(CASES)('%s', (_, scene, problem) => {
    expect(refusals(scene)).toEqual([expect.objectContaining(problem)]);
  });

  it('nothing is signed where both lanes have one key', () => {
    expect(recordedCut.signed?.(requestSources(withOneKey(SCENE)))).toMatchObject({
      ok: false,
      problems: [{ code: 'plan.lane' }],
    });
  });

  it.each([
    [10, ''],
    [11, ' and 1 more'],
    [13, ' and 3 more'],
  ])('of %i things that have changed, ten are named', (count, more) => {
    const names = Array.from({ length: count }, (_, at) => `index ${100 + at}`);
    const catalogue = Object.fromEntries(names.map((name) => [name, sha256('as planned')]));
    const [problem] = refusals(asking(SCENE, { catalogue }));
    expect(problem?.message).toBe(
      `Since the cut was planned, the database has changed: ${names.slice(0, 10).join(', ')}${more}.`,
    );
  });

  it('what was pinned by no catalogue has not changed', () => {
    expect(refusals(asking(SCENE, { catalogue: undefined }))).toEqual([]);
  });

  it('a ledger that is not the one that is written is said alone', () => {
    expect(refusals(asking({ ...SCENE, catalogue: {} }, { approvals: [] })).map(({ code }) => code)).toEqual(
      recordedCut.ledger.map(() => 'plan.catalogue'),
    );
  });

  it('every other reason is reported', () => {
    const scene = asking(SCENE, {
      cut: PLAN.cut,
      statements: [],
      approvals: [],
      signer: undefined,
      catalogue: { x: 'y' },
    });
    expect(
      refusals(answering(scene, { content: [], recorded: [{ key: 'x' }], source: [] })).map(({ code }) => code),
    ).toEqual([
      'plan.record',
      'plan.parent',
      'plan.live',
      'plan.recorded',
      'plan.catalogue',
      'plan.document_unknown',
      'plan.parent',
      'plan.lane',
    ]);
  });
});
