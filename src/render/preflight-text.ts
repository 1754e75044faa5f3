/** Every precondition of an apply, in the terminal: PASS, or OPEN with who can close it. */
import type { Problem } from '../core/problem.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { problemLines } from './problems.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';

export interface PreflightView {
  readonly ready: boolean;
  readonly applied: boolean;
  readonly plan: { readonly cut: string; readonly prefix: string; readonly sha256: string };
  readonly preconditions: readonly {
    readonly gate: string;
    readonly title: string;
    readonly state: 'PASS' | 'OPEN';
    readonly closedBy?: string;
    readonly problems: readonly Problem[];
  }[];
  readonly unreachable: readonly Problem[];
}

export function preflightLines(view: PreflightView, screen: Screen): string[] {
  const title = screen.paint.bold(`Preflight of ${visible(view.plan.cut)} under ${view.plan.prefix}/`);
  if (view.applied) return [title, 'It is applied already: every row is there, and an apply would write nothing.'];
  const problems = [...view.unreachable, ...view.preconditions.flatMap((one) => one.problems)];
  const open = view.preconditions.filter(({ state }) => state === 'OPEN').length;
  return [
    title,
    ...tableLines(
      [{ title: '' }, { title: 'gate' }, { title: '' }, { title: 'closed by' }],
      view.preconditions.map(({ gate, title, state, closedBy }) => [
        state,
        gate === title ? '' : gate,
        title,
        closedBy === undefined ? '' : `the ${closedBy}`,
      ]),
      screen,
    ),
    '',
    ...(problems.length === 0 ? [] : [...problemLines(problems, screen), '']),
    view.ready
      ? `${screen.paint.green('Ready')}: every precondition holds now.`
      : `${screen.paint.yellow('Not ready')}: ${open} of ${counted(view.preconditions.length, 'precondition')} ${open === 1 ? 'is' : 'are'} open.`,
  ];
}
