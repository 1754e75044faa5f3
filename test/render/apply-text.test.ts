/** The sentence after an apply says what was done, by the kind of the plan. */
import { describe, expect, it } from 'vitest';
import { type ApplyView, applyLines } from '../../src/render/apply-text.ts';
import { PLAIN_PAINT } from '../../src/render/paint.ts';
import { tableLines } from '../../src/render/table.ts';

const screen = { width: 80, paint: PLAIN_PAINT };

const view = (
  kind: string,
  changes: Partial<ApplyView['changes']>,
  outcome: ApplyView['outcome'] = 'applied',
  where?: string,
) =>
  applyLines(
    {
      outcome,
      kind,
      plan: { file: 'plans/x/plan.json', sha256: '0'.repeat(64), cut: 'x', prefix: 'NQ-VP' },
      target: { database: 'law' },
      where,
      statements: 12,
      changes: { create: 0, same: 0, changed: 0, gone: 0, ...changes },
      verdicts: [],
      problems: [],
    },
    screen,
  )[0];

describe('after an apply', () => {
  it('a compensation retired drafts, however many statements it took', () => {
    expect(view('revert', { gone: 9 })).toBe(
      'Retired: 9 drafts under NQ-VP/ in the database law; 12 statements in one transaction.',
    );
    expect(view('revert', { gone: 1 }, 'already_applied')).toBe(
      'Already applied: 1 draft under NQ-VP/ is retired in the database law exactly as planned; nothing was written.',
    );
  });

  it('an embedded database is named by its folder: they all have one name', () => {
    expect(view('cut.direct', { create: 12 }, 'applied', 'the embedded database .cutter/database')).toBe(
      'Applied: 12 units under NQ-VP/ in the embedded database .cutter/database; 12 statements in one transaction.',
    );
  });

  it('an enactment made units law', () => {
    expect(view('enact', { changed: 60 })).toBe(
      'Enacted: 60 units under NQ-VP/ are law now in the database law; 12 statements in one transaction.',
    );
  });

  it('a cut wrote units, and what follows from it rows about them', () => {
    expect(view('cut.direct', { create: 12 })).toContain('Applied: 12 units under NQ-VP/ in the database law;');
    expect(view('record', { same: 9 })).toContain('Applied: the rows about NQ-VP/ in the database law;');
  });
});

describe('a table with ids', () => {
  const id = 'ictr-20260131T080000Z-0123abcd';
  const columns = [{ title: '' }, { title: 'run', whole: true }, { title: 'cut' }, { title: 'state' }] as const;
  const rows = [['BLOCKED', id, 'a-cut-with-a-very-long-name-of-its-own', 'awaiting_the_approval_of_the_cut']];

  it.each([80, 60, 40, 24])('breaks none at %i columns', (width) => {
    const lines = tableLines(columns, rows, { ...screen, width });
    expect(lines.filter((line) => line.includes(id))).toHaveLength(1);
  });
});
