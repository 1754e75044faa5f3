/** The reports of an audit pack, from its evidence alone: paths within the pack, and their texts. */
import type { Evidence } from '../core/audit/evidence.ts';
import { evidenceText } from '../core/audit/evidence-text.ts';
import { PACK } from '../core/audit/pack.ts';
import { auditMarkdown, auditPages } from './audit-markdown.ts';
import { auditPage } from './html/audit-page.ts';

export const auditReports = (evidence: Evidence): readonly (readonly [path: string, text: string])[] => [
  [PACK.reportJson, evidenceText(evidence)],
  [PACK.reportMarkdown, auditMarkdown(evidence, PACK.pages)],
  ...auditPages(evidence).map(({ name, text }): [string, string] => [`${PACK.pages}/${name}`, text]),
  [PACK.reportHtml, auditPage(evidence)],
];
