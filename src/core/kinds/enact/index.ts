import { standingAlone } from '../../ledger/rows.ts';
import type { LedgerName } from '../../ledger/tables.ts';
import { qualified } from '../../ledger/tables.ts';
import { good, type Problem } from '../../problem.ts';
import { digestOf, eachOf } from '../../sql/survey.ts';
import { cutNames } from '../cuts.ts';
import { FACTS } from '../facts.ts';
import type { RequestKind } from '../kind.ts';
import { MOVES, movedText, moveUnitStatement, moveUnitTemplate, standingDigest, standingRows } from '../moves/units.ts';
import { requestPlan } from '../request-plan.ts';
import { prepared } from './prepare.ts';
import { enactSurvey } from './survey.ts';

const READ: readonly LedgerName[] = [
  'cut_change_set',
  'cut_change_set_affected_row',
  'manifest_envelope',
  'manifest_unit_block',
  'review_decision',
  'verify_result',
];

const ROWS = standingRows('$1::uuid');

const templates = {
  enact: moveUnitTemplate(
    `public.fn_iu_enact($1::text, $2::text, $3::uuid, 'enacted', $4::uuid, $5::text, $6::text, false)`,
    'enacted',
    [
      'unit.address',
      'shared.actor',
      'shared.review_decision_id',
      'shared.change_set_id',
      'shared.reason',
      'shared.tool_revision',
    ],
  ),
};

/** Makes the drafts of a cut law. There is no way back: what is enacted is superseded or retired, by decision. */
export const enact: RequestKind = {
  ...FACTS.enact,
  parents: cutNames,
  parentApplied: true,
  templates,
  units: standingAlone(Object.keys(templates)),
  files: ['request', 'snapshot'],
  tables: [
    ...READ.map(qualified),
    'cutter_governance.source_document_registry',
    'public.information_unit',
    'public.unit_version',
  ],
  functions: ['public.fn_iu_enact'],
  ledger: READ,
  lockKey: ({ cut }) => cut.prefix,
  live: ({ shared }) => {
    const parameters = [shared.envelope_id ?? null];
    return { digest: { sql: digestOf(ROWS), parameters }, rows: { sql: eachOf(ROWS), parameters } };
  },
  rowText: ({ actor }) => {
    const text = movedText('enacted', actor);
    return ([statement]) => (statement === undefined ? undefined : text(statement));
  },
  survey: enactSurvey,
  plan(sources) {
    const ready = prepared(sources);
    if (!ready.ok) return ready;
    const { shared, units } = ready.value;
    function* statements() {
      for (const unit of units) yield [moveUnitStatement('enact', unit)];
    }
    return good(
      requestPlan(enact, sources, {
        changes: { create: 0, same: 0, changed: units.length, gone: 0 },
        shared,
        ...MOVES(units.length),
        before: standingDigest(units),
        units: statements,
      }),
    );
  },
  givenProblems: (given) => [
    ...Object.keys(given)
      .filter((name) => name !== 'decision' && name !== 'reason')
      .map((name) => wrong(`An enactment takes no ${name}.`)),
    ...(given.decision === undefined || UUID.test(given.decision)
      ? []
      : [wrong(`"${given.decision}" is no id of a review decision.`)]),
    ...(given.reason === undefined || given.reason.trim() !== '' ? [] : [wrong('The reason is empty.')]),
  ],
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const wrong = (message: string): Problem => ({
  code: 'plan.decision',
  message,
  hint: 'Name the review decision by its id, a UUID in lower case.',
});
