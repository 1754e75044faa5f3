/** The plan of a request: the header that all such plans have, around what the kind decides. */
import { sha256, sha256Stream } from '../hash.ts';
import { statementText, writerDigestHead } from '../plan/encode.ts';
import { fingerprints } from '../plan/fingerprint.ts';
import { PLAN_FORMAT, type PlanHeader, type Statement } from '../plan/plan.ts';
import type { RowsDigest } from '../plan/rows.ts';
import { premisesOf } from '../plan/survey.ts';
import type { RequestKind } from './kind.ts';
import type { RequestPlan, RequestSources } from './request.ts';
import { templatesOf } from './templates.ts';

/** What a kind decides. */
export interface RequestDecision {
  readonly changes: PlanHeader['changes'];
  readonly shared: Readonly<Record<string, string>>;
  /** Rows that the transaction inserts or updates, by table; all tables that its statements and their triggers write. */
  readonly inserted: Readonly<Record<string, number>>;
  readonly updated: Readonly<Record<string, number>>;
  readonly before?: RowsDigest;
  readonly units: () => Iterable<readonly Statement[]>;
}

export function requestPlan(kind: RequestKind, sources: RequestSources, decision: RequestDecision): RequestPlan {
  const { request, requestFile, survey, surveyFile, trust } = sources;
  const templates = templatesOf(kind);
  const digest = sha256Stream();
  let statements = 0;
  for (const unit of decision.units()) {
    for (const statement of unit) digest.update(statementText(statement));
    statements += unit.length;
  }
  const { policy_sha256: _policy, signers_sha256: _signers, request_sha256: _request, ...parentPins } = request.pins;
  return {
    units: decision.units,
    header: {
      format: PLAN_FORMAT,
      kind: kind.name,
      lane: kind.lane,
      approval: kind.approval,
      author: request.author,
      cut: request.cut,
      parent: request.parent,
      ...(Object.keys(request.given).length === 0 ? {} : { given: request.given }),
      target: {
        database: request.target.database,
        system_identifier: request.target.system_identifier,
        principal: kind.principal,
      },
      pins: {
        ...parentPins,
        snapshot_sha256: surveyFile.sha256,
        writer_digest: sha256(`${writerDigestHead(templates, decision.shared)}${digest.hex()}`),
        request_sha256: requestFile.sha256,
        ...trust,
      },
      exclusions: request.exclusions,
      changes: decision.changes,
      expect: { statements, inserted: sorted(decision.inserted), updated: sorted(decision.updated) },
      ...(decision.before === undefined ? {} : { before: decision.before }),
      premises: premisesOf(survey),
      catalogue: fingerprints(survey.catalogue),
      shared: decision.shared,
      templates,
    },
  };
}

const sorted = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
