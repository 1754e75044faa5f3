import { canonical, type JsonObject } from '../canonical.ts';
import type { Evidence } from './evidence.ts';

export const REPORT_FORMAT = 'cutter.audit-report/1';

/** The text of report.json. */
export const evidenceText = (evidence: Evidence): string =>
  canonical({ format: REPORT_FORMAT, ...(evidence as unknown as JsonObject) });
