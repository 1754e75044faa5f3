/**
 * The closed set of problem codes, each with its category. The category alone decides the exit code.
 *
 * Codes are part of the public contract: scripts match on them. A code is added, never renamed or reused.
 */
export type ProblemCategory =
  /** Our own bug: exit 1. */
  | 'internal'
  /** Bad input or usage: exit 2. */
  | 'input'
  /** Refused by a gate or a rule, before anything was written: exit 3. */
  | 'refused'
  /** A failure inside the transaction; everything was rolled back: exit 4. */
  | 'rolled_back'
  /** The answer to COMMIT was lost and the rows could not decide: exit 5. */
  | 'in_doubt';

const codes = {
  internal: ['internal.bug'],
  input: [
    // files and bytes
    'input.missing',
    'input.not_a_file',
    'input.symlink',
    'input.empty',
    'input.too_large',
    'input.unreadable',
    'input.not_utf8',
    'input.byte_order_mark',
    'input.line_endings',
    'input.exists',
    'input.control_character',
    'input.more_problems',
    'input.usage',
    'output.unwritable',
    // syntax
    'syntax.yaml',
    'syntax.json',
    'syntax.depth',
    'syntax.duplicate_key',
    'syntax.alias',
    'syntax.merge_key',
    'syntax.multiple_documents',
    'syntax.number_range',
    'syntax.not_canonical',
    // shape
    'shape.unknown_field',
    'shape.missing_field',
    'shape.wrong_type',
    'shape.wrong_value',
    'shape.format_version',
    // configuration
    'config.missing',
    'config.target_unknown',
    'config.connection',
    'config.permissions',
    'config.signers',
    'config.lanes',
    // mark
    'mark.unknown_profile',
    'mark.unknown_marker',
    'mark.duplicate_address',
    'mark.empty_body',
    'mark.vocabulary',
    'mark.not_nfc',
    'mark.not_normal',
    'mark.control_character',
    'mark.bidi_control',
    'mark.zero_units',
    'mark.address',
    'mark.structure',
    'mark.sequence',
    'mark.doubtful',
    'mark.ambiguous',
    'mark.repeated',
    'mark.decision',
    'mark.misfit',
    'mark.coverage',
    'mark.expectation',
    // plan
    'plan.pin_differs',
    'plan.digest',
    'plan.folder',
    'plan.template',
    'plan.statement',
    // approval
    'approval.key',
    'approval.signature',
    // database that cannot be used at all
    'database.unreachable',
    'database.absent',
    'database.permission',
    'database.not_empty',
    'database.busy',
    'database.unsupported',
    // backup that could not be made or read
    'backup.program',
    'backup.recipient',
    'backup.failed',
    // runs that cannot be found or read
    'run.unknown',
    // queues of documents
    'batch.duplicate',
    'batch.after',
    'batch.cycle',
    'batch.target',
  ],
  refused: [
    'plan.document_unknown',
    'plan.version_unknown',
    'plan.gateway_enforced',
    'plan.vocabulary',
    'plan.units_differ',
    'plan.catalogue',
    'plan.parent',
    'plan.live',
    'plan.record',
    'plan.recorded',
    'plan.backlog',
    'plan.waits',
    'plan.review',
    'plan.lane',
    'plan.done',
    'plan.applied',
    'plan.unverified',
    'plan.decision',
    'plan.enacted',
    'plan.writer',
    'gate.environment',
    'gate.approval_required',
    'gate.approval',
    'gate.pins',
    'gate.parent',
    'gate.record',
    'gate.request',
    'gate.premises',
    'gate.writer',
    'gate.principal',
    'gate.identity',
    'gate.drift',
    'gate.cut_once',
    'gate.clock',
    'gate.connections',
    'gate.lock',
    'gate.backup',
    'gate.arming',
    'gate.killed',
    'gate.trust',
    'gate.tls',
    'gate.build',
    // acts of the owner
    'owner.refused',
    'owner.nothing',
    // the ledger
    'ledger.head',
    'ledger.broken',
    'backup.damaged',
    'backup.restore',
    // runs
    'run.damaged',
    'run.busy',
    'run.open',
    'run.state',
    'run.conflict',
    'run.changed',
    'run.clock',
    'run.work',
    'audit.changed',
    'audit.secret',
    // sandbox
    'sandbox.not_marked',
    'sandbox.law',
    'sandbox.registered_otherwise',
  ],
  rolled_back: [
    'apply.statement_failed',
    'apply.row_count',
    'apply.constraint',
    'apply.read_back',
    'apply.changed_while_sending',
    'apply.drift',
    'apply.interrupted',
    'apply.connection_lost',
    'apply.commit_refused',
    'apply.not_there',
    'sandbox.failed',
  ],
  in_doubt: ['apply.in_doubt'],
} as const satisfies Record<ProblemCategory, readonly string[]>;

export type ProblemCode = (typeof codes)[ProblemCategory][number];

export const PROBLEM_CODES: Readonly<Record<ProblemCode, ProblemCategory>> = Object.fromEntries(
  Object.entries(codes).flatMap(([category, list]) => list.map((code) => [code, category])),
) as Record<ProblemCode, ProblemCategory>;
