import {
  insertedCounts,
  insertedKey,
  insertedText,
  insertTemplates,
  liveRows,
  standingAlone,
} from '../../ledger/rows.ts';
import { CHAIN, qualified } from '../../ledger/tables.ts';
import { bad, type Checked, good } from '../../problem.ts';
import { cutNames } from '../cuts.ts';
import { FACTS } from '../facts.ts';
import type { RequestKind } from '../kind.ts';
import type { RequestPlan, RequestSources } from '../request.ts';
import { requestPlan } from '../request-plan.ts';
import { inserts } from './inserts.ts';
import { prepared, signatureStatement } from './prepare.ts';
import { recordUnits, signedText } from './rows.ts';
import { recordRows, recordSurvey } from './survey.ts';

const TABLES = [...new Set(Object.values(inserts).map(({ table }) => table))];

/** Leg B, recorded after the cut: 6 + 2N rows of the ledger. */
export const record: RequestKind = {
  ...FACTS.record,
  parents: cutNames,
  parentApplied: true,
  templates: insertTemplates(inserts),
  units: standingAlone(Object.keys(inserts)),
  files: ['request', 'snapshot'],
  tables: [
    ...TABLES.map(qualified),
    CHAIN,
    'cutter_governance.source_document_registry',
    'cutter_governance.source_document_version_registry',
    'public.information_unit',
    'public.unit_version',
  ],
  ledger: TABLES,
  lockKey: ({ cut }) => cut.prefix,
  live: ({ parent }) => {
    const { sql, parameters } = recordRows(parent);
    return liveRows(sql, parameters);
  },
  rowText: insertedText(inserts),
  rowKey: insertedKey(inserts),
  survey: recordSurvey,
  plan(sources) {
    const ready = prepared(sources, TABLES);
    if (!ready.ok) return ready;
    const facts = ready.value;
    const signature = signatureStatement(sources, signedText(facts));
    if (!signature.ok) return signature;
    const last = [signature.value];
    function* units() {
      yield* recordUnits(facts);
      yield last;
    }
    return good(planOf(sources, facts.shared, units));
  },
  signed: statementOf,
};

function planOf(
  sources: RequestSources,
  shared: Readonly<Record<string, string>>,
  units: RequestPlan['units'],
): RequestPlan {
  return requestPlan(record, sources, {
    changes: { create: 0, same: sources.request.units.length, changed: 0, gone: 0 },
    shared,
    inserted: insertedCounts(inserts, units()),
    updated: {},
    units,
  });
}

function statementOf(sources: RequestSources): Checked<string> {
  const ready = prepared(sources, TABLES);
  return ready.ok ? good(signedText(ready.value)) : bad(...ready.problems);
}
