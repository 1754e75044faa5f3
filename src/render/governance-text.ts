/** Requests and audit debts in the terminal, each with the legal ways on. */
import type { AuditDebt, TrackedRequest, WayOn } from '../core/ledger/standing.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { called } from './shell.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';
import { wrap } from './width.ts';

const time = (at: string): string => at.replace('T', ' ');

/** One row a request. */
export function backlogLines(requests: readonly TrackedRequest[], total: number, screen: Screen): string[] {
  if (requests.length === 0)
    return [`There is no request. Ask for a planned cut: ${called('cutter request FOLDER', screen)}`];
  const waiting = requests.some(({ waits_for }) => waits_for.length > 0);
  return [
    ...tableLines(
      [
        { title: 'prefix' },
        { title: 'units', align: 'right' },
        { title: 'status' },
        { title: 'since' },
        ...(waiting ? [{ title: 'waits for' }] : []),
        { title: 'next' },
      ],
      requests.map(({ prefix, units, status, since, waits_for, ways }) => [
        prefix,
        units === null ? '' : String(units),
        status,
        time(since),
        ...(waiting ? [waits_for.join(', ')] : []),
        ways[0]?.command.split(' ').slice(0, 2).join(' ') ?? '',
      ]),
      screen,
    ),
    ...(total > requests.length ? [`and ${total - requests.length} more: name a prefix`] : []),
  ];
}

/** What is owed first: a debt has a deadline. */
export function governanceLines(
  { requests, total, debts }: { requests: readonly TrackedRequest[]; total: number; debts: readonly AuditDebt[] },
  screen: Screen,
): string[] {
  const { paint } = screen;
  const more = total - requests.length;
  return [
    ...(debts.length === 0 ? ['No audit debt: every cut that stands is in the ledger.'] : []),
    ...debts.flatMap(({ prefix, units, written_at, due, overdue, manifest_digest, ways }) => [
      `${overdue ? paint.red('OVERDUE') : paint.yellow('OWED')} ${paint.bold(visible(prefix))}: ${counted(units, 'unit')} written ${time(written_at)} without a record, to be recorded by ${time(due)}`,
      `  manifest digest ${manifest_digest ?? 'none'}`,
      ...wayLines(ways, screen),
    ]),
    ...requests.flatMap((request) => [
      `${paint.bold(visible(request.prefix))}: ${request.status} since ${time(request.since)}${request.waits_for.length === 0 ? '' : `; waits for ${request.waits_for.join(', ')}`}`,
      ...(request.rationale === null ? [] : wrap(`  ${visible(request.rationale)}`, screen.width)),
      ...(request.plan_sha256 === '' ? [] : [`  plan ${request.plan_sha256}`]),
      ...wayLines(request.ways, screen),
    ]),
    ...(more > 0 ? [`and ${more} more requests: ${called('cutter backlog PREFIX', screen)}`] : []),
  ];
}

const wayLines = (ways: readonly WayOn[], screen: Screen): string[] =>
  ways.map(({ command, leads_to }) => `    ${called(command, screen)}  ${screen.paint.dim(leads_to)}`);
