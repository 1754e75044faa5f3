/** The planner of a cut, given the folder of the example's plan, and folders that are not as they should be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cut } from '../../src/core/cut.ts';
import type { ManifestHeader, ManifestSpan } from '../../src/core/document/manifest.ts';
import { sha256 } from '../../src/core/hash.ts';
import { cutDirect } from '../../src/core/kinds/cut-direct/index.ts';
import type { CutSources } from '../../src/core/kinds/document.ts';
import type { PlanHeader } from '../../src/core/plan/plan.ts';
import type { LiveUnit, Snapshot } from '../../src/core/plan/snapshot.ts';
import type { Checked, Problem } from '../../src/core/problem.ts';
import { readCut } from '../../src/formats/cut.ts';
import { readSnapshot } from '../../src/formats/snapshot.ts';
import { ROOT } from '../support/cutter.ts';

const file = (name: string): Buffer => readFileSync(join(ROOT, 'plans/constitution', name));
const checked = <T>(found: Checked<T>): T => {
  if (found.ok) return found.value;
  throw new Error(JSON.stringify(found.problems));
};
const pinned = (bytes: Buffer) => ({ sha256: sha256(bytes), bytes: bytes.length });

const { spans, counts, digest, ...manifest } = JSON.parse(file('manifest.json').toString()) as ManifestHeader & {
  spans: readonly ManifestSpan[];
  counts: { units: number; exclusions: number; non_content: number };
  digest: string;
};
const PLAN = JSON.parse(file('plan.json').toString()) as PlanHeader & { statements: unknown };
const { policy_sha256, signers_sha256 } = PLAN.pins as { policy_sha256: string; signers_sha256: string };
const SOURCES: CutSources = {
  cut: checked(readCut(file('cut.yaml'), 'cut.yaml')),
  cutFile: pinned(file('cut.yaml')),
  manifest,
  snapshot: checked(readSnapshot(file('snapshot.json'), 'snapshot.json')),
  snapshotFile: pinned(file('snapshot.json')),
  trust: { policy_sha256, signers_sha256 },
};
const REGION = file('region.txt');
const END = { counts: counts as never, digest, file: pinned(file('manifest.json')) };

function planned(sources: CutSources = SOURCES): Checked<PlanHeader> {
  const planner = cutDirect.planner(sources);
  for (const span of spans) {
    if (span.span === 'exclusion') planner.exclude(span);
    if (span.span === 'unit') planner.add(span, REGION.subarray(...span.body).toString());
  }
  return planner.finish(END);
}

const withCut = (over: Partial<Cut>): CutSources => ({ ...SOURCES, cut: { ...SOURCES.cut, ...over } as Cut });
const withSnapshot = (over: Partial<Snapshot>): CutSources => ({
  ...SOURCES,
  snapshot: { ...SOURCES.snapshot, ...over },
});
const refused = (sources: CutSources): readonly Problem[] => {
  const found = planned(sources);
  return found.ok ? [] : found.problems;
};
const codes = (problems: readonly Problem[]): string[] => problems.map(({ code }) => code);

describe('the header', () => {
  it('is the one of the plan in the folder, to the last field', () => {
    const { statements: _, ...header } = PLAN;
    expect(checked(planned())).toEqual(header);
  });

  it('says that the record is written along, where the cut asks for it', () => {
    expect(checked(planned(withCut({ record: 'atomic' }))).cut.record).toBe('atomic');
    expect('record' in checked(planned()).cut).toBe(false);
  });
});

const units = spans.filter((span) => span.span === 'unit');
const there = (unit: (typeof units)[number]): LiveUnit =>
  ({
    id: 'x',
    address: unit.address,
    content_hash: sha256(REGION.subarray(...unit.body)),
    lifecycle_status: 'draft',
    unit_kind: unit.unit_kind,
    section_type: unit.section_type,
    title: unit.title,
    parent: null,
    sort_order: null,
    deleted: false,
  }) as unknown as LiveUnit;

describe('units that are there already', () => {
  it('one of them: neither new nor all there', () => {
    const [problem, ...more] = refused(withSnapshot({ units: [there(units[0] as never)] }));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'plan.units_differ' });
    expect(problem?.message).toContain(`${units.length - 1} new, `);
  });

  it('of which the document knows nothing: named, and twenty of them at most', () => {
    const gone = Array.from({ length: 25 }, (_, index) => ({
      ...there(units[0] as never),
      address: `ICX-CONST/X-${String(index).padStart(2, '0')}`,
    }));
    const [problem] = refused(withSnapshot({ units: gone }));
    expect(problem?.message).toContain('60 new, 0 the same, 0 changed, 25 gone');
    expect(problem?.detail).toHaveLength(21);
    expect(problem?.detail?.[0]).toBe('gone: ICX-CONST/X-00 is in the database, not in the document');
    expect(problem?.detail?.at(-1)).toBe('and 5 more');
    expect(problem?.place).toEqual({ address: 'ICX-CONST/X-00' });
    expect(problem?.hint).toContain('under a prefix of its own');
  });

  it('retired ones: the hint names the writer that brings them back', () => {
    const retired = { ...there(units[0] as never), address: 'ICX-CONST/X', lifecycle_status: 'retired' };
    const [problem] = refused(withSnapshot({ units: [retired as LiveUnit] }));
    expect(problem?.hint).toContain('writer: auto');
    expect(problem?.detail).toEqual(['gone: ICX-CONST/X is in the database, not in the document']);
  });

  it('with another text: what differs is named, with its line', () => {
    const unit = units[3] as (typeof units)[number];
    const [problem] = refused(withSnapshot({ units: [{ ...there(unit), content_hash: 'x' } as LiveUnit] }));
    expect(problem?.message).toContain('59 new, 0 the same, 1 changed, 0 gone');
    expect(problem?.detail?.[0]).toMatch(new RegExp(`^changed: ${unit.address}: `));
    expect(problem?.place).toEqual({ address: unit.address, line: unit.lines[0] });
  });
});

describe('what the database must say', () => {
  const { vocabulary, registry, gateway } = SOURCES.snapshot;
  const CASES: readonly (readonly [string, CutSources, readonly string[], string])[] = [
    ['no document', withSnapshot({ registry: undefined } as never), ['plan.document_unknown'], 'ICX-CONST'],
    [
      'no version of it',
      withSnapshot({ registry: { ...registry, versions: { abc: 'd' } } } as never),
      ['plan.version_unknown'],
      manifest.region.sha256,
    ],
    ['no vocabulary', withSnapshot({ vocabulary: {} }), Array(6).fill('plan.vocabulary'), 'vocab.publication_type.law'],
    [
      'a word less',
      withSnapshot({
        vocabulary: Object.fromEntries(
          Object.entries(vocabulary).filter(([key]) => key !== 'vocab.section_type.article'),
        ),
      }),
      ['plan.vocabulary'],
      'vocab.section_type.article',
    ],
    [
      'the gateway',
      withSnapshot({ gateway: { ...gateway, mode: 'enforced' } } as never),
      ['plan.gateway_enforced'],
      'enforced',
    ],
    [
      'the executor',
      withSnapshot({ gateway: { mode: 'off', executor: 'calls' } } as never),
      ['plan.gateway_enforced'],
      'may not insert',
    ],
    ['a snapshot for another kind', withSnapshot({ kind: 'cut.canonical' } as never), ['plan.folder'], 'cut.canonical'],
    ['a snapshot of another prefix', withSnapshot({ prefix: 'X' }), ['plan.folder'], 'snapshot.json: prefix'],
  ];
  it.each(CASES)('%s', (_, sources, wanted, words) => {
    const problems = refused(sources);
    expect(codes(problems)).toEqual(wanted);
    expect(problems[0]?.message).toContain(words);
    for (const { hint } of problems) expect(hint).not.toBe('');
  });

  it('which versions are registered is said', () => {
    const [problem] = refused(withSnapshot({ registry: { ...registry, versions: { abc: 'd' } } } as never));
    expect(problem?.detail).toEqual(['registered: d (sha256 abc)']);
  });
});

describe('a manifest of another cut', () => {
  it.each(['cut', 'prefix', 'scope', 'profile'] as const)('another %s', (name) => {
    const problems = refused({ ...SOURCES, manifest: { ...manifest, [name]: 'other' } });
    expect(codes(problems)).toEqual(['plan.folder']);
    expect(problems[0]?.message).toContain(`manifest.json: ${name} is "other"`);
  });
});

describe('pins written by hand', () => {
  const { writer_digest, ...pins } = PLAN.pins;
  const right = { document_sha256: manifest.document.sha256, ...pins, writer_digest };
  it('that hold', () => {
    expect(planned(withCut({ pins: right as never, expect: { statements: 180 } as never })).ok).toBe(true);
  });

  const NAMES = [
    'document_sha256',
    'region_sha256',
    'manifest_sha256',
    'manifest_bytes',
    'manifest_digest',
    'candidate_count',
    'document_version',
    'writer_digest',
  ] as const;
  it.each(NAMES)('%s that does not', (name) => {
    const [problem, ...more] = refused(withCut({ pins: { ...right, [name]: 'x' } as never }));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: 'plan.pin_differs', place: { file: 'cut.yaml', pointer: `/pins/${name}` } });
    expect(problem?.message).toContain(`cut.yaml says x for pins.${name}, and it is `);
    expect(problem?.hint).toContain('correct or remove the value');
  });

  it('of a document version say nothing more where none is registered', () => {
    const { cut } = withCut({ pins: { document_version: 'x' } as never });
    const problems = refused({ ...withSnapshot({ registry: undefined } as never), cut });
    expect(codes(problems)).toEqual(['plan.document_unknown']);
  });

  it('a number of statements that does not come out', () => {
    const [problem] = refused(withCut({ expect: { statements: 177 } as never }));
    expect(problem).toMatchObject({ code: 'plan.pin_differs', place: { pointer: '/expect/statements' } });
    expect(problem?.message).toContain('and it is 180');
  });
});
