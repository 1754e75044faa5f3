/** What an enactment has to know of the database. */
import { changeSetId } from '../../ledger/ids.ts';
import type { SurveyPart } from '../../plan/survey.ts';
import { contentPart } from '../content.ts';
import type { Subject } from '../kind.ts';
import { ANCHORED, STANDING } from '../moves/units.ts';

const LEDGER = 'cutter_governance';

export const enactSurvey = (subject: Subject): readonly SurveyPart[] => {
  const changeSet = changeSetId(subject.parent.sha256);
  return [
    contentPart(subject),
    {
      name: 'change_set',
      columns: [
        ['change_set_id', 'c.change_set_id::text'],
        ['plan_sha256', 'c.plan_sha256'],
        ['manifest_id', 'c.manifest_id::text'],
        ['review_decision_id', 'c.review_decision_id::text'],
      ],
      from: `${LEDGER}.cut_change_set c WHERE c.change_set_id = $1::uuid`,
      parameters: [changeSet],
    },
    {
      name: 'results',
      columns: [
        ['verify_result_id', 'r.verify_result_id::text'],
        ['verdict', 'r.verdict'],
        ['number', 'row_number() OVER (ORDER BY r.verified_at, r.verify_result_id)::text'],
      ],
      from: `${LEDGER}.verify_result r WHERE r.change_set_id = $1::uuid`,
      parameters: [changeSet],
    },
    {
      name: 'decision',
      columns: [
        ['review_decision_id', 'r.review_decision_id::text'],
        ['envelope_id', 'r.envelope_id::text'],
        ['verdict', 'r.verdict'],
        ['event', 'r.governance_event_kind'],
        ['envelope_status', 'e.status'],
        ['source_doc_ref', 'e.source_doc_ref'],
        ['prefix', 'd.address_docprefix'],
        [
          'successor',
          `(SELECT n.review_decision_id FROM ${LEDGER}.review_decision n WHERE n.prior_review_decision_id = r.review_decision_id)::text`,
        ],
        [
          'reverted',
          `EXISTS (SELECT 1 FROM ${LEDGER}.review_decision n WHERE n.envelope_id = r.envelope_id AND n.verdict = 'revert')::text`,
        ],
      ],
      from: `${LEDGER}.review_decision r JOIN ${LEDGER}.manifest_envelope e ON e.envelope_id = r.envelope_id LEFT JOIN ${LEDGER}.source_document_registry d ON d.source_document_ref = e.source_doc_ref WHERE r.review_decision_id = $1::uuid`,
      parameters: [subject.given.decision ?? null],
    },
    {
      name: 'units',
      columns: [
        ['address', 'a.canonical_address'],
        ['recorded_version', 'a.unit_version_id::text'],
        ['recorded_hash', 'a.content_hash'],
        ['decided_hash', 'b.content_hash'],
        ...STANDING,
      ],
      from: `${LEDGER}.cut_change_set_affected_row a
  LEFT JOIN ${LEDGER}.manifest_unit_block b ON b.envelope_id = (SELECT r.envelope_id FROM ${LEDGER}.review_decision r WHERE r.review_decision_id = $2::uuid) AND b.proposed_canonical_address = a.canonical_address AND b.block_role = 'result'
  LEFT JOIN public.information_unit u ON u.canonical_address = a.canonical_address ${ANCHORED}
  WHERE a.change_set_id = $1::uuid`,
      parameters: [changeSet, subject.given.decision ?? null],
    },
  ];
};
