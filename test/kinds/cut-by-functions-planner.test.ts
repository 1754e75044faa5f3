/** The planners of cuts that functions of the database carry out: units that are created, and units that come back. */
import { describe, expect, it } from 'vitest';
import type { Cut } from '../../src/core/cut.ts';
import type { UnitSpan } from '../../src/core/document/manifest.ts';
import { sha256, uuid5 } from '../../src/core/hash.ts';
import { cutCanonical } from '../../src/core/kinds/cut-canonical/index.ts';
import { cutReissue } from '../../src/core/kinds/cut-reissue/index.ts';
import { type DocumentKind, valueNames } from '../../src/core/kinds/kind.ts';
import type { PlanHeader, Statement } from '../../src/core/plan/plan.ts';
import type { LiveUnit, Snapshot } from '../../src/core/plan/snapshot.ts';
import { type Checked, orStop, type Problem } from '../../src/core/problem.ts';
import { bodyOf, CATALOGUE, CUT, cutSources, END, hashOf, UNITS } from './scene.ts';

const [FIRST, SECOND, THIRD] = UNITS as [UnitSpan, UnitSpan, UnitSpan];

interface Planned {
  readonly header: Checked<PlanHeader>;
  readonly lead: readonly Statement[];
  readonly statements: readonly Statement[];
}

function planned(kind: DocumentKind, units: readonly LiveUnit[] = [], cut: Partial<Cut> = {}): Planned {
  const sources = cutSources(kind.name);
  const snapshot: Snapshot = { ...sources.snapshot, units, catalogue: CATALOGUE };
  const planner = kind.planner({ ...sources, cut: { ...CUT, ...cut }, snapshot });
  for (const unit of UNITS) planner.add(unit, bodyOf(unit));
  const statementsOf = kind.unitStatements(snapshot);
  return {
    header: planner.finish(END),
    lead: (planner.lead ?? []).flat(),
    statements: UNITS.flatMap((unit, at) => statementsOf(unit, bodyOf(unit), at + 1)),
  };
}

const refusals = ({ header }: Planned): readonly Problem[] => (header.ok ? [] : header.problems);

/** The values of a statement by the names that its template gives them; what is NULL is left out. */
const said = (kind: DocumentKind, [template, , values]: Statement): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    valueNames(kind.templates[template] as never)
      .map((name, at) => [name, values[at] ?? null] as const)
      .filter(([, value]) => value !== null),
  );

const retired = (unit: UnitSpan, over: Partial<LiveUnit> = {}): LiveUnit => ({
  address: unit.address,
  id: `id of ${unit.key}`,
  lifecycle_status: 'retired',
  unit_kind: 'law_unit',
  section_type: 'article',
  title: 'As it was called before',
  deleted: false,
  version: { id: `version of ${unit.key}`, seq: 4, content_hash: sha256('as it was before') },
  versions: 4,
  retired: {
    owner: 'council',
    conformance: 'pending',
    publication_type: 'law',
    ...(unit.parent === undefined ? {} : { parent: unit.parent }),
    ...(unit.order === undefined ? {} : { order: String(unit.order) }),
  },
  ...over,
});

const CREATED = UNITS.map((unit) => ({
  address: unit.address,
  title: unit.title,
  body: bodyOf(unit),
  unit_kind: 'law_unit',
  section_type: unit.section_type,
  ...(unit.parent === undefined ? {} : { parent: unit.parent, sort_order: String(unit.order) }),
  section_code: unit.key,
  span_sha256: unit.span_sha256,
  level: 'article',
  content_hash: hashOf(unit),
}));
const SHARED = {
  actor: 'cutter_exec/DOT-991/try-cut',
  document: 'TRY',
  owner: 'council',
  conformance: 'pending',
  publication_type: 'law',
  publication_authority: 'council-of-try',
  provenance: JSON.stringify({
    source_document_version_id: 'version-1',
    manifest_digest: END.digest,
    snapshot_region_sha256: sha256('region'),
  }),
  content: '{"profile":"constitution/1"}',
};
/** The row of a unit as the functions leave it, in the order of the columns that are compared. */
const rowOf = (unit: UnitSpan, version: string): string =>
  [
    unit.address,
    'law_unit',
    'draft',
    'true',
    'council',
    unit.parent ?? '\\N',
    'pending',
    `{"title": "${unit.title}", "provenance": {"span_sha256": "${unit.span_sha256}", "manifest_digest": "${END.digest}", "snapshot_region_sha256": "${sha256('region')}", "source_document_version_id": "version-1"}, "owner_lookup_ref": "council", "publication_type_ref": "law", "primary_section_type_ref": "${unit.section_type}", "publication_authority_ref": "council-of-try"}`,
    'cutter_exec/DOT-991/try-cut',
    '\\N',
    unit.order === undefined ? '\\N' : String(unit.order),
    'TRY',
    unit.section_type,
    unit.key,
    hashOf(unit),
    version,
    'draft',
    '{"level": "article", "profile": "constitution/1"}',
    'cutter_exec/DOT-991/try-cut',
    ...Array(6).fill('\\N'),
    hashOf(unit),
  ].join('\x1f');

