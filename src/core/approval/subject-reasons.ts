/** Compares everything that an approval says about its plan with the plan at hand. */
import { quoted } from '../quote.ts';
import type { Reason, ReasonCode } from './reason.ts';
import type { ApprovalSubject } from './statement.ts';

type Said = string | number | undefined;

export function subjectReasons(said: ApprovalSubject, is: ApprovalSubject): Reason[] {
  return [
    ...differs('plan', 'the plan with SHA-256', said.plan_sha256, is.plan_sha256),
    ...differs('purpose', 'the purpose', said.purpose, is.purpose),
    ...differs('subject', 'a plan of kind', said.kind, is.kind),
    ...differs('subject', 'the cut', said.cut, is.cut),
    ...differs('subject', 'the prefix', said.prefix, is.prefix),
    ...differs('target', 'the database', said.target.database, is.target.database),
    ...differs('target', 'the server', said.target.system_identifier, is.target.system_identifier),
    ...differs('target', 'the principal', said.target.principal, is.target.principal),
    ...differs('run', 'the run', said.run, is.run),
    ...differs('counts', 'a statement count of', said.expect.statements, is.expect.statements),
    ...countsDiffer('inserted', said, is),
    ...countsDiffer('updated', said, is),
  ];
}

function countsDiffer(what: 'inserted' | 'updated', said: ApprovalSubject, is: ApprovalSubject): Reason[] {
  const [mine, theirs] = [new Map(Object.entries(said.expect[what])), new Map(Object.entries(is.expect[what]))];
  const tables = [...new Set([...mine.keys(), ...theirs.keys()])].sort();
  return tables.flatMap((table) => differs('counts', `rows ${what} in ${table}:`, mine.get(table), theirs.get(table)));
}

const differs = (reason: ReasonCode, what: string, said: Said, is: Said): Reason[] =>
  said === is ? [] : [{ reason, text: `it is for ${what} ${shown(said)}, here it is ${shown(is)}` }];

const shown = (said: Said): string => (typeof said === 'string' ? quoted(said, 80) : String(said ?? 'none'));
