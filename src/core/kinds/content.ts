import type { PlanHeader } from '../plan/plan.ts';
import type { Question } from '../plan/question.ts';
import type { PlanRequest } from '../plan/request.ts';
import type { Survey, SurveyPart } from '../plan/survey.ts';
import { answerOf } from '../plan/survey.ts';
import type { Problem } from '../problem.ts';
import { CUTS } from './cuts.ts';
import type { LiveRows, Subject } from './kind.ts';

/** The rows of the cut that a plan follows from, counted and digested as that cut's own plan does. */
export function contentPart({ cut, parent }: Subject): SurveyPart {
  const { sql, parameters } = CUTS[parent.kind]?.live({ cut } as PlanHeader).digest ?? { sql: '', parameters: [] };
  return {
    name: 'content',
    columns: [
      ['what', `'rows'`],
      ['count', 'd.count'],
      ['digest', 'd.digest'],
    ],
    from: `(${sql}) AS d`,
    parameters,
  };
}

/** The cut's rows must be there exactly as its plan leaves them. Code: `plan.live`. */
export function contentProblems(request: PlanRequest, survey: Survey): readonly Problem[] {
  const [found] = answerOf(survey, 'content');
  const { rows_count, rows_digest } = request.facts;
  if (found?.count === rows_count && found?.digest === rows_digest) return [];
  return [
    {
      code: 'plan.live',
      message: `What stands under ${request.cut.prefix}/ is not what the cut left there.`,
      hint: 'Run `cutter verify` on the plan of the cut: it names every row that differs.',
      detail: [
        `cut:   ${rows_count} rows, digest ${rows_digest}`,
        `found: ${found?.count} rows, digest ${found?.digest}`,
      ],
    },
  ];
}

/**
 * The rows of a cut and those that the ledger has about it, as one. Both questions give `address` and `digest`; the
 * parameters of the ledger's come first.
 */
export function contentAndLedger(ledger: Question, content: Question): LiveRows {
  const shift = ledger.parameters.length;
  const shifted = content.sql.replace(/\$(\d+)/g, (_, number) => `$${Number(number) + shift}`);
  const sql = `SELECT c.address, c.digest FROM (${shifted}) AS c UNION ALL SELECT l.address, l.digest FROM (${ledger.sql}) AS l`;
  const parameters = [...ledger.parameters, ...content.parameters];
  return {
    digest: {
      sql: `SELECT count(*)::text AS count, encode(sha256(coalesce(string_agg(decode(r.digest, 'hex'), ''::bytea ORDER BY r.address COLLATE "C"), ''::bytea)), 'hex') AS digest FROM (${sql}) AS r`,
      parameters,
    },
    rows: { sql, parameters },
  };
}