describe('a cut by the canonical writer', () => {
  it('is one call for each unit, with all that the function needs to know', () => {
    const { statements } = planned(cutCanonical);
    expect(statements.map(([template, address]) => `${template} ${address}`)).toEqual([
      'create TRY/D-2',
      'create TRY/D-10',
      'create TRY/D-1',
    ]);
    expect(statements.map((one) => said(cutCanonical, one))).toEqual(CREATED);
  });

  it('counts a unit, its version and its anchors for each', () => {
    const header = orStop(planned(cutCanonical).header);
    expect(header.expect).toEqual({
      statements: 3,
      inserted: { 'public.information_unit': 3, 'public.unit_version': 3 },
      updated: { 'public.information_unit': 3 },
    });
    expect(header.changes).toEqual({ create: 3, same: 0, changed: 0, gone: 0 });
    expect(header.shared).toEqual(SHARED);
  });

  it('leaves rows that are recognised by all but their ids', () => {
    const text = cutCanonical.rowText(SHARED);
    const { statements } = planned(cutCanonical);
    expect(statements.map((one) => text([one]))).toEqual(UNITS.map((unit) => rowOf(unit, '1')));
    const { digest, rows } = cutCanonical.live({ cut: { prefix: 'TRY' } } as PlanHeader);
    expect([digest.parameters, rows.parameters]).toEqual([
      ['TRY/', 'TRY0'],
      ['TRY/', 'TRY0'],
    ]);
    expect(cutCanonical.lockKey({ cut: { prefix: 'TRY' } } as PlanHeader)).toBe('TRY');
  });

  it('of shared values that are missing or no objects, makes other rows, and throws nothing', () => {
    const [statement] = planned(cutCanonical).statements;
    const text = (shared: Readonly<Record<string, string>>) =>
      cutCanonical
        .rowText(shared)([statement as Statement])
        ?.split('\x1f');
    expect(text({})?.slice(4, 9)).toEqual([
      '\\N',
      '\\N',
      '\\N',
      `{"title": "Title of D-2", "provenance": {"span_sha256": "${FIRST.span_sha256}"}, "owner_lookup_ref": "", "publication_type_ref": "", "primary_section_type_ref": "article", "publication_authority_ref": ""}`,
      '\\N',
    ]);
    expect(text({ ...SHARED, content: 'no object' })?.[17]).toBe('{"level": "article"}');
  });
});

const LEDGER = sha256(`cut.reissue\n${END.digest}\n${sha256('snapshot.json')}\n`);
const ENTRY = uuid5('backlog entry', LEDGER);
const blockOf = (unit: UnitSpan, at: number) => ({
  section_code: unit.key,
  first_line: String(unit.lines[0]),
  last_line: String(unit.lines[1]),
  span_sha256: unit.span_sha256,
  render_order: String(at + 1),
  address: unit.address,
  unit_kind: 'law_unit',
  section_type: unit.section_type,
  title: unit.title,
  content_hash: hashOf(unit),
});

