/** What every kind of cut may rely on in the planner that they share: its digest, its expectations, its refusals. */
import { describe, expect, it } from 'vitest';
import { CUT_FORMAT, type Cut } from '../../src/core/cut.ts';
import type { UnitSpan } from '../../src/core/document/manifest.ts';
import { sha256 } from '../../src/core/hash.ts';
import { cutCanonical } from '../../src/core/kinds/cut-canonical/index.ts';
import { cutDirect } from '../../src/core/kinds/cut-direct/index.ts';
import { CutPlanner, type CutVariant } from '../../src/core/kinds/cut-direct/planner.ts';
import { cutReissue } from '../../src/core/kinds/cut-reissue/index.ts';
import { LEDGER_TABLES } from '../../src/core/kinds/cut-reissue/planner.ts';
import type { CutSources, ManifestEnd } from '../../src/core/kinds/document.ts';
import type { DocumentKind } from '../../src/core/kinds/kind.ts';
import type { DocumentPlanner } from '../../src/core/kinds/planner.ts';
import { LEDGER, qualified } from '../../src/core/ledger/tables.ts';
import type { PlanHeader, Statement } from '../../src/core/plan/plan.ts';
import { type LiveUnit, SNAPSHOT_FORMAT, type Snapshot } from '../../src/core/plan/snapshot.ts';
import { type Problem, orStop as unwrapped } from '../../src/core/problem.ts';
import { manifestOf } from '../kinds/scene.ts';

const SHA = 'ab'.repeat(32);
const REGION = 'cd'.repeat(32);
const bodyOf = (unit: UnitSpan): string => `The text of ${unit.key}.\n`;

const UNITS = ['D-1', 'D-2', 'D-3'].map(
  (key, index): UnitSpan => ({
    span: 'unit',
    address: `TRY/${key}`,
    key,
    level: 'article',
    status: 'enacted',
    unit_kind: 'law_unit',
    section_type: 'article',
    title: `Article ${index + 1}`,
    bytes: [index, index + 1],
    body: [index, index + 1],
    lines: [2 * index + 1, 2 * index + 2],
    span_sha256: sha256(key),
  }),
);
const [FIRST, SECOND, THIRD] = UNITS as [UnitSpan, UnitSpan, UnitSpan];

const CUT: Cut = {
  format: CUT_FORMAT,
  name: 'try',
  author: 'author@example.org',
  document: 'try.md',
  profile: 'constitution/1',
  prefix: 'TRY',
  scope: 'enacted_only',
  normalise: { unicode: 'refuse', line_endings: 'refuse', trailing_blanks: 'refuse' },
  writer: 'auto',
  record: 'after',
  owner: 'council',
  conformance: 'pending',
  publication: { type: 'law', authority: 'council' },
};

const SNAPSHOT: Snapshot = {
  format: SNAPSHOT_FORMAT,
  prefix: 'TRY',
  target: { database: 'law', system_identifier: '74', server_version: '150000', principal: 'cutter_verify' },
  registry: { source_document_ref: 'try', versions: { [REGION]: 'version-1' } },
  gateway: { mode: 'off' },
  vocabulary: {
    'vocab.unit_kind.law_unit': 'x',
    'vocab.section_type.article': 'x',
    'vocab.publication_type.law': 'x',
    'vocab.publication_authority.council': 'x',
  },
  outside: { units: 0, versions: 0, digest: SHA },
  catalogue: Object.fromEntries(
    LEDGER_TABLES.map((table) => [
      `columns of ${qualified(table)}`,
      Object.entries(LEDGER[table].columns)
        .map(([name, type], index) => `${index + 1} ${name} ${type} `)
        .join('\n'),
    ]),
  ),
  units: [],
};

