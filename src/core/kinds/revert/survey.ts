/** What a compensation has to know of the database. */
import { changeSetId, decisionId, entryId } from '../../ledger/ids.ts';
import type { SurveyPart } from '../../plan/survey.ts';
import { boundsOf } from '../../sql/live-rows.ts';
import type { Subject } from '../kind.ts';
import { ANCHORED, STANDING } from '../moves/units.ts';

const LEDGER = 'cutter_governance';

/** The decision that the cut rests on: its change set names it; before it is recorded, its id follows from the cut. */
const CUT_DECISION = `coalesce((SELECT c.review_decision_id FROM ${LEDGER}.cut_change_set c WHERE c.change_set_id = $1::uuid), $2::uuid)`;

export const revertSurvey = (subject: Subject): readonly SurveyPart[] => {
  const { cut, parent, pins } = subject;
  const said = parent.ledger ?? parent.sha256;
  const ids = [changeSetId(parent.sha256), decisionId(said, 'cut')];
  return [
    {
      name: 'change_set',
      columns: [
        ['change_set_id', 'c.change_set_id::text'],
        ['review_decision_id', 'c.review_decision_id::text'],
        ['decision_backlog_entry_id', 'c.decision_backlog_entry_id::text'],
      ],
      from: `${LEDGER}.cut_change_set c WHERE c.change_set_id = $1::uuid`,
      parameters: [changeSetId(parent.sha256)],
    },
    {
      name: 'decisions',
      columns: [
        ['review_decision_id', 'r.review_decision_id::text'],
        ['prior', 'r.prior_review_decision_id::text'],
        ['envelope_id', 'r.envelope_id::text'],
        ['entry_id', 'r.decision_backlog_entry_id::text'],
        ['verdict', 'r.verdict'],
      ],
      from: `(WITH RECURSIVE chain AS (
    SELECT d.* FROM ${LEDGER}.review_decision d WHERE d.review_decision_id = ${CUT_DECISION} OR d.review_decision_id = $3::uuid
    UNION
    SELECT n.* FROM ${LEDGER}.review_decision n JOIN chain p ON n.prior_review_decision_id = p.review_decision_id
  ) SELECT * FROM chain) r`,
      parameters: [...ids, decisionId(parent.sha256, 'compensate')],
    },
    {
      name: 'entry',
      columns: [
        ['entry_id', 'e.entry_id::text'],
        ['status', 'e.status'],
        [
          'version',
          `(SELECT max(h.entry_version_after) FROM ${LEDGER}.decision_backlog_history h WHERE h.entry_id = e.entry_id)::text`,
        ],
      ],
      from: `${LEDGER}.decision_backlog_entry e WHERE e.entry_id = coalesce((SELECT r.decision_backlog_entry_id FROM ${LEDGER}.review_decision r WHERE r.review_decision_id = ${CUT_DECISION}), $3::uuid)`,
      parameters: [...ids, entryId(said)],
    },
    {
      name: 'source',
      columns: [
        ['document_version', 'v.document_version_id'],
        ['source_document_ref', 'v.source_document_ref'],
      ],
      from: `${LEDGER}.source_document_version_registry v JOIN ${LEDGER}.source_document_registry d ON d.source_document_ref = v.source_document_ref WHERE d.address_docprefix = $1 AND v.document_version_id = $2`,
      parameters: [cut.prefix, pins.document_version],
    },
    {
      name: 'units',
      columns: [
        ['address', 'u.canonical_address'],
        ['manifest_digest', `u.identity_profile -> 'provenance' ->> 'manifest_digest'`],
        ['unit_kind', 'u.unit_kind'],
        ['section_type', 'u.section_type'],
        ['title', `u.identity_profile ->> 'title'`],
        ['authority', `u.identity_profile ->> 'publication_authority_ref'`],
        [
          'decided_hash',
          `(SELECT b.content_hash FROM ${LEDGER}.manifest_unit_block b JOIN ${LEDGER}.review_decision r ON r.envelope_id = b.envelope_id WHERE r.review_decision_id = ${CUT_DECISION} AND b.proposed_canonical_address = u.canonical_address AND b.block_role = 'result')`,
        ],
        ...STANDING,
      ],
      from: `public.information_unit u ${ANCHORED} WHERE u.canonical_address COLLATE "C" >= $3 AND u.canonical_address COLLATE "C" < $4`,
      parameters: [...ids, ...boundsOf(cut.prefix)],
    },
  ];
};