describe('a cut of units that were retired', () => {
  const SOME = [retired(FIRST), retired(THIRD)];

  it('writes what was decided first, then each unit beside its row of the manifest', () => {
    const { lead, statements } = planned(cutReissue, SOME);
    expect(lead.map(([template, address]) => `${template} ${address}`)).toEqual([
      'entry TRY',
      'history TRY',
      'envelope TRY',
      'decision TRY',
    ]);
    // A call rests on its row of the manifest, which stands before it; what is created is there before it is named.
    expect(statements.map(([template, address]) => `${template} ${address}`)).toEqual([
      'reissued TRY/D-2',
      'reissue TRY/D-2',
      'create TRY/D-10',
      'created TRY/D-10',
      'reissued TRY/D-1',
      'reissue TRY/D-1',
    ]);
  });

  it('decides as whoever approves the plan', () => {
    expect(planned(cutReissue, SOME).lead.map((one) => said(cutReissue, one))).toEqual([
      { kind: 'first_cut', status: 'cut_applied', payload: '{"cut":"try","prefix":"TRY"}' },
      {
        entry_version_before: '0',
        entry_version_after: '1',
        change_kind: 'cut',
        change_diff: '{"from":null,"to":"cut_applied"}',
        rationale: 'Cut again, as new versions of units that were retired.',
      },
      { operation_kind: 'first_cut', status: 'accepted', source_doc_ref: 'try.md', reviewer: 'SG_1' },
      { verdict: 'approve', governance_event_kind: 'cut', reviewer: 'SG_1' },
    ]);
    expect(orStop(planned(cutReissue, SOME).header).shared).toEqual({
      ...SHARED,
      ledger: LEDGER,
      entry_id: ENTRY,
      history_id: uuid5('backlog history', ENTRY, '1'),
      envelope_id: uuid5('manifest envelope', LEDGER),
      review_decision_id: uuid5('review decision', LEDGER, 'cut'),
      manifest_digest: END.digest,
      units: '3',
      reason: 'Cut again as try.',
      tool_revision: 'cutter.plan/1',
    });
  });

  it('brings a unit back by its id, with the version that follows, and creates what was never there', () => {
    const { statements } = planned(cutReissue, SOME);
    const [block, reissue, create, created, , last] = statements.map((one) => said(cutReissue, one));
    expect(block).toEqual(blockOf(FIRST, 0));
    expect(reissue).toEqual({
      address: 'TRY/D-2',
      title: 'Title of D-2',
      body: bodyOf(FIRST),
      section_type: 'article',
      section_code: 'D-2',
      span_sha256: FIRST.span_sha256,
      level: 'article',
      unit_id: 'id of D-2',
      version_seq: '5',
      content_hash: hashOf(FIRST),
    });
    expect(create).toEqual(CREATED[1]);
    expect(created).toEqual(blockOf(SECOND, 1));
    expect(last).toMatchObject({ unit_id: 'id of D-1', parent: 'TRY/D-2', sort_order: '2' });
  });

  it('of a unit that is back already, says the version that it has', () => {
    const back = retired(FIRST, { lifecycle_status: 'draft' });
    const [, reissue] = planned(cutReissue, [back]).statements;
    expect(said(cutReissue, reissue as Statement).version_seq).toBe('4');
  });

  it('rests on it that nothing of this was decided before', () => {
    const header = orStop(planned(cutReissue, SOME).header);
    expect(header.premises).toEqual({ decided: { count: 0, digest: sha256('') } });
    expect(cutReissue.premises?.(header)).toMatchObject([{ name: 'decided', parameters: [ENTRY] }]);
    expect(cutReissue.premises?.({ shared: {} })[0]?.parameters).toEqual([null]);
  });

  const LEDGER_ROWS = {
    'cutter_governance.decision_backlog_entry': 1,
    'cutter_governance.decision_backlog_history': 1,
    'cutter_governance.ledger_chain': 7,
    'cutter_governance.manifest_envelope': 1,
    'cutter_governance.manifest_unit_block': 3,
    'cutter_governance.review_decision': 1,
  };
  it.each([
    [0, { 'public.information_unit': 3, 'public.unit_version': 3 }, 3],
    [1, { 'public.information_unit': 2, 'public.iu_lifecycle_log': 1, 'public.unit_version': 3 }, 4],
    [2, { 'public.information_unit': 1, 'public.iu_lifecycle_log': 2, 'public.unit_version': 3 }, 5],
    [3, { 'public.information_unit': 0, 'public.iu_lifecycle_log': 3, 'public.unit_version': 3 }, 6],
  ])('counts: of three units, %i come back', (count, inserted, updated) => {
    const header = orStop(
      planned(
        cutReissue,
        UNITS.slice(0, count).map((unit) => retired(unit)),
      ).header,
    );
    expect(header.expect).toEqual({
      statements: 10,
      inserted: { ...LEDGER_ROWS, ...inserted },
      updated: { 'public.information_unit': updated },
    });
  });

  it('counts nothing where there is nothing to do', () => {
    expect(cutReissue.expected(0)).toEqual({ statements: 0, inserted: {}, updated: {} });
    expect(cutReissue.expected(2).statements).toBe(8);
    expect(cutReissue.expected(2).inserted['public.information_unit']).toBe(0);
  });

  it('leaves a row for each unit that is no row of the ledger', () => {
    const { lead, statements } = planned(cutReissue, SOME);
    const text = cutReissue.rowText(SHARED);
    expect(text(statements.slice(0, 2))).toBe(rowOf(FIRST, '5'));
    expect(text(statements.slice(2, 4))).toBe(rowOf(SECOND, '1'));
    expect(lead.map((one) => text([one]))).toEqual(Array(4).fill(undefined));
    expect(text([])).toBeUndefined();
    const { digest, rows } = cutReissue.live({ cut: { prefix: 'TRY' } } as PlanHeader);
    expect([digest.parameters, rows.parameters]).toEqual([
      ['TRY/', 'TRY0'],
      ['TRY/', 'TRY0'],
    ]);
    expect(cutReissue.lockKey({ cut: { prefix: 'TRY' } } as PlanHeader)).toBe('TRY');
  });
});

