/** What a record has to know of the database. */

import { changeSetId, entryId, envelopeId } from '../../ledger/ids.ts';
import { columnText } from '../../ledger/insert.ts';
import { liveRowsSql } from '../../ledger/rows.ts';
import type { ParentPlan } from '../../plan/plan.ts';
import type { Question } from '../../plan/question.ts';
import type { SurveyPart } from '../../plan/survey.ts';
import { boundsOf } from '../../sql/live-rows.ts';
import { contentPart } from '../content.ts';
import type { Subject } from '../kind.ts';
import { CHANGE_SET_CONDITIONS, CHANGE_SET_SIGNATURE, CONDITIONS, inserts, SIGNATURE_CONDITION } from './inserts.ts';

export const idsOf = ({
  sha256,
  ledger = sha256,
}: ParentPlan): [entry: string, envelope: string, changeSet: string] => [
  entryId(ledger),
  envelopeId(ledger),
  changeSetId(sha256),
];

/** A plan that follows from none has recorded none. */
const NONE: ParentPlan = { sha256: '', kind: '' };

/** Every row of a record of this cut. */
export const recordRows = (parent: ParentPlan = NONE): Question =>
  parent.ledger === undefined
    ? { sql: RECORD_ROWS, parameters: idsOf(parent) }
    : { sql: CHANGE_SET_ROWS, parameters: [changeSetId(parent.sha256)] };
/** The same without the signature, which is made over their digest. */
export const signedRows = (parent: ParentPlan): Question =>
  parent.ledger === undefined
    ? { sql: SIGNED_ROWS, parameters: idsOf(parent) }
    : { sql: SIGNED_CHANGE_SET_ROWS, parameters: [changeSetId(parent.sha256)] };

const RECORD_ROWS = liveRowsSql(inserts, { ...CONDITIONS, ...SIGNATURE_CONDITION });
const SIGNED_ROWS = liveRowsSql(inserts, CONDITIONS);
const CHANGE_SET_ROWS = liveRowsSql(inserts, { ...CHANGE_SET_CONDITIONS, ...CHANGE_SET_SIGNATURE });
const SIGNED_CHANGE_SET_ROWS = liveRowsSql(inserts, CHANGE_SET_CONDITIONS);

export const recordSurvey = (subject: Subject): readonly SurveyPart[] => [
  contentPart(subject),
  {
    name: 'units',
    columns: [
      ['address', 'u.canonical_address'],
      ['id', 'u.id::text'],
      ['version_id', 'v.id::text'],
      ['content_hash', 'v.content_hash'],
      ['span_sha256', `u.identity_profile -> 'provenance' ->> 'span_sha256'`],
      ['unit_kind', 'u.unit_kind'],
      ['section_type', 'u.section_type'],
      ['title', `u.identity_profile ->> 'title'`],
      ['authority', `u.identity_profile ->> 'publication_authority_ref'`],
      ['created_at', columnText('v.created_at', 'timestamptz')],
      ['version_seq', 'v.version_seq::text'],
    ],
    from: `public.information_unit u LEFT JOIN public.unit_version v ON v.id = u.version_anchor_ref AND v.unit_id = u.id WHERE u.canonical_address COLLATE "C" >= $1 AND u.canonical_address COLLATE "C" < $2`,
    parameters: boundsOf(subject.cut.prefix),
  },
  {
    name: 'source',
    columns: [
      ['document_version', 'v.document_version_id'],
      ['source_document_ref', 'v.source_document_ref'],
      ['content_checksum', 'v.content_checksum'],
    ],
    from: `cutter_governance.source_document_version_registry v JOIN cutter_governance.source_document_registry d ON d.source_document_ref = v.source_document_ref WHERE d.address_docprefix = $1 AND v.document_version_id = $2`,
    parameters: [subject.cut.prefix, subject.pins.document_version],
  },
  {
    name: 'recorded',
    columns: [['key', 'r.key']],
    from: `(${recordRows(subject.parent).sql}) AS r`,
    parameters: recordRows(subject.parent).parameters,
  },
];
