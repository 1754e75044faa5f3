/** The statements of a plan on their way to the server: the second read of the file. */
import { bind, valueNames } from '../../core/kinds/kind.ts';
import { Stop } from '../../core/problem.ts';
import { readPlan } from '../../formats/plan.ts';
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
  const reader = readPlan(files.stream(plan.file), plan.file);
  const header = await reader.header();
  const kind = reader.kind();
  const names = Object.fromEntries(Object.entries(kind.templates).map(([name, one]) => [name, valueNames(one)]));
  let number = 0;
  for await (const unit of reader.units()) {
    if (signal.aborted) throw interrupted();
    for (const [name, address, values] of unit) {
      const template = kind.templates[name];
      if (template === undefined) throw new Error(`a plan with the unknown template ${name} passed its reader`);
      number += 1;
      yield {
        template: name,
        sql: template.sql,
        parameters: bind(template, names[name] ?? [], header.shared, values),
        tag: template.tag,
        address,
        number,
      };
    }
  }
  const end = await reader.end();
  if (end.sha256 !== plan.end.sha256) {
    throw new Stop([
      {
        code: 'apply.changed_while_sending',
        message: 'The plan changed on disk while it was being applied.',
        place: { file: plan.file },
        hint: 'Find out what writes to this file; then apply again.',
      },
    ]);
  }
}

export const interrupted = (): Stop =>
  new Stop([
    {
      code: 'apply.interrupted',
      message: 'The run was interrupted before COMMIT was sent.',
      hint: 'Nothing was written. Apply again when you are ready.',
    },
  ]);
