/** What the plan of a verification says was found. */
import { namesByTemplate, unitValues } from '../core/plan/units.ts';
import { readPlan } from '../formats/plan.ts';
import type { Files } from '../ports.ts';

export interface Verdict {
  readonly verdict: 'pass' | 'fail';
  /** What was not as expected. */
  readonly findings: readonly { readonly id: string; readonly expected: string; readonly found: string }[];
}

/** Throws Stop for a plan that cannot be read. */
export async function verdictOf(file: string, files: Files): Promise<Verdict> {
  const reader = readPlan(files.stream(file), file);
  const header = await reader.header();
  const names = namesByTemplate(header.templates);
  let findings: Verdict['findings'] = [];
  for await (const unit of reader.units()) {
    const said = unitValues(names, unit).get('findings');
    if (said != null) findings = JSON.parse(said) as Verdict['findings'];
  }
  await reader.end();
  return { verdict: header.shared.verdict === 'pass' ? 'pass' : 'fail', findings };
}
