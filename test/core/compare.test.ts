import { describe, expect, it } from 'vitest';
import type { UnitSpan } from '../../src/core/document/manifest.ts';
import { Comparer } from '../../src/core/plan/compare.ts';
import type { LiveUnit } from '../../src/core/plan/snapshot.ts';

const HASH = 'a'.repeat(64);

const wanted = (address: string, line = 7): UnitSpan =>
  ({
    span: 'unit',
    address,
    unit_kind: 'law_unit',
    section_type: 'article',
    title: 'Title',
    lines: [line, line + 1],
  }) as unknown as UnitSpan;

const live = (address: string, over: Partial<LiveUnit> = {}): LiveUnit => ({
  address,
  id: '0',
  lifecycle_status: 'draft',
  unit_kind: 'law_unit',
  section_type: 'article',
  title: 'Title',
  deleted: false,
  version: { id: '1', seq: 1, content_hash: HASH },
  versions: 1,
  ...over,
});

function compare(units: readonly UnitSpan[], there: readonly LiveUnit[]) {
  const comparer = new Comparer(there);
  const changes = units.map((unit) => comparer.see(unit, HASH));
  return { changes, ...comparer.result() };
}

describe('units by address', () => {
  it('are new, the same, changed or gone, each counted once', () => {
    const result = compare(
      [wanted('P/1'), wanted('P/2'), wanted('P/3')],
      [live('P/9'), live('P/2'), live('P/3', { title: 'Old' }), live('P/4')],
    );
    expect(result).toMatchObject({ changes: ['create', 'same', 'changed'], create: 1, same: 1, changed: 1, gone: 2 });
    expect(result.differences.map(({ address, change }) => [address, change])).toEqual([
      ['P/3', 'changed'],
      ['P/4', 'gone'],
      ['P/9', 'gone'],
    ]);
  });

  it('are the same when they have been enacted since', () => {
    expect(compare([wanted('P/1')], [live('P/1', { lifecycle_status: 'enacted' })]).changes).toEqual(['same']);
  });

  const { version: _, ...unanchored } = live('P/1');
  const CHANGES: readonly (readonly [string, LiveUnit])[] = [
    ['title', live('P/1', { title: 'Old' })],
    ['unit kind', live('P/1', { unit_kind: 'design_doc_section' })],
    ['section type', live('P/1', { section_type: 'section' })],
    ['sha256 of the text', live('P/1', { version: { id: '1', seq: 1, content_hash: 'b'.repeat(64) } })],
    ['no anchored version', unanchored],
    ['deleted', live('P/1', { deleted: true })],
    ['retired', live('P/1', { lifecycle_status: 'retired' })],
    ['superseded', live('P/1', { lifecycle_status: 'superseded' })],
  ];
  it.each(CHANGES)('differ in %s', (word, unit) => {
    const { differences } = compare([wanted('P/1', 12)], [unit]);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ address: 'P/1', change: 'changed', line: 12 });
    expect(differences[0]?.what).toHaveLength(1);
    expect(differences[0]?.what[0]).toContain(word);
  });

  it('differ in several ways at once: all are named', () => {
    const { differences } = compare([wanted('P/1')], [live('P/1', { title: 'Old', section_type: 'x', deleted: true })]);
    expect(differences[0]?.what).toHaveLength(3);
  });
});