/** Sources of a plan of this kind, for example `{ cut: { record: 'atomic' } }`. */
function sourcesOf(kind: DocumentKind, over: { cut?: Partial<Cut>; snapshot?: Partial<Snapshot> } = {}): CutSources {
  return {
    cut: { ...CUT, ...over.cut },
    cutFile: { sha256: SHA, bytes: 1 },
    manifest: manifestOf(REGION),
    snapshot: { ...SNAPSHOT, kind: kind.name, ...over.snapshot },
    snapshotFile: { sha256: SHA, bytes: 1 },
    trust: { policy_sha256: SHA, signers_sha256: SHA },
  };
}

const END: ManifestEnd = {
  counts: {
    units: UNITS.length,
    exclusions: 0,
    non_content_spans: 0,
    unit_lines: 6,
    exclusion_lines: 0,
    non_content_lines: 0,
    levels: { article: UNITS.length },
  },
  digest: sha256('digest'),
  file: { sha256: sha256('manifest'), bytes: 99 },
};

const finished = (planner: DocumentPlanner) => {
  for (const unit of UNITS) planner.add(unit, bodyOf(unit));
  return planner.finish(END);
};
const headerOf = (planner: DocumentPlanner): PlanHeader => unwrapped(finished(planner));
const problemsOf = (planner: DocumentPlanner): readonly Problem[] => {
  const found = finished(planner);
  return found.ok ? [] : found.problems;
};
const codesOf = (planner: DocumentPlanner): string[] => problemsOf(planner).map(({ code }) => code);

const live = (unit: UnitSpan, over: Partial<LiveUnit> = {}): LiveUnit => ({
  address: unit.address,
  id: `id of ${unit.key}`,
  lifecycle_status: 'draft',
  unit_kind: unit.unit_kind,
  section_type: unit.section_type,
  title: unit.title,
  deleted: false,
  version: { id: `version of ${unit.key}`, seq: 1, content_hash: sha256(bodyOf(unit)) },
  versions: 1,
  ...over,
});
const retired = (unit: UnitSpan): LiveUnit =>
  live(unit, {
    lifecycle_status: 'retired',
    retired: { owner: 'council', conformance: 'pending', publication_type: 'law' },
  });
const direct = (over: Parameters<typeof sourcesOf>[1] = {}): DocumentPlanner =>
  cutDirect.planner(sourcesOf(cutDirect, over));
const reissue = (units: readonly LiveUnit[], over: Partial<Snapshot> = {}): DocumentPlanner =>
  cutReissue.planner(sourcesOf(cutReissue, { snapshot: { ...over, units } }));

/** The definition that stands in plan/encode.ts, put together from the statements that a reader of the plan sees. */
function digestOver(header: PlanHeader, statements: readonly Statement[]): string {
  const texts = statements.map((statement) => `${JSON.stringify(statement)}\n`).join('');
  return sha256(`${JSON.stringify(header.templates)}\n${JSON.stringify(header.shared)}\n${sha256(texts)}`);
}

describe('the writer digest covers every statement of the plan, in its order, and no other', () => {
  it.each([
    ['direct', cutDirect, []],
    ['canonical', cutCanonical, []],
    ['reissue, each unit created', cutReissue, []],
    ['reissue, two units come back and one is created', cutReissue, [retired(FIRST), retired(THIRD)]],
  ] as const)('%s', (_, kind: DocumentKind, units: readonly LiveUnit[]) => {
    const sources = sourcesOf(kind, { snapshot: { units } });
    const planner = kind.planner(sources);
    const header = headerOf(planner);
    const statementsOf = kind.unitStatements(sources.snapshot);
    const statements = [
      ...(planner.lead ?? []).flat(),
      ...UNITS.flatMap((unit, index) => statementsOf(unit, bodyOf(unit), index + 1)),
    ];
    expect(header.expect.statements).toBe(statements.length);
    expect(header.pins.writer_digest).toBe(digestOver(header, statements));
  });

  it('of a cut that is there already, none: neither those of its units, nor what would stand before them', () => {
    for (const planner of [direct({ snapshot: { units: UNITS.map((unit) => live(unit)) } }), reissueOfAll()]) {
      const header = headerOf(planner);
      expect(header.changes).toEqual({ create: 0, same: 3, changed: 0, gone: 0 });
      expect(header.pins.writer_digest).toBe(digestOver(header, []));
    }
  });
});

