/** The statements of a plan on their way to the server: the second read of the file. */
import { binder } from '../../core/kinds/kind.ts';
import { Stop } from '../../core/problem.ts';
import { readPlanAgain } from '../../formats/plan-again.ts';
import { statementCheck } from '../../formats/statement.ts';
import type { BoundStatement, Files } from '../../ports.ts';
import type { OpenedPlan } from '../open-plan.ts';

/**
 * Streams and hashes the plan again. Throws Stop `apply.changed_while_sending` behind the last statement when the bytes
 * are no longer those that the gates judged, and `apply.interrupted` once the signal is aborted.
 */
export async function* boundStatements(
  files: Files,
  plan: OpenedPlan,
  signal: AbortSignal,
): AsyncGenerator<BoundStatement, void, undefined> {
  const { templates } = plan.kind;
  const reader = readPlanAgain(files.stream(plan.file), plan.file);
  const isStatement = statementCheck(templates);
  const binders = new Map(Object.entries(templates).map(([name, one]) => [name, binder(one, plan.header.shared)]));
  let number = 0;
  for await (const statement of reader.statements()) {
    if (signal.aborted) throw interrupted();
    if (!isStatement(statement)) throw changed(plan.file);
    const [name, address, values] = statement;
    const template = templates[name];
    const parameters = binders.get(name)?.(values);
    if (template === undefined || parameters === undefined) throw changed(plan.file);
    number += 1;
    yield { template: name, sql: template.sql, parameters, tag: template.tag, address, number };
  }
  if ((await reader.sha256()) !== plan.end.sha256) throw changed(plan.file);
}

const changed = (file: string): Stop =>
  new Stop([
    {
      code: 'apply.changed_while_sending',
      message: 'The plan changed on disk while it was being applied.',
      place: { file },
      hint: 'Find out what writes to this file; then apply again.',
    },
  ]);

export const interrupted = (): Stop =>
  new Stop([
    {
      code: 'apply.interrupted',
      message: 'The run was interrupted before COMMIT was sent.',
      hint: 'Nothing was written. Apply again when you are ready.',
    },
  ]);
