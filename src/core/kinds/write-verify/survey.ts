/** What the verifier has to know of the database: the facts of a cut, and what the ledger says of it. */
import type { SurveyPart } from '../../plan/survey.ts';
import { boundsOf, OUTSIDE_QUERY } from '../../sql/live-rows.ts';
import { digestOf } from '../../sql/survey.ts';
import { STRUCTURE_COLUMNS, structureQuery } from '../../sql/verify.ts';
import { contentPart } from '../content.ts';
import { CUTS } from '../cuts.ts';
import type { Subject } from '../kind.ts';
import { idsOf, signedRows } from '../record/survey.ts';

const LEDGER = 'cutter_governance';

export const verifySurvey = (subject: Subject): readonly SurveyPart[] => {
  const { cut, exclusions, parent } = subject;
  const bounds = boundsOf(cut.prefix);
  const excluded = `{${exclusions.map(({ key }) => `${cut.prefix}/${key}`).join(',')}}`;
  const [entry, envelope, changeSet] = idsOf(parent);
  return [
    contentPart(subject),
    {
      name: 'structure',
      columns: STRUCTURE_COLUMNS.map((name) => [name, `s.${name}`] as const),
      from: `(${structureQuery(CUTS[parent.kind]?.rowsAre)}) AS s`,
      parameters: [...bounds, excluded],
    },
    {
      name: 'outside',
      columns: [
        ['units', 'o.units'],
        ['versions', 'o.versions'],
        ['digest', 'o.digest'],
      ],
      from: `(${OUTSIDE_QUERY}) AS o`,
      parameters: bounds,
    },
    {
      name: 'change_set',
      columns: [
        ['change_set_id', 'c.change_set_id::text'],
        ['plan_sha256', 'c.plan_sha256'],
        ['run_id', 'c.run_id'],
        ['manifest_version', 'c.manifest_version'],
        ['executor_tool_revision', 'c.executor_tool_revision'],
        ['executor_signature_id', 'c.executor_signature_id::text'],
        ['affected_row_count', 'c.affected_row_count::text'],
      ],
      from: `${LEDGER}.cut_change_set c WHERE c.change_set_id = $1::uuid`,
      parameters: [changeSet],
    },
    {
      name: 'signed_rows',
      columns: [
        ['what', `'rows'`],
        ['count', 'd.count'],
        ['digest', 'd.digest'],
      ],
      from: `(${digestOf(signedRows(parent).sql)}) AS d`,
      parameters: signedRows(parent).parameters,
    },
    {
      name: 'executor_signature',
      columns: [
        ['signature_id', 'g.signature_id::text'],
        ['signature_kind', 'g.signature_kind'],
        ['signer_dot_id', 'g.signer_dot_id'],
        ['signer_tool_revision', 'g.signer_tool_revision'],
        ['signer_key_fingerprint', 'g.signer_key_fingerprint'],
        ['payload_envelope', 'g.payload_envelope'],
        ['payload_hash', 'g.payload_hash'],
        ['signature_payload', 'g.signature_payload'],
        ['cross_reference_change_set_id', 'g.cross_reference_change_set_id::text'],
        ['cross_reference_verify_result_id', 'g.cross_reference_verify_result_id::text'],
      ],
      from: `${LEDGER}.dot_pair_signature g WHERE g.cross_reference_change_set_id = $1::uuid`,
      parameters: [changeSet],
    },
    {
      name: 'units_said',
      columns: [
        ['what', `'units'`],
        ['blocks', 'count(b.unit_local_id)::text'],
        ['affected', 'count(a.affected_row_id)::text'],
        [
          'as_live',
          `count(*) FILTER (WHERE b.target_unit_id = u.id AND b.content_hash = v.content_hash AND a.target_row_id = u.id AND a.unit_version_id = v.id AND a.content_hash = v.content_hash AND a.target_table = 'public.information_unit')::text`,
        ],
      ],
      from: `(SELECT * FROM ${LEDGER}.manifest_unit_block WHERE envelope_id = $2::uuid) b
  FULL JOIN (SELECT * FROM ${LEDGER}.cut_change_set_affected_row WHERE change_set_id = $1::uuid) a ON a.canonical_address = b.proposed_canonical_address
  LEFT JOIN public.information_unit u ON u.canonical_address = b.proposed_canonical_address
  LEFT JOIN public.unit_version v ON v.id = u.version_anchor_ref AND v.unit_id = u.id`,
      parameters: [changeSet, envelope],
    },
    {
      name: 'entry',
      columns: [
        ['entry_id', 'e.entry_id::text'],
        ['status', 'e.status'],
        [
          'tracked',
          `(EXISTS (SELECT 1 FROM ${LEDGER}.decision_backlog_history h WHERE h.entry_id = e.entry_id AND h.change_kind = 'mark'))::text`,
        ],
        [
          'version',
          `(SELECT max(h.entry_version_after) FROM ${LEDGER}.decision_backlog_history h WHERE h.entry_id = e.entry_id)::text`,
        ],
      ],
      from: `${LEDGER}.decision_backlog_entry e WHERE e.entry_id = $1::uuid`,
      parameters: [entry],
    },
    {
      name: 'results',
      columns: [
        ['verify_result_id', 'r.verify_result_id::text'],
        ['verdict', 'r.verdict'],
      ],
      from: `${LEDGER}.verify_result r WHERE r.change_set_id = $1::uuid`,
      parameters: [changeSet],
    },
  ];
};
