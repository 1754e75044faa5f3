/** The verdict: every fact of `cutter verify`, and what the ledger says, by the ten axes of a verify result. */
import { changeSetId } from '../../ledger/ids.ts';
import { laneStatementText } from '../../ledger/lane-statement.ts';
import { type FoundSignature, signatureProblems } from '../../ledger/signature.ts';
import type { PlanRequest } from '../../plan/request.ts';
import { answerOf, type Survey, type SurveyRow } from '../../plan/survey.ts';
import { type Outside, type VerifyFact, verifyFacts } from '../../verify/facts.ts';

export const AXES = [
  'count',
  'address',
  'hash',
  'body',
  'anchor',
  'lifecycle',
  'exclusion',
  'section_type',
  'outside',
  'ledger',
] as const;
export type Axis = (typeof AXES)[number];

/** Every fact counts for one axis. */
const AXIS_OF: Readonly<Record<string, Axis>> = {
  database: 'count',
  server: 'count',
  units: 'count',
  versions: 'count',
  addresses: 'address',
  hashes: 'hash',
  rows: 'hash',
  bodies: 'body',
  anchors: 'anchor',
  drafts: 'lifecycle',
  excluded: 'exclusion',
  section_types: 'section_type',
  outside: 'outside',
};

export interface Findings {
  readonly facts: readonly VerifyFact[];
  readonly axes: Readonly<Record<Axis, 'pass' | 'fail'>>;
  readonly verdict: 'pass' | 'fail';
}

export function findingsOf(request: PlanRequest, survey: Survey): Findings {
  const facts = [...contentFacts(request, survey), ...ledgerFacts(request, survey)];
  const failed = new Set(facts.filter(({ ok }) => !ok).map(({ id }) => AXIS_OF[id] ?? 'ledger'));
  return {
    facts,
    axes: Object.fromEntries(AXES.map((axis) => [axis, failed.has(axis) ? 'fail' : 'pass'])) as Findings['axes'],
    verdict: failed.size === 0 ? 'pass' : 'fail',
  };
}

function contentFacts(request: PlanRequest, survey: Survey): readonly VerifyFact[] {
  const { facts } = request;
  const [content] = answerOf(survey, 'content');
  const [structure] = answerOf(survey, 'structure');
  const [outside] = answerOf(survey, 'outside');
  return verifyFacts(
    request,
    {
      rows: { count: Number(facts.rows_count), digest: facts.rows_digest ?? '' },
      distinctHashes: Number(facts.distinct_hashes),
      sectionTypes: facts.section_types ?? '',
    },
    {
      planned: outsideOf({
        units: facts.outside_units ?? null,
        versions: facts.outside_versions ?? null,
        digest: facts.outside_digest ?? null,
      }),
      receiptHolds: facts.receipt_holds === 'true',
    },
    {
      structure: structure ?? {},
      rows: { count: Number(content?.count), digest: content?.digest ?? '' },
      outside: outsideOf(outside),
      database: survey.target.database,
      systemIdentifier: survey.target.system_identifier,
    },
  );
}

const outsideOf = (row: SurveyRow | undefined): Outside => ({
  units: Number(row?.units),
  versions: Number(row?.versions),
  digest: row?.digest ?? '',
});

function ledgerFacts(request: PlanRequest, survey: Survey): readonly VerifyFact[] {
  const units = String(request.pins.candidate_count);
  const [changeSet] = answerOf(survey, 'change_set');
  const [said] = answerOf(survey, 'units_said');
  const faults = executorFaults(request, survey);
  return [
    fact('ledger_plan', 'plan of the change set', request.parent.sha256, changeSet?.plan_sha256),
    fact('ledger_writer', 'writer digest of the change set', request.pins.writer_digest, changeSet?.manifest_version),
    fact('ledger_blocks', 'units of the manifest in the ledger', units, said?.blocks),
    fact('ledger_affected', 'units of the change set in the ledger', units, said?.affected),
    fact('ledger_as_live', 'of these as they are in the database', units, said?.as_live),
    fact('ledger_signature', 'signature of the executor', 'counts', faults.length === 0 ? 'counts' : faults.join(' ')),
  ];
}

/** The executor must have signed exactly the rows that stand in the ledger now. */
function executorFaults(request: PlanRequest, survey: Survey): readonly string[] {
  const [row] = answerOf(survey, 'executor_signature');
  const [signed] = answerOf(survey, 'signed_rows');
  const [changeSet] = answerOf(survey, 'change_set');
  const subject = changeSetId(request.parent.sha256);
  const payload = laneStatementText({
    lane: 'DOT-991',
    subject,
    plan_sha256: request.parent.sha256,
    target: request.target,
    tool_revision: changeSet?.executor_tool_revision ?? '',
    rows: { count: Number(signed?.count), digest: signed?.digest ?? '' },
  });
  const wanted = { lane: 'DOT-991', key: request.signer?.keys['DOT-991'] ?? '', subject, payload } as const;
  return signatureProblems(row as unknown as FoundSignature | undefined, wanted).map(({ message }) => message);
}

const fact = (id: string, name: string, expected: string, found: string | null | undefined): VerifyFact => ({
  id,
  name,
  expected,
  found: found ?? 'none',
  ok: expected === found,
});
