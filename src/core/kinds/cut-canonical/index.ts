import { namesByTemplate, unitValues } from '../../plan/units.ts';
import { boundsOf } from '../../sql/live-rows.ts';
import { digestOf, eachOf } from '../../sql/survey.ts';
import { CutPlanner } from '../cut-direct/planner.ts';
import { FACTS } from '../facts.ts';
import type { DocumentKind } from '../kind.ts';
import { canonicalRowText, liveUnits } from './row.ts';
import { createStatement, sharedValues } from './statements.ts';
import { create } from './templates.ts';

const templates = { create };
const NAMES = namesByTemplate(templates);
const ROWS = liveUnits('true');

/** Leg A by the canonical writer: every unit new, one transaction, one call of fn_iu_create a unit. */
export const cutCanonical: DocumentKind = {
  ...FACTS['cut.canonical'],
  templates,
  units: { create: ['create'] },
  files: ['cut', 'manifest', 'region', 'snapshot'],
  tables: ['public.information_unit', 'public.unit_version'],
  functions: ['public.fn_iu_create'],
  lockKey: ({ cut }) => cut.prefix,
  live: ({ cut }) => ({
    digest: { sql: digestOf(ROWS), parameters: boundsOf(cut.prefix) },
    rows: { sql: eachOf(ROWS), parameters: boundsOf(cut.prefix) },
  }),
  rowText: (shared) => {
    const text = canonicalRowText(shared);
    return (unit) => text(Object.fromEntries(unitValues(NAMES, unit)));
  },
  planner: (sources) => new CutPlanner(cutCanonical, sources),
  unitStatements: () => (unit, body) => [createStatement(unit, body)],
  expected: (units) => ({
    statements: units,
    inserted: { 'public.information_unit': units, 'public.unit_version': units },
    updated: { 'public.information_unit': units },
  }),
  sharedValues,
};
