/** What the tracked cut has to know of the database: the decision, what was reviewed, what it waits for, the content. */
import { decisionId, entryId, envelopeId } from '../../ledger/ids.ts';
import { liveRowsSql } from '../../ledger/rows.ts';
import type { SurveyPart } from '../../plan/survey.ts';
import type { Subject } from '../kind.ts';
import { CONDITIONS, inserts } from '../record/inserts.ts';
import { recordSurvey } from '../record/survey.ts';
import { entryPart } from './entry.ts';
import { sourcePart } from './registered.ts';

const LEDGER = 'cutter_governance';
const { entry, envelope, block, decision } = CONDITIONS;

/** Rows that stand already and that the executor signs together with those of the cut. */
const STANDING = liveRowsSql(inserts, { entry, envelope, block, decision });

export const cutSurvey = (subject: Subject): readonly SurveyPart[] => [
  entryPart(subject),
  sourcePart(subject),
  ...recordSurvey(subject).filter(({ name }) => name === 'content' || name === 'units'),
  {
    name: 'decision',
    columns: [
      ['review_decision_id', 'r.review_decision_id::text'],
      ['verdict', 'r.verdict'],
      ['event', 'r.governance_event_kind'],
      ['manifest_digest', 'r.manifest_digest'],
      ['plan_sha256', 'r.plan_sha256'],
      ['candidate_count', 'r.candidate_count::text'],
      ['entry', 'r.decision_backlog_entry_id::text'],
      ['envelope', 'r.envelope_id::text'],
      ['document', 'e.source_doc_ref'],
      ['reviewer', 'r.reviewer'],
      [
        'replaced_by',
        `(SELECT n.review_decision_id FROM ${LEDGER}.review_decision n WHERE n.prior_review_decision_id = r.review_decision_id)::text`,
      ],
    ],
    from: `${LEDGER}.review_decision r JOIN ${LEDGER}.manifest_envelope e ON e.envelope_id = r.envelope_id WHERE r.review_decision_id = $1::uuid`,
    parameters: [decisionId(subject.parent.sha256, 'cut')],
  },
  {
    name: 'blocks',
    columns: [
      ['address', 'b.proposed_canonical_address'],
      ['content_hash', 'b.content_hash'],
      ['render_order', 'b.render_order::text'],
      ['entry', 'b.decision_backlog_ref::text'],
    ],
    from: `${LEDGER}.manifest_unit_block b WHERE b.envelope_id = $1::uuid`,
    parameters: [envelopeId(subject.parent.sha256)],
  },
  {
    name: 'awaited',
    columns: [
      ['entry_id', 'o.entry_id::text'],
      ['prefix', `o.payload ->> 'prefix'`],
      ['status', 'o.status'],
    ],
    from: `${LEDGER}.decision_backlog_dependency d JOIN ${LEDGER}.decision_backlog_entry o ON o.entry_id = d.to_entry_id WHERE d.from_entry_id = $1::uuid`,
    parameters: [entryId(subject.parent.sha256)],
  },
  {
    name: 'standing',
    columns: [
      ['key', 's.key'],
      ['text', 's.text'],
    ],
    from: `(${STANDING}) AS s`,
    parameters: [entryId(subject.parent.sha256), envelopeId(subject.parent.sha256)],
  },
];
