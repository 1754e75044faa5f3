import type { Problem } from '../problem.ts';
import { FORBIDDEN_WRITERS } from '../roles.ts';
import type { SessionFacts } from './facts.ts';
import type { Gate } from './gate.ts';

/** G4: the right role with no right too many, on the pinned database of the pinned server. */
export const principalGate: Gate = {
  id: 'G4',
  title: 'principal',
  closedBy: 'owner',
  online: ({ plan, session }) => [
    ...identityProblems(plan.target, session),
    ...principalProblems(plan.target.principal, session),
    ...sessionProblems(session),
  ],
};

/** The database and server must be the pinned ones. Code `gate.identity`. */
export function identityProblems(
  target: { readonly database: string; readonly system_identifier: string },
  session: SessionFacts,
): Problem[] {
  const pairs: [string, string, string | null | undefined][] = [
    ['database', target.database, session.database],
    ['system identifier', target.system_identifier, session.system_identifier],
  ];
  return pairs
    .filter(([, wanted, found]) => wanted !== found)
    .map(([name, wanted, found]) => ({
      code: 'gate.identity',
      message: `The plan is for the ${name} ${wanted}; this one is ${found ?? 'unknown'}.`,
      hint: 'Apply to the target the plan was made for, or plan for this one.',
    }));
}

function principalProblems(principal: string, session: SessionFacts): Problem[] {
  const problems: Problem[] = [];
  const refuse = (message: string, hint: string): void => void problems.push({ code: 'gate.principal', message, hint });
  const lane = 'Connect as the role of the lane; see DOT_CUTTER_EXEC_DB_USER.';
  const owner = 'Have the owner take this right from the role.';
  const user = session.current_user;
  if (user !== principal) refuse(`The session is ${user}; the plan is to be applied by ${principal}.`, lane);
  if (session.session_user !== user) refuse(`The session began as ${session.session_user} and is now ${user}.`, lane);
  if (FORBIDDEN_WRITERS.some((name) => name === user)) refuse(`${user} is never a writer at run time.`, lane);
  for (const right of ['superuser', 'createrole', 'createdb', 'bypassrls', 'replication'] as const) {
    if (session[right] !== 'false') refuse(`The role ${user} has ${right}.`, owner);
  }
  if (session.member_of) refuse(`The role ${user} is a member of ${session.member_of}.`, owner);
  for (const [column, what] of [
    ['owns_tables', 'tables'],
    ['owns_functions', 'functions'],
  ] as const) {
    if (session[column]) refuse(`The role ${user} owns ${what}: ${session[column]}.`, owner);
  }
  if (session.owns_databases !== '0') refuse(`The role ${user} owns a database.`, owner);
  return problems;
}

/** Settings under which statements would mean something else. */
function sessionProblems(session: SessionFacts): Problem[] {
  const wanted: [string, string, string][] = [
    ['replication_role', 'origin', 'session_replication_role'],
    ['isolation', 'read committed', 'transaction_isolation'],
    ['read_only', 'off', 'transaction_read_only'],
    ['in_recovery', 'false', 'pg_is_in_recovery()'],
    ['conforming_strings', 'on', 'standard_conforming_strings'],
    ['server_encoding', 'UTF8', 'server_encoding'],
  ];
  return wanted
    .filter(([column, value]) => session[column] !== value)
    .map(([column, value, name]) => ({
      code: 'gate.principal',
      message: `${name} is ${session[column] ?? 'unknown'}; it must be ${value}.`,
      hint: 'Have the owner correct the setting, or connect to the right server.',
    }));
}
