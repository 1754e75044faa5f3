/** Whether a cut can be recorded, and with which values. Every reason against it is reported. */
import { columnProblems } from '../../ledger/columns.ts';
import { changeSetId, decisionId, entryId, envelopeId, signatureId } from '../../ledger/ids.ts';
import { sameKeys, signatureRow } from '../../ledger/signature.ts';
import type { LedgerName } from '../../ledger/tables.ts';
import type { Statement } from '../../plan/plan.ts';
import { answerOf, type SurveyRow } from '../../plan/survey.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import { emptyColumns } from '../backlog/step.ts';
import { contentProblems } from '../content.ts';
import type { RequestSources } from '../request.ts';
import { inserts } from './inserts.ts';
import { type RecordFacts, recordUnits } from './rows.ts';

/** Codes: `plan.catalogue`, `plan.live`, `plan.recorded`, `plan.parent`, `plan.lane`. */
export function prepared({ request, survey }: RequestSources, tables: readonly LedgerName[]): Checked<RecordFacts> {
  const { parent, signer, cut } = request;
  const said = parent.ledger ?? parent.sha256;
  const recorded = answerOf(survey, 'recorded');
  const units = inDocumentOrder(request.units, answerOf(survey, 'units'));
  const [source] = answerOf(survey, 'source');
  const times = [...new Set(units.map(({ created_at }) => created_at))];
  const problems: Problem[] = [
    ...columnProblems(survey.catalogue, tables),
    ...contentProblems(request, survey),
    ...(recorded.length === 0
      ? []
      : [
          already(
            cut.prefix,
            recorded.map(({ key }) => key ?? ''),
          ),
        ]),
    ...(source === undefined ? [unregistered(cut.prefix, request.pins.document_version)] : []),
    ...(times.length === 1 ? [] : [notOneTransaction(cut.prefix, times.length)]),
    ...(request.approvals.length > 0 ? [] : [unapproved]),
    ...(signer === undefined ? [noSigner] : sameKeys(signer.keys['DOT-991'], signer.keys['DOT-992'])),
  ];
  if (problems.length > 0 || source === undefined || signer === undefined) return bad(...problems);
  const facts: RecordFacts = {
    request,
    shared: {
      actor: `cutter_exec/DOT-991/${cut.name}-record`,
      entry_id: entryId(said),
      envelope_id: envelopeId(said),
      review_decision_id: decisionId(said, 'cut'),
      change_set_id: changeSetId(parent.sha256),
      tool_revision: signer.tool_revision,
    },
    sourceRef: source.source_document_ref ?? '',
    committedAt: times[0] ?? '',
    units,
  };
  const nulls = emptyColumns(inserts, recordUnits(facts), survey.catalogue);
  return nulls.length > 0 ? bad(...nulls) : good(facts);
}

/** The last statement: the row with the executor's signature. Refused unless it is the lane's. */
export function signatureStatement({ request }: RequestSources, payload: string): Checked<Statement> {
  const { signer, signature, cut, parent } = request;
  if (signer === undefined) return bad(noSigner);
  const subject = changeSetId(parent.sha256);
  const wanted = { lane: 'DOT-991', key: signer.keys['DOT-991'], subject, payload } as const;
  const row = signatureRow(signatureId(subject), wanted, signer, signature);
  return row.ok ? good(inserts.signature.statement('signature', cut.prefix, row.value)) : row;
}

const inDocumentOrder = (
  units: RequestSources['request']['units'],
  live: readonly SurveyRow[],
): readonly SurveyRow[] => {
  const byAddress = new Map(live.map((row) => [row.address, row]));
  return units.map(([address]) => byAddress.get(address)).filter((row) => row !== undefined);
};

const already = (prefix: string, keys: readonly string[]): Problem => ({
  code: 'plan.recorded',
  message: `The ledger holds ${keys.length} rows about the cut of ${prefix} already.`,
  hint: keys.some((key) => key.startsWith('cut_change_set/'))
    ? 'It is recorded: nothing is left to do. `cutter write-verify` is the next step.'
    : 'Where it was requested, it is recorded by the steps of its request (`cutter status` names the next one); where it was taken back, nothing is left to record.',
});

const unregistered = (prefix: string, version: string): Problem => ({
  code: 'plan.document_unknown',
  message: `The document version ${version}, which the cut was made from, is not registered under ${prefix}.`,
  hint: 'Find out who removed it from the source registry.',
});

const notOneTransaction = (prefix: string, count: number): Problem => ({
  code: 'plan.live',
  message: `The units under ${prefix}/ were made at ${count} different times; a cut makes them at one.`,
  hint: 'Run `cutter verify` on the plan of the cut.',
});

const unapproved: Problem = {
  code: 'plan.parent',
  message: 'The receipt of the cut names no approval.',
  hint: 'Only a cut that was applied under an approval can be recorded.',
};

export const noSigner: Problem = {
  code: 'plan.lane',
  message: 'There are no keys of the lanes.',
  hint: 'Run `cutter keys init`, and name the keys in cutter.yaml.',
};
