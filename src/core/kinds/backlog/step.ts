/**
 * A step of a request, as a kind: a compare-and-swap of its status, one row of its history, and what the step leaves
 * beside it. All that differs between the steps stands in a StepDefinition.
 */
import { moveStatement, moveTemplate } from '../../ledger/backlog.ts';
import { columnProblems, nullProblems } from '../../ledger/columns.ts';
import { historyInsert } from '../../ledger/common-inserts.ts';
import { historyId } from '../../ledger/ids.ts';
import type { LedgerInsert, RowValues } from '../../ledger/insert.ts';
import {
  insertedCounts,
  insertedKey,
  insertedText,
  insertTemplates,
  liveRows,
  liveRowsSql,
  standingAlone,
} from '../../ledger/rows.ts';
import { CHAIN, type LedgerName, qualified } from '../../ledger/tables.ts';
import type { Statement } from '../../plan/plan.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import { cutCanonical } from '../cut-canonical/index.ts';
import { cutDirect } from '../cut-direct/index.ts';
import { FACTS } from '../facts.ts';
import type { RequestKind } from '../kind.ts';
import type { RequestSources } from '../request.ts';
import { requestPlan } from '../request-plan.ts';
import type { Standing } from './entry.ts';
import { REGISTRY_TABLES } from './registered.ts';

export type Unit = readonly Statement[];

/** Kinds of cuts that can be requested. One that cuts addresses again writes request and decision of its own. */
export const REQUESTED: readonly string[] = [cutDirect.name, cutCanonical.name];

export interface StepPlan {
  /** Values that the rows share; the keys by which they are found are among them. */
  readonly shared: Readonly<Record<string, string>>;
  readonly units: readonly Unit[];
}

export interface StepDefinition {
  readonly name: 'request' | 'sweep' | 'review' | 'depend' | 'abandon';
  readonly inserts: Readonly<Record<string, LedgerInsert>>;
  /** Where the rows of one plan are found, by insert; `$1` ... are the shared values that `keys` names. */
  readonly conditions: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
  /** Tables that it asks and does not write. */
  readonly reads: readonly LedgerName[];
  /** It asks the source registry as well. */
  readonly registered?: true;
  readonly carries?: boolean;
  readonly survey: RequestKind['survey'];
  readonly givenProblems?: RequestKind['givenProblems'];
  readonly prepare: (sources: RequestSources) => Checked<StepPlan>;
}

export function stepKind(step: StepDefinition): RequestKind {
  const { name, inserts, conditions, keys } = step;
  const templates = { ...insertTemplates(inserts), move: moveTemplate };
  const ledger = [
    ...new Set<LedgerName>([
      'decision_backlog_entry',
      ...Object.values(inserts).map(({ table }) => table),
      ...step.reads,
    ]),
  ];
  const rows = liveRowsSql(inserts, conditions);
  const kind: RequestKind = {
    ...FACTS[name],
    parents: REQUESTED,
    parentApplied: false,
    ...(step.carries === undefined ? {} : { carries: step.carries }),
    templates,
    units: standingAlone(Object.keys(templates)),
    files: ['request', 'snapshot'],
    tables: [...ledger.map(qualified), CHAIN, ...(step.registered === true ? REGISTRY_TABLES : [])],
    ledger,
    lockKey: ({ cut }) => cut.prefix,
    live: ({ shared }) =>
      liveRows(
        rows,
        keys.map((key) => shared[key] ?? ''),
      ),
    rowText: insertedText(inserts),
    rowKey: insertedKey(inserts),
    survey: step.survey,
    ...(step.givenProblems === undefined ? {} : { givenProblems: step.givenProblems }),
    plan(sources) {
      const columns = columnProblems(sources.survey.catalogue, ledger);
      if (columns.length > 0) return bad(...columns);
      const prepared = step.prepare(sources);
      if (!prepared.ok) return prepared;
      const { shared, units } = prepared.value;
      const nulls = emptyColumns(inserts, units, sources.survey.catalogue);
      if (nulls.length > 0) return bad(...nulls);
      const moves = units.filter(([statement]) => statement?.[0] === 'move').length;
      return good(
        requestPlan(kind, sources, {
          changes: { create: 0, same: sources.request.units.length, changed: 0, gone: 0 },
          shared,
          inserted: insertedCounts(inserts, units),
          updated: moves === 0 ? {} : { [qualified('decision_backlog_entry')]: moves },
          units: () => units,
        }),
      );
    },
  };
  return kind;
}

/** The statements that move a request, with the row that says so. */
export function moved(
  prefix: string,
  { entry, status, version }: Standing,
  to: string,
  said: { readonly change: string; readonly by?: readonly string[]; readonly rationale?: string },
): readonly Unit[] {
  const stations = [status, ...(said.by ?? []), to];
  return [
    ...stations.slice(1).map((station, at): Unit => [moveStatement('move', prefix, stations[at] as string, station)]),
    [
      historyInsert.statement('history', prefix, {
        history_id: historyId(entry, version + 1),
        entry_version_before: String(version),
        entry_version_after: String(version + 1),
        change_kind: said.change,
        change_diff: JSON.stringify({ from: status, to }),
        rationale: said.rationale ?? null,
      }),
    ],
  ];
}

/** The id of the history row that `moved` adds. */
export const nextHistory = ({ entry, version }: Standing): string => historyId(entry, version + 1);

/** A statement of one insert, as a unit of its own. */
export const one = (
  inserts: Readonly<Record<string, LedgerInsert>>,
  name: string,
  address: string,
  values: RowValues,
): Unit => {
  const insert = inserts[name];
  return insert === undefined ? [] : [insert.statement(name, address, values)];
};

/** Each template's rows have the same columns empty; the first of each tells. */
export function emptyColumns(
  inserts: Readonly<Record<string, LedgerInsert>>,
  units: Iterable<Unit>,
  catalogue: Readonly<Record<string, string>>,
): readonly Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const [statement] of units) {
    const insert = statement === undefined ? undefined : inserts[statement[0]];
    if (statement === undefined || insert === undefined || seen.has(statement[0])) continue;
    seen.add(statement[0]);
    problems.push(...nullProblems(catalogue, insert.table, insert.nulls(statement)));
  }
  return problems;
}