it('units of a document that is not registered do not come back', () => {
  const sources = cutSources(cutReissue.name);
  const { registry: _, ...snapshot } = { ...sources.snapshot, units: [retired(FIRST)], catalogue: CATALOGUE };
  const planner = cutReissue.planner({ ...sources, snapshot });
  for (const unit of UNITS) planner.add(unit, bodyOf(unit));
  expect(planner.finish(END)).toMatchObject({ ok: false, problems: [{ code: 'plan.document_unknown' }] });
});

describe('a retired unit does not come back', () => {
  const kept = (over: Partial<NonNullable<LiveUnit['retired']>>): LiveUnit => {
    const unit = retired(SECOND);
    return { ...unit, retired: { ...(unit.retired as NonNullable<LiveUnit['retired']>), ...over } };
  };
  const without = (name: 'retired' | 'version'): LiveUnit => {
    const { [name]: _, ...unit } = retired(SECOND);
    return unit as LiveUnit;
  };
  const CASES: readonly (readonly [string, LiveUnit, readonly string[]])[] = [
    [
      'as a unit of another kind',
      retired(SECOND, { unit_kind: 'design_doc_section' }),
      ['unit kind: design_doc_section, the document says law_unit'],
    ],
    ['for another owner', kept({ owner: 'other' }), ['owner: other, the document says council']],
    ['with another conformance', kept({ conformance: 'full' }), ['conformance: full, the document says pending']],
    [
      'as another publication',
      kept({ publication_type: 'design_doc' }),
      ['publication type: design_doc, the document says law'],
    ],
    ['under another parent', kept({ parent: 'TRY/X' }), ['parent: TRY/X, the document says TRY/D-2']],
    ['at another place', kept({ order: '9' }), ['place among the parts of its parent: 9, the document says 1']],
    ['without a version', without('version'), ['it has no anchored version']],
    ['marked deleted', retired(SECOND, { deleted: true }), ['it is marked deleted']],
    [
      'where nobody knows what it was, nor had it a version',
      { ...without('retired'), version: undefined } as unknown as LiveUnit,
      [
        'owner: none, the document says council',
        'conformance: none, the document says pending',
        'publication type: none, the document says law',
        'parent: none, the document says TRY/D-2',
        'place among the parts of its parent: none, the document says 1',
        'it has no anchored version',
      ],
    ],
  ];
  it.each(CASES)('%s', (_, unit, detail) => {
    expect(refusals(planned(cutReissue, [unit]))).toEqual([
      {
        code: 'plan.units_differ',
        message: 'The retired unit TRY/D-10 cannot come back as this cut wants it.',
        place: { address: 'TRY/D-10', line: 3 },
        hint: 'A unit keeps these for good: keep them in the document, or cut it under another address.',
        detail,
      },
    ]);
  });

  it('under a parent, where the document has it under none', () => {
    const unit = retired(FIRST);
    const under = { ...unit, retired: { ...unit.retired, parent: 'TRY/X', order: '1' } } as LiveUnit;
    expect(refusals(planned(cutReissue, [under]))[0]?.detail).toEqual([
      'parent: TRY/X, the document says none',
      'place among the parts of its parent: 1, the document says none',
    ]);
  });

  it('each that does not is said', () => {
    const units = UNITS.map((unit) => retired(unit, { deleted: true }));
    expect(refusals(planned(cutReissue, units)).map(({ place }) => place?.address)).toEqual(
      UNITS.map(({ address }) => address),
    );
  });

  it('unless its owner is still the one of the cut', () => {
    expect(refusals(planned(cutReissue, [retired(SECOND)], { owner: 'another' }))).toHaveLength(1);
    expect(refusals(planned(cutReissue, [retired(SECOND)]))).toEqual([]);
  });
});
