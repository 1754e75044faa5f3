import type { Problem } from '../../problem.ts';

const PERSON = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?$/;

/** What somebody says and signs: who (`by`) and why (`reason`), beside what the step takes more. Code: `plan.review`. */
export function signedByProblems(
  given: Readonly<Record<string, string>>,
  more: readonly string[],
  reasonNeeded = true,
): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (message: string, hint: string): void => void problems.push({ code: 'plan.review', message, hint });
  for (const name of Object.keys(given)) {
    if (!['by', 'reason', ...more].includes(name)) refuse(`It takes no ${name}.`, 'Plan again.');
  }
  if (!PERSON.test(given.by ?? '')) refuse('Nobody says it: a name like you@example.org is needed.', 'Say who: --as.');
  if (reasonNeeded && (given.reason ?? '').trim() === '') refuse('There is no reason.', 'Give one: --reason.');
  return problems;
}