const reissueOfAll = (): DocumentPlanner => reissue(UNITS.map((unit) => live(unit)));

describe('a cut that is there already is an empty plan', () => {
  it('that expects and demands nothing, whatever its kind would otherwise', () => {
    const header = headerOf(reissueOfAll());
    expect(header.expect).toEqual({ statements: 0, inserted: {}, updated: {} });
    expect('premises' in header).toBe(false);
  });

  it('for which a variant is not asked what it expects', () => {
    const variant: CutVariant = { expected: (units) => ({ statements: 100 + units, inserted: {}, updated: {} }) };
    const there = sourcesOf(cutDirect, { snapshot: { units: UNITS.map((unit) => live(unit)) } });
    expect(headerOf(new CutPlanner(cutDirect, there, variant)).expect.statements).toBe(0);
    expect(headerOf(new CutPlanner(cutDirect, sourcesOf(cutDirect), variant)).expect.statements).toBe(103);
  });

  it('to which pins about the writing do not apply, so that a second run passes with the same cut.yaml', () => {
    const again = { units: UNITS.map((unit) => live(unit)) };
    const cut: Partial<Cut> = { pins: { writer_digest: SHA }, expect: { statements: 9 } };
    expect(problemsOf(direct({ cut, snapshot: again }))).toEqual([]);
    expect(codesOf(direct({ cut }))).toEqual(['plan.pin_differs']);
  });
});

describe('a cut of which a part is there', () => {
  it('one unit of three, the same: refused, and no unit is named as different', () => {
    const [problem, ...more] = problemsOf(direct({ snapshot: { units: [live(SECOND)] } }));
    expect(more).toEqual([]);
    expect(problem?.code).toBe('plan.units_differ');
    expect(problem?.message).toContain('2 new, 1 the same, 0 changed, 0 gone');
    expect(problem?.detail).toEqual([]);
    expect(problem?.place).toBeUndefined();
  });

  it('says everything in which a unit differs', () => {
    const other = live(FIRST, { title: 'Old', section_type: 'clause' });
    const [problem] = problemsOf(direct({ snapshot: { units: [other, live(SECOND), live(THIRD)] } }));
    expect(problem?.detail).toEqual([
      'changed: TRY/D-1: section type is "clause", the document says "article"; title is "Old", the document says "Article 1"',
    ]);
    expect(problem?.place).toEqual({ address: 'TRY/D-1', line: 1 });
  });

  it.each([
    [19, 19, undefined],
    [20, 20, undefined],
    [21, 21, 'and 1 more'],
  ])('of %i units that are gone, the first twenty are named', (count, lines, last) => {
    const units = Array.from({ length: count }, (_, index) => live({ ...FIRST, address: `TRY/X-${100 + index}` }));
    const [problem] = problemsOf(direct({ snapshot: { units } }));
    expect(problem?.detail).toHaveLength(lines);
    expect(problem?.detail?.find((line) => line.startsWith('and '))).toBe(last);
    expect(Object.keys(problem?.place ?? {})).toEqual(['address']);
  });

  it('one of them retired is enough to be told which writer brings it back', () => {
    const [problem] = problemsOf(direct({ snapshot: { units: [retired(FIRST), live(SECOND)] } }));
    expect(problem?.hint).toContain('writer: auto');
  });
});

