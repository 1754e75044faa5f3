import { CHAIN, qualified } from '../../ledger/tables.ts';
import { namesByTemplate, unitValues } from '../../plan/units.ts';
import { boundsOf } from '../../sql/live-rows.ts';
import { digestOf, eachOf } from '../../sql/survey.ts';
import { canonicalRowText, liveUnits } from '../cut-canonical/row.ts';
import { FACTS } from '../facts.ts';
import type { DocumentKind } from '../kind.ts';
import { expected, LEDGER_TABLES, reissuePlanner, undecided } from './planner.ts';
import { sharedValues, unitStatements } from './statements.ts';
import { inserts, templates, units } from './templates.ts';

const NAMES = namesByTemplate(templates);
/** Retired units are not there, as far as a cut is concerned. */
const ROWS = liveUnits(`u.lifecycle_status <> 'retired'`);

/**
 * Leg A where units were retired before, as after a compensation: the same units get new versions. What the functions
 * demand to see decided is written first, so a part of the record is in the same transaction.
 */
export const cutReissue: DocumentKind = {
  ...FACTS['cut.reissue'],
  templates,
  units,
  files: ['cut', 'manifest', 'region', 'snapshot'],
  tables: [
    ...LEDGER_TABLES.map(qualified),
    CHAIN,
    'cutter_governance.source_document_registry',
    'public.information_unit',
    'public.unit_version',
  ],
  functions: ['public.fn_iu_create', 'public.fn_iu_reissue'],
  lockKey: ({ cut }) => cut.prefix,
  live: ({ cut }) => ({
    digest: { sql: digestOf(ROWS), parameters: boundsOf(cut.prefix) },
    rows: { sql: eachOf(ROWS), parameters: boundsOf(cut.prefix) },
  }),
  rowText: (shared) => {
    const text = canonicalRowText(shared);
    return (unit) => {
      const [first] = unit;
      if (first === undefined || Object.hasOwn(inserts, first[0])) return undefined;
      return text(Object.fromEntries(unitValues(NAMES, unit)));
    };
  },
  planner: (sources) => reissuePlanner(cutReissue, sources),
  unitStatements,
  expected: (count) => expected(count, 0),
  sharedValues,
  premises: undecided,
  rowsAre: 'live',
};
