/** Whether the document version that a cut was planned from is still the owner's. */
import { answerOf, type Survey, type SurveyPart } from '../../plan/survey.ts';
import type { Problem } from '../../problem.ts';
import type { Subject } from '../kind.ts';
import type { RequestSources } from '../request.ts';

export const REGISTRY_TABLES = [
  'cutter_governance.source_document_registry',
  'cutter_governance.source_document_version_registry',
] as const;

export const sourcePart = ({ cut, pins }: Subject): SurveyPart => ({
  name: 'source',
  columns: [
    ['document_version', 'v.document_version_id'],
    ['source_document_ref', 'v.source_document_ref'],
    ['content_checksum', 'v.content_checksum'],
  ],
  from: `${REGISTRY_TABLES[1]} v JOIN ${REGISTRY_TABLES[0]} d ON d.source_document_ref = v.source_document_ref WHERE d.address_docprefix = $1 AND v.document_version_id = $2`,
  parameters: [cut.prefix, pins.document_version],
});

export const sourceRef = (survey: Survey): string => answerOf(survey, 'source')[0]?.source_document_ref ?? '';

/** Codes: `plan.document_unknown`, `plan.version_unknown`. */
export function sourceProblems({ request, survey }: RequestSources): readonly Problem[] {
  const [source] = answerOf(survey, 'source');
  const { prefix } = request.cut;
  if (source === undefined) {
    return [
      {
        code: 'plan.document_unknown',
        message: `The document version ${request.pins.document_version} is not registered under ${prefix}.`,
        hint: 'Find out who removed it from the source registry.',
      },
    ];
  }
  if (source.content_checksum === request.pins.region_sha256) return [];
  return [
    {
      code: 'plan.version_unknown',
      message: `The document version ${request.pins.document_version} is registered with another text.`,
      hint: 'Find out who changed the source registry.',
    },
  ];
}
