/** The outcome of an apply, for every combination of evidence there can be. */
import { describe, expect, it } from 'vitest';
import { type Evidence, EXIT_OF_OUTCOME, type Outcome, outcomeOf } from '../../src/core/outcome.ts';

const TAGS = ['COMMIT', 'ROLLBACK', 'BEGIN', '', null, undefined] as const;
const ROWS = ['all', 'none', 'some', 'not_read', undefined] as const;

describe('before COMMIT is sent, how far the run came decides alone', () => {
  const TABLE: readonly [Evidence['reached'], Outcome, number][] = [
    ['already', 'already_applied', 0],
    ['gates', 'refused', 3],
    ['statements', 'rolled_back', 4],
    ['dry_run', 'dry_run', 0],
  ];
  it.each(TABLE)('%s: %s, exit %i', (reached, outcome, exit) => {
    for (const tag of TAGS) {
      for (const rows of ROWS) {
        const evidence = { reached, ...(tag === undefined ? {} : { tag }), ...(rows === undefined ? {} : { rows }) };
        expect(outcomeOf(evidence)).toBe(outcome);
      }
    }
    expect(EXIT_OF_OUTCOME[outcome]).toBe(exit);
  });
});

describe('once COMMIT was sent, tag and rows must agree', () => {
  const SURE: Readonly<Record<string, Outcome>> = {
    'COMMIT all': 'applied',
    'null all': 'applied',
    'ROLLBACK none': 'rolled_back',
    'null none': 'rolled_back',
  };
  const combinations = TAGS.flatMap((tag) => ROWS.map((rows) => ({ tag, rows })));
  it.each(combinations)('tag $tag, rows $rows', ({ tag, rows }) => {
    const evidence: Evidence = {
      reached: 'commit',
      ...(tag === undefined ? {} : { tag }),
      ...(rows === undefined ? {} : { rows }),
    };
    const wanted = SURE[`${String(tag)} ${String(rows)}`] ?? 'in_doubt';
    expect(outcomeOf(evidence)).toBe(wanted);
    expect(EXIT_OF_OUTCOME[wanted]).toBe({ applied: 0, rolled_back: 4, in_doubt: 5 }[wanted as 'applied']);
  });
});
