/** What the commands for acts of the owner share: print the SQL, or run it on the owner's connection. */
import type { SessionFacts } from '../core/gates/facts.ts';
import { actSql, type OwnerAct } from '../core/owner/acts.ts';
import type { Problem } from '../core/problem.ts';
import { visible } from '../render/visible.ts';
import { type Answer, linesText } from './answer.ts';
import { Flags } from './oclif.ts';
import { type OwnerFlags, ownedDatabases, ownerFlags } from './sandbox.ts';
import type { Wire } from './wire.ts';

export const actFlags = {
  run: Flags.boolean({ description: "Run it on the owner's connection instead of printing it." }),
  ...ownerFlags,
};

export interface ActAnswer {
  readonly wire: Wire;
  readonly flags: OwnerFlags & { readonly run: boolean };
  readonly act: OwnerAct;
  /** Said when it was run. */
  readonly done: string;
  /** More of what --json prints. */
  readonly about?: object;
  readonly judge?: (session: SessionFacts) => readonly Problem[];
}

export async function actAnswer({ wire, flags, act, done, about, judge }: ActAnswer): Promise<Answer> {
  const sql = actSql(act).map((line) => line.split('\n').map(visible).join('\n'));
  if (!flags.run) return { json: { ...about, ran: false, sql }, text: () => linesText(sql) };
  const { ownerAct } = await import('../flows/owner.ts');
  await ownerAct(await ownedDatabases(wire, flags, false), act, wire.run('owner'), judge);
  return { json: { ...about, ran: true, sql }, text: (screen) => linesText([done], screen) };
}