describe('units that were retired come back', () => {
  it('as units to write, beside those that are new; what they rest on is a premise', () => {
    const header = headerOf(reissue([retired(FIRST), retired(THIRD)]));
    expect(header.changes).toEqual({ create: 3, same: 0, changed: 0, gone: 0 });
    expect(header.expect.inserted).toMatchObject({ 'public.information_unit': 1, 'public.iu_lifecycle_log': 2 });
    expect(header.expect.updated).toEqual({ 'public.information_unit': 5 });
    expect(header.premises).toEqual({ decided: { count: 0, digest: sha256('') } });
  });

  it('a retired unit that the document has no more is none of its business', () => {
    expect(problemsOf(reissue([retired({ ...FIRST, address: 'TRY/X' })]))).toEqual([]);
  });

  it('not, where a unit is no more what it has to stay', () => {
    const [problem, ...more] = problemsOf(reissue([{ ...retired(SECOND), unit_kind: 'other' }]));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'plan.units_differ', place: { address: 'TRY/D-2', line: 3 } });
  });

  it('not, where the ledger is not the one that is written', () => {
    expect(codesOf(reissue([retired(FIRST)], { catalogue: {} }))).toEqual(LEDGER_TABLES.map(() => 'plan.catalogue'));
  });

  it('only a variant that has premises puts any into its plan', () => {
    expect('premises' in headerOf(direct())).toBe(false);
    expect('premises' in headerOf(cutCanonical.planner(sourcesOf(cutCanonical)))).toBe(false);
  });
});

describe('whom the database lets write', () => {
  type Gateway = Snapshot['gateway'];
  const CASES: readonly (readonly [Gateway, DocumentKind, readonly string[]])[] = [
    [{ mode: 'off' }, cutDirect, []],
    [{ mode: 'off', executor: 'calls' }, cutDirect, ['only the canonical writer can']],
    [{ mode: 'enforced' }, cutDirect, ['The gateway is enforced']],
    [{ mode: 'enforced', executor: 'calls' }, cutDirect, ['The gateway is enforced']],
    ...[cutCanonical, cutReissue].flatMap((kind) =>
      ([{ mode: 'off' }, { mode: 'off', executor: 'calls' }, { mode: 'enforced', executor: 'calls' }] as const).map(
        (gateway) => [gateway, kind, []] as const,
      ),
    ),
  ];
  it.each(CASES)('gateway %j', (gateway, kind, wanted) => {
    const problems = problemsOf(kind.planner(sourcesOf(kind, { snapshot: { gateway } })));
    expect(problems.map(({ code }) => code)).toEqual(wanted.map(() => 'plan.gateway_enforced'));
    for (const [index, words] of wanted.entries()) expect(problems[index]?.message).toContain(words);
  });
});

describe('a record in the same transaction', () => {
  it.each([cutCanonical, cutReissue])('is refused where functions of the database decide the ids', (kind) => {
    const [problem, ...more] = problemsOf(kind.planner(sourcesOf(kind, { cut: { record: 'atomic' } })));
    expect(more).toEqual([]);
    expect(problem?.code).toBe('plan.record');
    expect(problem?.message).toContain('the canonical writer cannot do that');
    expect(problem?.hint).toContain('`cutter record`');
  });

  it('may be made by the direct writer', () => {
    expect(problemsOf(direct({ cut: { record: 'atomic' } }))).toEqual([]);
  });
});

describe('what stands in the way', () => {
  it('is reported all together', () => {
    const over = { vocabulary: {}, registry: { source_document_ref: 'try', versions: {} }, units: [live(FIRST)] };
    expect(codesOf(cutReissue.planner(sourcesOf(cutReissue, { snapshot: { ...over, catalogue: {} } })))).toEqual([
      ...LEDGER_TABLES.map(() => 'plan.catalogue'),
      'plan.version_unknown',
      ...Array(4).fill('plan.vocabulary'),
      'plan.units_differ',
    ]);
  });

  it('a pinned version of the document that is not registered: said once, and the pin says nothing more', () => {
    const registry = { source_document_ref: 'try', versions: {} };
    const found = problemsOf(direct({ cut: { pins: { document_version: 'version-1' } }, snapshot: { registry } }));
    expect(found.map(({ code }) => code)).toEqual(['plan.version_unknown']);
  });
});
