/** The approvals that wait, for the person who signs them. */

import type { Problem } from '../core/problem.ts';
import type { Pause } from '../core/run/states.ts';
import { counted, grouped } from './numbers.ts';
import type { Screen } from './paint.ts';
import { problemLines } from './problems.ts';
import { shellQuote } from './shell.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';

export interface WaitingList {
  readonly approvals: readonly {
    readonly run: string;
    readonly gate: Pause;
    readonly cut: string;
    readonly prefix: string;
    readonly units: number;
    readonly statements: number;
    readonly plan_sha256: string;
  }[];
  readonly signed: number;
  readonly problems: readonly Problem[];
}

/** `sign`: the command that signs them; absent where they are signed. */
export function waitingLines(list: WaitingList, sign: readonly string[] | undefined, screen: Screen): string[] {
  const { approvals, signed, problems } = list;
  const units = approvals.reduce((sum, one) => sum + one.units, 0);
  const irreversible = approvals.filter(({ gate }) => gate === 'SG_2').length;
  return [
    ...(approvals.length === 0
      ? []
      : tableLines(
          COLUMNS,
          approvals.map((one) => [
            one.gate,
            visible(one.prefix),
            visible(one.cut),
            grouped(one.units),
            grouped(one.statements),
            one.plan_sha256.slice(0, 12),
            one.run,
          ]),
          screen,
        )),
    approvals.length === 0
      ? `No run waits for you${signed > 0 ? `; ${signed} that wait are signed by you already` : ''}.`
      : `${counted(approvals.length, 'approval')} of ${counted(units, 'unit')}${signed > 0 ? `; ${signed} more are signed by you already` : ''}.`,
    ...(irreversible > 0 ? [`${counted(irreversible, 'enactment')} among them: that cannot be undone.`] : []),
    ...(problems.length === 0 ? [] : ['', ...problemLines(problems, screen)]),
    ...(approvals.length === 0 || sign === undefined
      ? []
      : [
          '',
          'Nothing is signed yet. `cutter show` and `cutter status RUN` show each. To sign all of these:',
          `  ${sign.map(shellQuote).join(' ')}`,
        ]),
  ];
}

const COLUMNS = [
  { title: 'for' },
  { title: 'document' },
  { title: 'cut' },
  { title: 'units', align: 'right' },
  { title: 'statements', align: 'right' },
  { title: 'plan hash', whole: true },
  { title: 'run', whole: true },
] as const;
