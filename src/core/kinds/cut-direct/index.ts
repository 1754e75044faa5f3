import { boundsOf, ROWS_DIGEST_QUERY, ROWS_QUERY } from '../../sql/live-rows.ts';
import { FACTS } from '../facts.ts';
import type { DocumentKind } from '../kind.ts';
import { CutPlanner } from './planner.ts';
import { cutRowText } from './row.ts';
import { sharedValues, unitStatements } from './statements.ts';
import { templates } from './templates.ts';

/** Leg A by the direct writer: every unit new, one transaction, three statements a unit. */
export const cutDirect: Omit<DocumentKind, 'rowText'> & { readonly rowText: typeof cutRowText } = {
  ...FACTS['cut.direct'],
  templates,
  units: { insert_unit: ['insert_unit', 'insert_version', 'set_anchors'] },
  files: ['cut', 'manifest', 'region', 'snapshot'],
  tables: ['public.information_unit', 'public.unit_version'],
  lockKey: ({ cut }) => cut.prefix,
  live: ({ cut }) => ({
    digest: { sql: ROWS_DIGEST_QUERY, parameters: boundsOf(cut.prefix) },
    rows: { sql: ROWS_QUERY, parameters: boundsOf(cut.prefix) },
  }),
  rowText: cutRowText,
  planner: (sources) => new CutPlanner(cutDirect, sources),
  unitStatements: () => unitStatements,
  expected: (units) => ({
    statements: 3 * units,
    inserted: { 'public.information_unit': units, 'public.unit_version': units },
    updated: { 'public.information_unit': units },
  }),
  sharedValues,
};
