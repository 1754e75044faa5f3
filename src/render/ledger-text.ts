/** The check of the ledger, in the terminal. */
import type { LedgerState } from '../core/ledger/checker.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { called } from './shell.ts';
import { visible } from './visible.ts';

export interface LedgerCheckView {
  readonly verdict: 'PASS' | 'FAIL';
  readonly state: LedgerState;
  readonly head?: { readonly file: string; readonly seq: number; readonly taken_at: string; readonly signer: string };
  readonly findings: readonly { readonly where: string; readonly sentence: string }[];
}

/** At most this many findings are shown; --json has all. */
const SHOWN = 50;

export function ledgerCheckLines({ verdict, state, head, findings }: LedgerCheckView, screen: Screen): string[] {
  const { paint } = screen;
  const more = findings.length - SHOWN;
  return [
    ...findings.slice(0, SHOWN).map(({ where, sentence }) => `${paint.red('x')} ${visible(where)}: ${sentence}`),
    ...(more > 0 ? [`  and ${more} more (--json has all)`] : []),
    `${counted(state.rows, 'row')}, ${counted(state.seq, 'link')}; last link ${state.link_sha256}`,
    head === undefined
      ? `Held against no head: rows that were cut off the end do not show.${verdict === 'PASS' ? ` Next: ${called('cutter ledger head', screen)}` : ''}`
      : `Held against the head of ${head.taken_at}, link ${head.seq}, signed by ${head.signer}.`,
    verdict === 'PASS' ? paint.green('PASS') : paint.red('FAIL'),
  ];
}
