/** What the plan of a verification says was found. */
import { decisionId } from '../core/ledger/ids.ts';
import { namesByTemplate, unitValues } from '../core/plan/units.ts';
import { readPlan } from '../formats/plan.ts';
import type { Files } from '../ports.ts';

export interface Verdict {
  readonly verdict: 'pass' | 'fail';
  /** Id of the review decision of the cut, on which its enactment rests; absent where the plan does not tell. */
  readonly decision?: string;
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
  const { parent } = header;
  return {
    verdict: header.shared.verdict === 'pass' ? 'pass' : 'fail',
    ...(parent === undefined ? {} : { decision: decisionId(parent.ledger ?? parent.sha256, 'cut') }),
    findings,
  };
}
