/** Whether a cut can be made together with its record, and with which values. Every reason against it is reported. */
import { columnProblems } from '../../ledger/columns.ts';
import { changeSetId, decisionId, entryId, envelopeId } from '../../ledger/ids.ts';
import { sameKeys } from '../../ledger/signature.ts';
import type { LedgerName } from '../../ledger/tables.ts';
import type { PlanRequest } from '../../plan/request.ts';
import { answerOf } from '../../plan/survey.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import { type CarriedUnit, carriedUnits, catalogueProblems } from '../backlog/carried.ts';
import { sourceProblems, sourceRef } from '../backlog/registered.ts';
import { emptyColumns } from '../backlog/step.ts';
import { inserts } from '../record/inserts.ts';
import { noSigner } from '../record/prepare.ts';
import { type RecordFacts, recordUnits } from '../record/rows.ts';
import type { RequestSources } from '../request.ts';

export interface RecordedCut {
  readonly facts: RecordFacts;
  readonly units: readonly CarriedUnit[];
}

/** Codes: `plan.catalogue`, `plan.live`, `plan.recorded`, `plan.parent`, `plan.record`, `plan.lane`. */
export function prepared(sources: RequestSources, tables: readonly LedgerName[]): Checked<RecordedCut> {
  const { request, survey } = sources;
  const { cut, parent, signer } = request;
  const columns = columnProblems(survey.catalogue, tables);
  if (columns.length > 0) return bad(...columns);
  const carried = carriedUnits(request);
  const [there] = answerOf(survey, 'content');
  const recorded = answerOf(survey, 'recorded');
  const problems: Problem[] = [
    ...(cut.record === 'atomic' ? [] : [notAsked(cut.prefix)]),
    ...(carried.ok ? [] : carried.problems),
    ...(there?.count === '0' ? [] : [notNew(cut.prefix, there?.count)]),
    ...(recorded.length === 0 ? [] : [already(cut.prefix, recorded.length)]),
    ...catalogueProblems(request, survey),
    ...sourceProblems(sources),
    ...(request.approvals.length > 0 ? [] : [unapproved]),
    ...(signer === undefined ? [noSigner] : sameKeys(signer.keys['DOT-991'], signer.keys['DOT-992'])),
  ];
  if (problems.length > 0 || !carried.ok) return bad(...problems);
  const facts: RecordFacts = {
    request,
    sourceRef: sourceRef(survey),
    committedAt: null,
    units: carried.value.map((unit) => ({
      address: unit.address,
      id: unit.id,
      version_id: unit.version,
      version_seq: '1',
      content_hash: unit.contentHash,
      unit_kind: unit.unitKind,
      section_type: unit.sectionType,
      title: unit.title,
      authority: authorityOf(request),
    })),
    shared: {
      ...request.shared,
      entry_id: entryId(parent.sha256),
      envelope_id: envelopeId(parent.sha256),
      review_decision_id: decisionId(parent.sha256, 'cut'),
      change_set_id: changeSetId(parent.sha256),
      tool_revision: signer?.tool_revision ?? '',
    },
  };
  const nulls = emptyColumns(inserts, recordUnits(facts), survey.catalogue);
  return nulls.length > 0 ? bad(...nulls) : good({ facts, units: carried.value });
}

/** As all units of the cut have it. */
function authorityOf({ shared = {} }: PlanRequest): string | null {
  const identity = JSON.parse(shared.identity ?? '{}') as { readonly publication_authority_ref?: string };
  return identity.publication_authority_ref ?? null;
}

const notAsked = (prefix: string): Problem => ({
  code: 'plan.record',
  message: `The cut of ${prefix} does not ask for its record in the same transaction.`,
  hint: 'Apply its plan, then run `cutter record`; or say `record: atomic` in cut.yaml, and plan again.',
});

const notNew = (prefix: string, count: string | null | undefined): Problem => ({
  code: 'plan.live',
  message: `${count} rows stand under ${prefix}/ already.`,
  hint: 'Run `cutter verify` on the plan of the cut. If a run of it is in doubt, `cutter resolve` settles it.',
});

const already = (prefix: string, rows: number): Problem => ({
  code: 'plan.recorded',
  message: `The ledger holds ${rows} rows about this cut of ${prefix} already.`,
  hint: 'A plan is carried out once. Plan again from cut.yaml.',
});

const unapproved: Problem = {
  code: 'plan.parent',
  message: 'Beside the plan of the cut there is no approval of it (SG_1).',
  hint: 'Have it approved: `cutter approve` with its folder; or name the file with --approval.',
};
