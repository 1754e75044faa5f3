/**
 * The grants that a governed database has (schemas/sql/89 to 91 and the postures). In both postures the lanes hold the
 * same rights but for those of the direct writer, which the canonical posture withdraws.
 */
import type { Grant } from './grant.ts';

export const POSTURES = ['direct', 'canonical'] as const;
export type Posture = (typeof POSTURES)[number];

/** Whose every right is judged, on whatever object. */
export const JUDGED_ROLES = ['cutter_exec', 'cutter_verify', 'cutter_ro'] as const;

const of = (kind: Grant['kind'], role: string, privileges: readonly string[], objects: readonly string[]): Grant[] =>
  objects.flatMap((object) => privileges.map((privilege) => ({ role, privilege, kind, object })));

const inLedger = (names: readonly string[]): string[] => names.map((name) => `cutter_governance.${name}`);

/** The tables of the ledger: each has a view to observe it by. */
const OBSERVED = [
  'canonical_address_alias',
  'cut_change_set',
  'cut_change_set_affected_row',
  'decision_backlog_dependency',
  'decision_backlog_entry',
  'decision_backlog_history',
  'decision_backlog_sweep_log',
  'dot_pair_signature',
  'manifest_envelope',
  'manifest_unit_block',
  'review_decision',
  'verify_result',
];

/** Both lanes write some of these, the executor all of them. */
const RECORDED = inLedger(OBSERVED.filter((name) => name !== 'canonical_address_alias' && name !== 'verify_result'));
const VERIFIED = inLedger([
  'cut_change_set',
  'cut_change_set_affected_row',
  'decision_backlog_entry',
  'decision_backlog_history',
  'dot_pair_signature',
  'verify_result',
]);
const READ_BY_BOTH = [
  ...inLedger([
    'execution_arming',
    'execution_kill',
    'ledger_chain',
    'source_document_registry',
    'source_document_version_registry',
    'verify_result',
  ]),
  'public.dot_config',
  'public.information_unit',
  'public.unit_version',
];
const CONTENT = ['public.information_unit', 'public.unit_version'];
const FUNCTIONS = [
  'cutter_governance.fn_execution_take(text, text)',
  'public.fn_iu_apply_edit_draft(text, text, text, text, uuid, text, boolean)',
  'public.fn_iu_create(text, text, text, text, text, text, text, text, uuid)',
  'public.fn_iu_create(text, text, text, text, text, text, text, text, uuid, jsonb)',
  'public.fn_iu_enact(text, text, uuid, text, uuid, text, text, boolean)',
  'public.fn_iu_reissue(text, text, text, text, text, uuid, uuid, text, text, jsonb, boolean)',
  'public.fn_iu_retire(text, text, uuid, uuid, text, text, boolean)',
  'public.fn_iu_supersede(text, text, text, uuid, uuid, text, text, boolean)',
];

const status = (role: string): Grant => ({
  role,
  privilege: 'UPDATE',
  kind: 'table',
  object: 'cutter_governance.decision_backlog_entry',
  column: 'status',
});

const ALWAYS: readonly Grant[] = [
  ...of('schema', 'cutter_exec', ['USAGE'], ['cutter_governance', 'public']),
  ...of('schema', 'cutter_verify', ['USAGE'], ['cutter_governance', 'public']),
  ...of('schema', 'cutter_ro', ['USAGE'], ['cutter_governance']),
  ...of('table', 'cutter_exec', ['SELECT', 'INSERT'], RECORDED),
  ...of('table', 'cutter_exec', ['SELECT'], READ_BY_BOTH),
  status('cutter_exec'),
  ...of('function', 'cutter_exec', ['EXECUTE'], FUNCTIONS),
  ...of('table', 'cutter_verify', ['SELECT'], [...RECORDED, ...READ_BY_BOTH]),
  ...of('table', 'cutter_verify', ['SELECT'], inLedger(['canonical_address_alias'])),
  ...of('table', 'cutter_verify', ['SELECT'], ['public.birth_registry', 'public.iu_lifecycle_log']),
  ...of('table', 'cutter_verify', ['INSERT'], VERIFIED),
  status('cutter_verify'),
  // The steps of an orchestrated run are no ledger; the verifier's lane keeps them.
  ...of('table', 'cutter_verify', ['SELECT', 'INSERT'], inLedger(['run_transition'])),
  ...of('sequence', 'cutter_verify', ['SELECT'], inLedger(['execution_arming_arming_id_seq'])),
  ...of('sequence', 'cutter_verify', ['SELECT'], ['public.iu_lifecycle_log_log_id_seq']),
  ...of('table', 'cutter_ro', ['SELECT'], inLedger(OBSERVED.map((name) => `v_${name}_observe`))),
];

const DIRECT_WRITER: readonly Grant[] = [
  ...of('table', 'cutter_exec', ['INSERT'], CONTENT),
  ...['content_anchor_ref', 'version_anchor_ref'].map(
    (column): Grant => ({
      role: 'cutter_exec',
      privilege: 'UPDATE',
      kind: 'table',
      object: 'public.information_unit',
      column,
    }),
  ),
];

export const expectedGrants = (posture: Posture): readonly Grant[] =>
  posture === 'direct' ? [...ALWAYS, ...DIRECT_WRITER] : ALWAYS;

/**
 * Whether a grant that is not expected may stand. Roles that are none of cutter's may read; everybody may look into
 * `public`, as PostgreSQL has it, and its owner's roles may make objects there.
 */
export function mayStand({ role, privilege, kind, object }: Grant): boolean {
  if ((JUDGED_ROLES as readonly string[]).includes(role)) return false;
  if (kind === 'schema')
    return object === 'public'
      ? role !== 'PUBLIC' || privilege === 'USAGE'
      : privilege === 'USAGE' && role !== 'PUBLIC';
  return privilege === 'SELECT' && role !== 'PUBLIC';
}
