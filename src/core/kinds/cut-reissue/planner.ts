import type { UnitSpan } from '../../document/manifest.ts';
import { sha256 } from '../../hash.ts';
import { columnProblems } from '../../ledger/columns.ts';
import { CHAIN, type LedgerName, qualified } from '../../ledger/tables.ts';
import type { PlanHeader } from '../../plan/plan.ts';
import type { LiveUnit } from '../../plan/snapshot.ts';
import type { SurveyPart } from '../../plan/survey.ts';
import type { Problem } from '../../problem.ts';
import { CutPlanner } from '../cut-direct/planner.ts';
import type { CutSources } from '../document.ts';
import type { DocumentKind } from '../kind.ts';
import { isRetired, leadOf } from './statements.ts';

export const LEDGER_TABLES: readonly LedgerName[] = [
  'decision_backlog_entry',
  'decision_backlog_history',
  'manifest_envelope',
  'manifest_unit_block',
  'review_decision',
];

/** What it decides was not decided before: a plan that was applied never passes again, whatever became of its units. */
export const undecided = ({ shared }: Pick<PlanHeader, 'shared'>): readonly SurveyPart[] => [
  {
    name: 'decided',
    columns: [['entry_id', 'e.entry_id::text']],
    from: 'cutter_governance.decision_backlog_entry e WHERE e.entry_id = $1::uuid',
    parameters: [shared.entry_id ?? null],
  },
];

export function reissuePlanner(kind: DocumentKind, sources: CutSources): CutPlanner {
  const { cut, snapshot } = sources;
  const retired = new Map(snapshot.units.filter(isRetired).map((unit) => [unit.address, unit]));
  let created = 0;
  return new CutPlanner(kind, sources, {
    there: (unit) => !isRetired(unit),
    lead: leadOf(sources),
    problems: columnProblems(snapshot.catalogue, LEDGER_TABLES),
    unitProblems: (unit) => {
      const live = retired.get(unit.address);
      if (live !== undefined) return keptProblems(unit, live, cut);
      created += 1;
      return [];
    },
    expected: (units) => expected(units, created),
    premises: { decided: { count: 0, digest: sha256('') } },
  });
}

/** A reissued unit has two updates of its row: the status, and then what changes with the new version. */
export function expected(units: number, created: number): PlanHeader['expect'] {
  if (units === 0) return { statements: 0, inserted: {}, updated: {} };
  const reissued = units - created;
  return {
    statements: 4 + 2 * units,
    inserted: {
      [qualified('decision_backlog_entry')]: 1,
      [qualified('decision_backlog_history')]: 1,
      [CHAIN]: 4 + units,
      [qualified('manifest_envelope')]: 1,
      [qualified('manifest_unit_block')]: units,
      [qualified('review_decision')]: 1,
      'public.information_unit': created,
      ...(reissued === 0 ? {} : { 'public.iu_lifecycle_log': reissued }),
      'public.unit_version': units,
    },
    updated: { 'public.information_unit': created + 2 * reissued },
  };
}

/** What a unit keeps for good must be what the document says now. */
function keptProblems(unit: UnitSpan, live: LiveUnit, cut: CutSources['cut']): readonly Problem[] {
  const kept = live.retired;
  const pairs: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['unit kind', live.unit_kind, unit.unit_kind],
    ['owner', kept?.owner, cut.owner],
    ['conformance', kept?.conformance, cut.conformance],
    ['publication type', kept?.publication_type, cut.publication.type],
    ['parent', kept?.parent, unit.parent],
    ['place among the parts of its parent', kept?.order, unit.order === undefined ? undefined : String(unit.order)],
  ];
  const differing = pairs.filter(([, found, wanted]) => found !== wanted);
  if (differing.length === 0 && live.version !== undefined && !live.deleted) return [];
  return [
    {
      code: 'plan.units_differ',
      message: `The retired unit ${unit.address} cannot come back as this cut wants it.`,
      place: { address: unit.address, line: unit.lines[0] },
      hint: 'A unit keeps these for good: keep them in the document, or cut it under another address.',
      detail: [
        ...differing.map(
          ([name, found, wanted]) => `${name}: ${found ?? 'none'}, the document says ${wanted ?? 'none'}`,
        ),
        ...(live.version === undefined ? ['it has no anchored version'] : []),
        ...(live.deleted ? ['it is marked deleted'] : []),
      ],
    },
  ];
}
