import { insertedCounts, insertedKey, insertedText, insertTemplates, standingAlone } from '../../ledger/rows.ts';
import { CHAIN, qualified } from '../../ledger/tables.ts';
import type { Statement } from '../../plan/plan.ts';
import { bad, good } from '../../problem.ts';
import { eachOf } from '../../sql/survey.ts';
import { REGISTRY_TABLES } from '../backlog/registered.ts';
import { contentAndLedger } from '../content.ts';
import { cutDirect } from '../cut-direct/index.ts';
import { FACTS } from '../facts.ts';
import type { RequestKind } from '../kind.ts';
import { record } from '../record/index.ts';
import { inserts } from '../record/inserts.ts';
import { signatureStatement } from '../record/prepare.ts';
import { recordUnits, signedText } from '../record/rows.ts';
import { recordRows, recordSurvey } from '../record/survey.ts';
import { requestPlan } from '../request-plan.ts';
import { prepared } from './prepare.ts';

const ledgerTemplates = insertTemplates(inserts);

/**
 * Leg A and leg B in one transaction, for a cut that asks for `record: atomic`: the statements of its plan as they were
 * approved, then its record, which names that plan and its approvals. Between the two there is no time without a record.
 * The ids of the units stand in the rows of the record, so the direct writer alone can do it.
 */
export const recordedCut: RequestKind = {
  ...FACTS.recorded_cut,
  parents: [cutDirect.name],
  parentApplied: false,
  carries: true,
  templates: { ...cutDirect.templates, ...ledgerTemplates },
  units: { ...cutDirect.units, ...standingAlone(Object.keys(ledgerTemplates)) },
  files: ['request', 'snapshot'],
  tables: [...record.ledger.map(qualified), CHAIN, ...REGISTRY_TABLES, ...cutDirect.tables],
  ledger: record.ledger,
  lockKey: ({ cut }) => cut.prefix,
  live(header) {
    const said = recordRows(header.parent);
    return contentAndLedger({ sql: eachOf(said.sql), parameters: said.parameters }, cutDirect.live(header).rows);
  },
  rowText(shared) {
    const content = cutDirect.rowText(shared);
    const said = insertedText(inserts)(shared);
    return (unit) => (isContent(unit) ? content(unit) : said(unit));
  },
  rowKey(shared) {
    const said = insertedKey(inserts)(shared);
    return (unit) => (isContent(unit) ? (unit[0]?.[1] ?? '') : said(unit));
  },
  survey: (subject) => recordSurvey(subject).filter(({ name }) => name !== 'units'),
  plan(sources) {
    const ready = prepared(sources, record.ledger);
    if (!ready.ok) return ready;
    const { facts, units: carried } = ready.value;
    const signature = signatureStatement(sources, signedText(facts));
    if (!signature.ok) return signature;
    const said = [...recordUnits(facts), [signature.value]];
    const content = cutDirect.expected(carried.length);
    function* units(): Generator<readonly Statement[]> {
      for (const { statements } of carried) yield statements;
      yield* said;
    }
    return good(
      requestPlan(recordedCut, sources, {
        changes: { create: carried.length, same: 0, changed: 0, gone: 0 },
        shared: facts.shared,
        inserted: { ...content.inserted, ...insertedCounts(inserts, said) },
        updated: content.updated,
        units,
      }),
    );
  },
  signed(sources) {
    const ready = prepared(sources, record.ledger);
    return ready.ok ? good(signedText(ready.value.facts)) : bad(...ready.problems);
  },
};

const isContent = ([statement]: readonly Statement[]): boolean =>
  statement !== undefined && Object.hasOwn(cutDirect.templates, statement[0]);
