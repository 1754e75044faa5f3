/** The planner of a record: every row that it says, and every reason against it. */
import { describe, expect, it } from 'vitest';
import { sha256, uuid5 } from '../../src/core/hash.ts';
import { record } from '../../src/core/kinds/record/index.ts';
import { statementText, writerDigestHead } from '../../src/core/plan/encode.ts';
import { fingerprints } from '../../src/core/plan/fingerprint.ts';
import { affected, CHANGE_SET, CHANGED } from './change-set.ts';
import { type Case, laneCases, withOneKey } from './refusals.ts';
import {
  APPROVALS,
  answering,
  asking,
  CATALOGUE,
  CONTENT,
  FACTS,
  hashOf,
  made,
  PLAN,
  PLAN_SHA256,
  refusals,
  requestSources,
  type Scene,
  SOURCE,
  sceneOf,
  UNIT_IDS,
  UNITS,
  VERSION_IDS,
  valuesOf,
  withColumns,
} from './scene.ts';

const COMMITTED = '2026-03-02T11:00:00.123456Z';
/** In the order of the addresses, as the database gives them. */
const LIVE = UNITS.map((unit, at) => ({
  address: unit.address,
  id: UNIT_IDS[at] as string,
  version_id: VERSION_IDS[at] as string,
  content_hash: hashOf(unit),
  span_sha256: unit.span_sha256,
  unit_kind: unit.unit_kind,
  section_type: unit.section_type,
  title: unit.title,
  authority: 'council-of-try',
  created_at: COMMITTED,
  version_seq: '1',
})).toReversed();
const SCENE = sceneOf(record, { content: CONTENT, units: LIVE, source: SOURCE, recorded: [] });

const ENTRY = uuid5('backlog entry', PLAN_SHA256);
const ENVELOPE = uuid5('manifest envelope', PLAN_SHA256);
const RATIONALE = `Approved by late@example.org (approval sha256 ${APPROVALS[0].sha256}), early@example.org (approval sha256 ${APPROVALS[1].sha256}), between@example.org (approval sha256 ${APPROVALS[2].sha256}).`;

