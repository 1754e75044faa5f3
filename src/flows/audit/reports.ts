/** The reports of a pack, from its evidence alone. */
import { join } from 'node:path';
import type { Evidence } from '../../core/audit/evidence.ts';
import { evidenceText } from '../../core/audit/evidence-text.ts';
import { PACK } from '../../core/audit/pack.ts';
import type { FileWriter } from '../../ports.ts';
import { auditMarkdown, auditPages } from '../../render/audit-markdown.ts';
import { auditPage } from '../../render/html/audit-page.ts';

export const reportsOf = (evidence: Evidence): readonly (readonly [path: string, text: string])[] => [
  [PACK.reportJson, evidenceText(evidence)],
  [PACK.reportMarkdown, auditMarkdown(evidence, PACK.pages)],
  ...auditPages(evidence).map(({ name, text }): [string, string] => [`${PACK.pages}/${name}`, text]),
  [PACK.reportHtml, auditPage(evidence)],
];

export async function writeReports(folder: string, evidence: Evidence, output: FileWriter): Promise<void> {
  for (const [path, text] of reportsOf(evidence)) await output.write(join(folder, path), [text]);
}
