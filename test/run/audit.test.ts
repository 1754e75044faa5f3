import { describe, expect, it } from 'vitest';
import { stretchesOf } from '../../src/core/audit/stretches.ts';
import { verbRows, verbsOf } from '../../src/core/audit/verbs.ts';
import { countsOf, countsText, insertedBy, matrixOf } from '../../src/core/run/matrix.ts';
import { replay } from '../../src/core/run/replay.ts';
import type { RunState } from '../../src/core/run/states.ts';
import { NO_LINE, RUN_FORMAT, sealed, type Transition } from '../../src/core/run/transition.ts';
import { duration } from '../../src/render/duration.ts';

describe('the words of a statement', () => {
  it.each([
    ['SELECT 1', ['SELECT']],
    ['  begin;  SET LOCAL x = 1; ', ['BEGIN', 'SET']],
    ["INSERT INTO t VALUES ('DELETE FROM t; DROP TABLE t')", ['INSERT']],
    ['SELECT "DROP; TABLE" FROM t -- ; DELETE FROM t', ['SELECT']],
    ['/* ; */ UPDATE t SET a = $1', ['UPDATE']],
    ['SELECT $f$ ; TRUNCATE t $f$', ['SELECT']],
    ['WITH a AS (SELECT 1) SELECT * FROM a FOR UPDATE', ['SELECT']],
    ['WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a', ['DELETE']],
    ['WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a', ['INSERT']],
    ['DROP TABLE t; SELECT 1', ['DROP', 'SELECT']],
    ['', []],
  ])('%s', (sql, verbs) => {
    expect(verbsOf(sql)).toEqual(verbs);
  });

  it('are allowed to a lane or not', () => {
    const rows = verbRows(
      new Map([
        ['exec INSERT', 3],
        ['exec DELETE', 1],
        ['verify FETCH', 2],
        ['owner SELECT', 1],
      ]),
    );
    expect(rows.filter(({ allowed }) => allowed).map(({ lane, verb }) => `${lane} ${verb}`)).toEqual([
      'exec INSERT',
      'verify FETCH',
    ]);
  });
});

describe('the matrix of rows', () => {
  const before = new Map([
    ['public.information_unit', 10],
    ['public.birth_registry', 10],
    ['cutter_governance.ledger_chain', 0],
  ]);
  it('counts what plans insert and what triggers add for them, each once', () => {
    const inserted = insertedBy([
      { 'public.information_unit': 2 },
      { 'cutter_governance.review_decision': 1, 'cutter_governance.ledger_chain': 1 },
    ]);
    const after = new Map([
      ['public.information_unit', 12],
      ['public.birth_registry', 12],
      ['cutter_governance.ledger_chain', 1],
    ]);
    expect(matrixOf(before, inserted, after).filter(({ exact }) => !exact)).toEqual([]);
  });
  it('shows a row too many and a row too few', () => {
    const after = new Map([
      ['public.information_unit', 11],
      ['public.birth_registry', 9],
    ]);
    expect(
      matrixOf(before, new Map(), after)
        .filter(({ exact }) => !exact)
        .map(({ table, before: was, after: is }) => [table, is - was]),
    ).toEqual([
      ['public.birth_registry', -1],
      ['public.information_unit', 1],
    ]);
  });
  it('is written as text and read again', () => {
    const counts = new Map([
      ['public.a', 0],
      ['public."b c"', 12],
    ]);
    expect(countsOf(countsText(counts))).toEqual(counts);
    expect(countsOf('')).toEqual(new Map());
  });
});

describe('the time of a run', () => {
  it('is work, pauses for an approval, idle time and trouble, in turn', () => {
    const id = 'ictr-20260131T080000Z-0123abcd';
    const lines: Transition[] = [];
    const add = (state: RunState, at: number, ms: number): void => {
      const body = {
        format: RUN_FORMAT,
        run: id,
        seq: lines.length + 1,
        previous: lines.at(-1)?.sha256 ?? NO_LINE,
        at: new Date(at).toISOString(),
        state,
        ms,
        facts: lines.length === 0 ? { mode: 'live' } : {},
        problems: state.startsWith('stopped') ? [{ code: 'gate.drift', message: 'm', hint: 'h' }] : [],
      } as const;
      lines.push(sealed(body));
    };
    const steps: readonly (readonly [RunState, number, number])[] = [
      ['pending', 0, 0],
      ['source_pinned', 10, 10],
      ['marked', 60_000, 20],
      ['cutplan_ok', 60_100, 90],
      ['pre_write_backup_taken', 60_100, 0],
      ['grants_probed', 60_200, 100],
      ['awaiting_cut_authorization', 60_200, 0],
      ['stopped_drift', 3_660_200, 200],
      ['cut_leg_a_committed', 3_700_000, 500],
    ];
    for (const [state, at, ms] of steps) add(state, at, ms);
    const run = replay(id, lines, 'test');
    if (!run.ok) throw new Error(run.problems[0]?.message);
    const told = stretchesOf(run.value).map(({ name, kind, ms }) => [name, kind, ms]);
    expect(told).toEqual([
      ['source_pin', 'work', 10],
      ['idle', 'pause', 59_970],
      ['mark', 'work', 20],
      ['cutplan', 'work', 90],
      ['pre_write_backup', 'work', 0],
      ['grant_probe', 'work', 100],
      ['ask_sg_1', 'work', 0],
      ['waiting for SG_1', 'pause', 3_599_800],
      ['cut_leg_a', 'trouble', 200],
      ['waiting for SG_1', 'pause', 39_300],
      ['cut_leg_a', 'work', 500],
    ]);
  });

  it.each([
    [350, '0.35 s'],
    [12_000, '12 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
