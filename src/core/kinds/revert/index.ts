import { insertedCounts, insertedKey, insertedText, liveRowsSql, standingAlone } from '../../ledger/rows.ts';
import { CHAIN, type LedgerName, qualified } from '../../ledger/tables.ts';
import type { Statement } from '../../plan/plan.ts';
import { good, type Problem } from '../../problem.ts';
import { digestOf, eachOf } from '../../sql/survey.ts';
import { cutNames } from '../cuts.ts';
import { FACTS } from '../facts.ts';
import type { RequestKind } from '../kind.ts';
import { MOVES, movedText, standingDigest, standingRows } from '../moves/units.ts';
import { requestPlan } from '../request-plan.ts';
import { CONDITIONS, inserts, templates } from './inserts.ts';
import { prepared } from './prepare.ts';
import { revertUnits } from './rows.ts';
import { revertSurvey } from './survey.ts';

const LEDGER_TABLES: readonly LedgerName[] = [
  'cut_change_set',
  'decision_backlog_entry',
  'decision_backlog_history',
  'manifest_envelope',
  'manifest_unit_block',
  'review_decision',
];

/** $1 to $5 as the conditions say; $6 the manifest that names the units, whoever wrote it. */
const ROWS = `${liveRowsSql(inserts, CONDITIONS)}\nUNION ALL\n${standingRows('$6::uuid')}`;

/** A value that the header holds; the empty text stands for none. */
const given = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);

const isInsert = ([name]: Statement): boolean => Object.hasOwn(inserts, name);

/** Forward compensation: retires the drafts of one cut. Nothing is deleted, and the history stays readable. */
export const revert: RequestKind = {
  ...FACTS.revert,
  parents: cutNames,
  parentApplied: false,
  templates,
  units: standingAlone(Object.keys(templates)),
  files: ['request', 'snapshot'],
  tables: [
    ...LEDGER_TABLES.map(qualified),
    CHAIN,
    'cutter_governance.source_document_registry',
    'cutter_governance.source_document_version_registry',
    'public.information_unit',
    'public.unit_version',
  ],
  functions: ['public.fn_iu_retire'],
  ledger: LEDGER_TABLES,
  lockKey: ({ cut }) => cut.prefix,
  live: ({ shared }) => {
    const parameters = [
      given(shared.review_decision_id),
      given(shared.new_envelope_id) === null ? null : given(shared.envelope_id),
      given(shared.new_entry_id),
      given(shared.new_history_id),
      given(shared.end_history_id),
      given(shared.envelope_id),
    ];
    return { digest: { sql: digestOf(ROWS), parameters }, rows: { sql: eachOf(ROWS), parameters } };
  },
  rowText: (shared) => {
    const inserted = insertedText(inserts)(shared);
    const moved = movedText('retired', shared.actor);
    return (unit) => {
      const [statement] = unit;
      if (statement === undefined) return undefined;
      if (isInsert(statement)) return inserted(unit);
      return statement[0] === 'retire' ? moved(statement) : undefined;
    };
  },
  rowKey: (shared) => {
    const inserted = insertedKey(inserts)(shared);
    return (unit) => (unit[0] !== undefined && isInsert(unit[0]) ? inserted(unit) : (unit[0]?.[1] ?? ''));
  },
  survey: revertSurvey,
  plan(sources) {
    const ready = prepared(sources);
    if (!ready.ok) return ready;
    const facts = ready.value;
    const units = () => revertUnits(sources.request, facts);
    const moves = MOVES(facts.units.length);
    const steps = [...units()].flat().filter(([name]) => name === 'move').length;
    return good(
      requestPlan(revert, sources, {
        changes: { create: 0, same: 0, changed: 0, gone: facts.units.length },
        shared: facts.shared,
        inserted: { ...insertedCounts(inserts, units()), ...moves.inserted },
        updated: { ...moves.updated, ...(steps === 0 ? {} : { [qualified('decision_backlog_entry')]: steps }) },
        before: standingDigest(facts.ownManifest ? [] : facts.units),
        units,
      }),
    );
  },
  givenProblems: (said) => [
    ...Object.keys(said)
      .filter((name) => name !== 'reason')
      .map((name) => wrong(`A compensation takes no ${name}.`)),
    ...(said.reason === undefined || said.reason.trim() === '' ? [wrong('A compensation needs a reason.')] : []),
  ],
};

const wrong = (message: string): Problem => ({
  code: 'plan.decision',
  message,
  hint: 'Say why the cut is taken back: --reason "...". It is written into the review decision.',
});