describe('the plan of a record', () => {
  const plan = () => made(SCENE);

  it('is 6 + 2N rows: request, step, manifest, its units, decision, change set, its units, signature', () => {
    expect(plan().statements.map(([template, address]) => `${template} ${address}`)).toEqual([
      'entry TRY',
      'history TRY',
      'envelope TRY',
      'block TRY/D-2',
      'block TRY/D-10',
      'block TRY/D-1',
      'decision TRY',
      'change_set TRY',
      'affected TRY/D-2',
      'affected TRY/D-10',
      'affected TRY/D-1',
      'signature TRY',
    ]);
  });

  it('has the header of its request, and counts what is written, with a link of the chain for each row', () => {
    const { header, statements } = plan();
    const { cut_sha256, manifest_sha256, manifest_bytes, manifest_digest } = PLAN.pins;
    const { region_sha256, candidate_count, document_version } = PLAN.pins;
    const digest = sha256(statements.map(statementText).join(''));
    expect(header).toEqual({
      format: 'cutter.plan/1',
      kind: 'record',
      lane: 'DOT-991',
      approval: 'SG_1',
      author: 'author@example.org',
      cut: { name: 'try', prefix: 'TRY', scope: 'enacted_only', profile: 'constitution/1' },
      parent: { sha256: PLAN_SHA256, kind: 'cut.direct', run: 'run-1' },
      target: { database: 'law', system_identifier: '74', principal: 'cutter_exec' },
      pins: {
        cut_sha256,
        manifest_sha256,
        manifest_bytes,
        manifest_digest,
        region_sha256,
        candidate_count,
        document_version,
        snapshot_sha256: sha256('survey'),
        writer_digest: sha256(`${writerDigestHead(header.templates, header.shared)}${digest}`),
        request_sha256: sha256('request.json'),
        policy_sha256: sha256('policy'),
        signers_sha256: sha256('signers'),
      },
      exclusions: [{ key: 'D-3', status: 'draft', reason: 'draft', basis: 'marker', lines: [7, 7] }],
      changes: { create: 0, same: 3, changed: 0, gone: 0 },
      expect: {
        statements: 12,
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
        },
        updated: {},
      },
      premises: expect.objectContaining({ recorded: { count: 0, digest: sha256('') } }),
      catalogue: fingerprints(CATALOGUE),
      shared: {
        actor: 'cutter_exec/DOT-991/try-record',
        entry_id: ENTRY,
        envelope_id: ENVELOPE,
        review_decision_id: uuid5('review decision', PLAN_SHA256, 'cut'),
        change_set_id: CHANGE_SET,
        tool_revision: 'cutter/1 key/DOT-991',
      },
      templates: Object.fromEntries(
        Object.entries(record.templates).map(([name, { sql, parameters }]) => [name, { sql, parameters }]),
      ),
    });
    expect(Object.keys(header.expect.inserted)).toEqual(Object.keys(header.expect.inserted).toSorted());
    expect(Object.keys(header.premises ?? {})).toEqual(['content', 'units', 'source', 'recorded']);
    expect(header.premises?.units?.count).toBe(3);
    expect(Object.keys(header)).not.toContain('before');
    expect(Object.keys(header)).not.toContain('given');
  });

  it('says of the request that it is a first cut, and applied', () => {
    expect(valuesOf(plan(), 'entry')).toEqual([
      {
        kind: 'first_cut',
        status: 'cut_applied',
        payload: JSON.stringify({ cut: 'try', prefix: 'TRY', plan_sha256: PLAN_SHA256, run: 'run-1' }),
      },
    ]);
    expect(valuesOf(plan(), 'history')).toEqual([
      {
        history_id: uuid5('backlog history', ENTRY, '1'),
        entry_version_before: '0',
        entry_version_after: '1',
        change_kind: 'cut',
        change_diff: '{"from":null,"to":"cut_applied"}',
        rationale: 'Recorded after the cut.',
      },
    ]);
  });

  it('says who approved it, all of them, and when the last did', () => {
    const reviewed = {
      reviewer: 'late@example.org, early@example.org, between@example.org',
      reviewed_at: '2026-03-02T10:00:00.000000Z',
      rationale: RATIONALE,
    };
    expect(valuesOf(plan(), 'envelope')).toEqual([
      { operation_kind: 'first_cut', status: 'accepted', source_doc_ref: 'try.md', ...reviewed },
    ]);
    expect(valuesOf(plan(), 'decision')).toEqual([
      {
        verdict: 'approve',
        governance_event_kind: 'cut',
        manifest_digest: PLAN.pins.manifest_digest,
        plan_sha256: PLAN_SHA256,
        approval_sha256: APPROVALS[0].sha256,
        candidate_count: '3',
        ...reviewed,
      },
    ]);
  });

  it('names every unit twice: as it was proposed, with its place in the document, and as it stands', () => {
    expect(valuesOf(plan(), 'block')).toEqual(
      UNITS.map((unit, at) => ({
        unit_local_id: unit.key,
        block_role: 'result',
        source_span: JSON.stringify({ lines: unit.lines, sha256: unit.span_sha256 }),
        render_order: String(at + 1),
        target_unit_id: UNIT_IDS[at],
        proposed_canonical_address: unit.address,
        proposed_authority: 'council-of-try',
        candidate_edges: '[]',
        payload_summary: JSON.stringify({
          unit_kind: 'law_unit',
          section_type: unit.section_type,
          title: unit.title,
        }),
        content_hash: hashOf(unit),
      })),
    );
    expect(valuesOf(plan(), 'affected')).toEqual(affected(UNIT_IDS, VERSION_IDS));
  });

  it('says in the change set what was written, by which plan, run and approval, and when', () => {
    expect(valuesOf(plan(), 'change_set')).toEqual([{ ...CHANGED, run_id: 'run-1', content_committed_at: COMMITTED }]);
  });

  it('ends with the signature of the executor, which binds the rows beside it', () => {
    const [row] = valuesOf(plan(), 'signature');
    expect(row).toMatchObject({
      signature_id: uuid5('signature', CHANGE_SET),
      signature_kind: 'executor',
      signer_dot_id: 'DOT-991',
      cross_reference_change_set_id: CHANGE_SET,
    });
    expect(row).not.toHaveProperty('cross_reference_verify_result_id');
    expect(JSON.parse(row?.payload_envelope ?? '')).toEqual({
      format: 'cutter.lane/1',
      lane: 'DOT-991',
      signs: 'change_set',
      subject: CHANGE_SET,
      plan_sha256: PLAN_SHA256,
      target: { database: 'law', system_identifier: '74' },
      tool_revision: 'cutter/1 key/DOT-991',
      rows: { count: 11, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('is looked for in the ledger by what it derives from, under the lock of the prefix', () => {
    const { header } = plan();
    expect(record.live(header).rows.parameters).toEqual([ENTRY, ENVELOPE, CHANGE_SET]);
    expect(record.live(header).digest.parameters).toEqual([ENTRY, ENVELOPE, CHANGE_SET]);
    expect(record.lockKey(header)).toBe('TRY');
  });

  it('signs other rows where one value of one row is another', () => {
    const rowsOf = (scene: Scene): unknown =>
      JSON.parse(valuesOf(made(scene), 'signature')[0]?.payload_envelope ?? '').rows;
    const other = LIVE.map((unit, at) => (at === 1 ? { ...unit, title: 'Another' } : unit));
    expect(rowsOf(answering(SCENE, { units: other }))).not.toEqual(rowsOf(SCENE));
  });
});

describe('a cut that wrote its decision itself, with units that come back', () => {
  const LEDGER_SHA256 = sha256('what it decided');
  const parent = { sha256: PLAN_SHA256, kind: 'cut.reissue', run: 'run-1', ledger: LEDGER_SHA256 };
  const units = LIVE.map((unit, at) => (at === 0 ? { ...unit, version_seq: '2' } : unit));
  const plan = () => made(answering(asking(SCENE, { parent }), { units }));

  it('is recorded by its change set alone, which refers to what stands already', () => {
    expect(plan().statements.map(([template]) => template)).toEqual([
      'change_set',
      'affected',
      'affected',
      'affected',
      'signature',
    ]);
    expect(plan().header.shared).toMatchObject({
      entry_id: uuid5('backlog entry', LEDGER_SHA256),
      envelope_id: uuid5('manifest envelope', LEDGER_SHA256),
      review_decision_id: uuid5('review decision', LEDGER_SHA256, 'cut'),
      change_set_id: CHANGE_SET,
    });
  });

  it('says which units are new and which are new versions', () => {
    expect(valuesOf(plan(), 'affected').map(({ effect }) => effect)).toEqual(['created', 'created', 'reissued']);
  });
});

describe('why a cut is not recorded', () => {
  const without = (column: string) => (definition: string) =>
    definition
      .split('\n')
      .filter((line) => !line.includes(` ${column} `))
      .join('\n');
  const more = (definition: string) => `${definition}\n99 surprise text`;
  const CASES: readonly Case[] = [
    [
      'the ledger has another column',
      withColumns(SCENE, 'cut_change_set', more),
      {
        code: 'plan.catalogue',
        message: 'cutter_governance.cut_change_set has a column that cutter knows nothing of: surprise.',
      },
    ],
    [
      'the ledger lacks a column',
      withColumns(SCENE, 'dot_pair_signature', without('signed_at')),
      { code: 'plan.catalogue', message: 'cutter_governance.dot_pair_signature lacks the column signed_at.' },
    ],
    [
      'what stands there is not what was cut, by count',
      answering(SCENE, { content: [{ what: 'rows', count: '2', digest: FACTS.rows_digest }] }),
      {
        code: 'plan.live',
        message: 'What stands under TRY/ is not what the cut left there.',
        hint: 'Run `cutter verify` on the plan of the cut: it names every row that differs.',
        detail: [`cut:   3 rows, digest ${FACTS.rows_digest}`, `found: 2 rows, digest ${FACTS.rows_digest}`],
      },
    ],
    [
      'what stands there is not what was cut, by digest',
      answering(SCENE, { content: [{ what: 'rows', count: '3', digest: 'x' }] }),
      {
        code: 'plan.live',
        message: 'What stands under TRY/ is not what the cut left there.',
        detail: [`cut:   3 rows, digest ${FACTS.rows_digest}`, 'found: 3 rows, digest x'],
      },
    ],
    [
      'it is recorded',
      answering(SCENE, { recorded: [{ key: `cut_change_set/${CHANGE_SET}` }, { key: 'manifest_envelope/x' }] }),
      {
        code: 'plan.recorded',
        message: 'The ledger holds 2 rows about the cut of TRY already.',
        hint: 'It is recorded: nothing is left to do. `cutter write-verify` is the next step.',
      },
    ],
    [
      'it was requested',
      answering(SCENE, { recorded: [{ key: 'decision_backlog_entry/x' }] }),
      {
        code: 'plan.recorded',
        message: 'The ledger holds 1 rows about the cut of TRY already.',
        hint: 'Where it was requested, it is recorded by the steps of its request (`cutter status` names the next one); where it was taken back, nothing is left to record.',
      },
    ],
    [
      'its document is not registered',
      answering(SCENE, { source: [] }),
      {
        code: 'plan.document_unknown',
        message: 'The document version version-1, which the cut was made from, is not registered under TRY.',
        hint: 'Find out who removed it from the source registry.',
      },
    ],
    [
      'its units were made at several times',
      answering(SCENE, { units: LIVE.map((unit, at) => (at === 2 ? { ...unit, created_at: 'later' } : unit)) }),
      {
        code: 'plan.live',
        message: 'The units under TRY/ were made at 2 different times; a cut makes them at one.',
        hint: 'Run `cutter verify` on the plan of the cut.',
      },
    ],
    [
      'there are no units',
      answering(SCENE, { units: [] }),
      { code: 'plan.live', message: 'The units under TRY/ were made at 0 different times; a cut makes them at one.' },
    ],
    [
      'nobody approved it',
      asking(SCENE, { approvals: [] }),
      {
        code: 'plan.parent',
        message: 'The receipt of the cut names no approval.',
        hint: 'Only a cut that was applied under an approval can be recorded.',
      },
    ],
    [
      'a value that must be there is not, said once for all units',
      answering(SCENE, { units: LIVE.map((unit) => ({ ...unit, content_hash: null })) }),
      {
        code: 'plan.catalogue',
        message: 'cutter_governance.manifest_unit_block.content_hash may not be NULL, and there is no value for it.',
      },
    ],
    ...laneCases(SCENE),
  ];
  it.each(CASES)('%s', (_, scene, problem) => {
    expect(refusals(scene)).toEqual([expect.objectContaining(problem)]);
  });

  it('nothing is signed where both lanes have one key', () => {
    expect(record.signed?.(requestSources(withOneKey(SCENE)))).toMatchObject({
      ok: false,
      problems: [{ code: 'plan.lane' }],
    });
  });

  it('the lane has not signed', () => {
    expect(record.plan(requestSources(SCENE))).toMatchObject({ ok: false, problems: [{ code: 'plan.lane' }] });
  });

  it('every reason is reported', () => {
    const answers = { content: [], units: [], source: [], recorded: [{ key: 'x' }] };
    const scene = answering(asking({ ...SCENE, catalogue: {} }, { approvals: [], signer: undefined }), answers);
    expect(refusals(scene).map(({ code }) => code)).toEqual([
      ...record.ledger.map(() => 'plan.catalogue'),
      'plan.live',
      'plan.recorded',
      'plan.document_unknown',
      'plan.live',
      'plan.parent',
      'plan.lane',
    ]);
  });
});
