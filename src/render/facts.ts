/** Facts that verify or a gate looked at: a line each, with what was expected and what was found. */
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { tableLines } from './table.ts';

export interface Fact {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
  readonly ok: boolean;
}

/** A table of all facts, then one line with the verdict. */
export function factLines(facts: readonly Fact[], screen: Screen): string[] {
  const failed = facts.filter(({ ok }) => !ok).length;
  const verdict =
    failed === 0
      ? `${screen.paint.green('PASS')} ${counted(facts.length, 'fact')}, all as expected`
      : `${screen.paint.red('FAIL')} ${failed} of ${counted(facts.length, 'fact')} not as expected`;
  return [
    ...tableLines(
      [{ title: '' }, { title: 'fact' }, { title: 'expected' }, { title: 'found' }],
      facts.map(({ name, expected, found, ok }) => [ok ? 'PASS' : 'FAIL', name, expected, found]),
      screen,
    ),
    '',
    verdict,
  ];
}
