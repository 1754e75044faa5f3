/** The result of an apply, for people: what happened, every gate, and where the receipt is. */
import type { Verdict } from '../core/gates/gate.ts';
import { factsOf } from '../core/kinds/facts.ts';
import type { Outcome } from '../core/outcome.ts';
import type { PlanHeader } from '../core/plan/plan.ts';
import type { Problem } from '../core/problem.ts';
import type { Receipt } from '../core/receipt.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { problemLines } from './problems.ts';
import { called, shellPath } from './shell.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';

export interface ApplyView {
  readonly outcome: Outcome;
  readonly plan: { readonly file: string; readonly sha256: string; readonly cut: string; readonly prefix: string };
  readonly target: { readonly database: string };
  /** The database, where its name says too little. */
  readonly where?: string | undefined;
  readonly kind: string;
  readonly statements: number;
  readonly changes: PlanHeader['changes'];
  readonly verdicts: readonly Verdict[];
  readonly problems: readonly Problem[];
  readonly receipt?: Receipt;
  readonly receiptFile?: string;
}

export function applyLines(view: ApplyView, screen: Screen): string[] {
  const next = `cutter verify ${shellPath(view.plan.file)}`;
  return [
    ...bodyLines(view, screen),
    headline(view, screen),
    ...receiptLines(view),
    ...nextLines(view, [next], screen),
  ];
}

const bodyLines = (view: ApplyView, screen: Screen): string[] => [
  ...(view.verdicts.length === 0 ? [] : [...gateLines(view.verdicts, screen), '']),
  ...(view.problems.length === 0 ? [] : [...problemLines(view.problems, screen), '']),
  ...noticeLines(view.receipt),
];

const receiptLines = ({ receiptFile }: ApplyView): string[] =>
  receiptFile === undefined ? [] : [`Receipt: ${visible(receiptFile)}`];

/**
 * The same of a plan that follows from a cut: it writes rows of the ledger (`wrote` says what, where it is more), and
 * `next` comes after it, a command and what is to be said about it.
 */
export function derivedLines(view: ApplyView, next: readonly string[], screen: Screen, wrote?: string): string[] {
  const what = wrote ?? `the ledger rows about ${view.plan.prefix}`;
  return [
    ...bodyLines(view, screen),
    ledgerHeadline(view, what, screen),
    ...receiptLines(view),
    ...nextLines(view, next, screen),
  ];
}

/** One line a gate, with its answer at each check. */
function gateLines(verdicts: readonly Verdict[], screen: Screen): string[] {
  const checks = ['offline', 'online', 'before_commit'] as const;
  const gates = [...new Map(verdicts.map(({ gate, title }) => [gate, title]))].map(([gate, title]) => {
    const answers = checks.map((check) => {
      const found = verdicts.find((verdict) => verdict.gate === gate && verdict.check === check);
      return found === undefined ? '' : found.problems.length === 0 ? 'PASS' : 'FAIL';
    });
    return [gate === title ? '' : gate, title, ...answers];
  });
  return tableLines(
    [
      { title: 'gate' },
      { title: '' },
      { title: 'before connecting' },
      { title: 'connected' },
      { title: 'before COMMIT' },
    ],
    gates,
    screen,
  );
}

/** What the server said unasked, each text once. */
function noticeLines(receipt: Receipt | undefined): string[] {
  const said = new Map<string, number>();
  for (const { severity, message } of receipt?.notices ?? []) {
    const text = `${severity}: ${visible(message)}`;
    said.set(text, (said.get(text) ?? 0) + 1);
  }
  if (said.size === 0) return [];
  return [
    'The server said:',
    ...[...said].map(([text, times]) => `  ${text}${times > 1 ? ` (${times} times)` : ''}`),
    '',
  ];
}

function headline(view: ApplyView, { paint }: Screen): string {
  const { outcome, statements, target } = view;
  const where = `in ${view.where === undefined ? `the database ${visible(target.database)}` : visible(view.where)}`;
  const what = doneBy(view);
  switch (outcome) {
    case 'applied':
      return `${paint.green(what.word)}: ${what.done} ${where}; ${counted(statements, 'statement')} in one transaction.`;
    case 'already_applied':
      return `${paint.green('Already applied')}: ${what.there} ${where} exactly as planned; nothing was written.`;
    case 'dry_run':
      return `${paint.green('Dry run')}: every gate passed and ${counted(statements, 'statement')} went through; rolled back as asked, nothing was written.`;
    case 'refused':
      return `${paint.red('Refused')}: nothing was written.`;
    case 'rolled_back':
      return `${paint.red('Rolled back')}: nothing was written.`;
    case 'in_doubt':
      return `${paint.red('In doubt')}: a person must look at what is there.`;
  }
}

/** What the plan did, in the word of its kind: a unit that is retired or made law is not one that was written. */
function doneBy({ kind, changes, plan }: ApplyView): { word: string; done: string; there: string } {
  const under = `under ${plan.prefix}/`;
  if (kind === 'enact') {
    const law = `${counted(changes.changed, 'unit')} ${under} ${changes.changed === 1 ? 'is' : 'are'} law`;
    return { word: 'Enacted', done: `${law} now`, there: law };
  }
  if (kind === 'revert') {
    const retired = `${counted(changes.gone, 'draft')} ${under}`;
    return { word: 'Retired', done: retired, there: `${retired} ${changes.gone === 1 ? 'is' : 'are'} retired` };
  }
  const content = factsOf(kind)?.from === 'document';
  const units = changes.create + changes.same;
  const written = content ? `${counted(units, 'unit')} ${under}` : `the rows about ${plan.prefix}/`;
  return { word: 'Applied', done: written, there: `${written} ${content && units === 1 ? 'is' : 'are'}` };
}

function ledgerHeadline(view: ApplyView, what: string, screen: Screen): string {
  const { paint } = screen;
  switch (view.outcome) {
    case 'applied':
      return `${paint.green('Applied')}: ${counted(view.statements, 'statement')} in one transaction wrote ${what}.`;
    case 'already_applied':
      return `${paint.green('Already applied')}: ${what} are there exactly as planned; nothing was written.`;
    default:
      return headline(view, screen);
  }
}

function nextLines({ outcome }: ApplyView, [next, ...about]: readonly string[], screen: Screen): string[] {
  if (next === undefined || (outcome !== 'applied' && outcome !== 'already_applied')) return [];
  return ['Next:', `  ${called(next, screen)}`, ...about.map((line) => `  ${line}`)];
}
