/**
 * The approval statement: what an approver signs. Shape: schemas/approval.schema.json.
 *
 * The file is exactly the canonical bytes of the statement; its signature stands beside it in `<file>.sig`, as
 * ssh-keygen makes it. So anyone can check it without cutter:
 *
 *     ssh-keygen -Y verify -f allowed_signers -I WHO -n cutter-approval -s approval.json.sig < approval.json
 */
import { canonical } from '../canonical.ts';
import type { PlanHeader } from '../plan/plan.ts';
import { formatInstant, type Instant } from './instant.ts';

export const APPROVAL_FORMAT = 'cutter.approval/1';

/** Which sovereign decision an approval is. */
export const PURPOSES = ['SG_1', 'SG_2'] as const satisfies readonly PlanHeader['approval'][];
export type Purpose = PlanHeader['approval'];

export interface ExpectedCounts {
  readonly statements: number;
  /** Rows by table. */
  readonly inserted: Readonly<Record<string, number>>;
  readonly updated: Readonly<Record<string, number>>;
}

/** What an approval is about: everything here must be equal in the approval and in the plan that is applied. */
export interface ApprovalSubject {
  readonly purpose: Purpose;
  /** SHA-256 of the file plan.json. */
  readonly plan_sha256: string;
  readonly kind: string;
  /** Name of the cut. */
  readonly cut: string;
  readonly prefix: string;
  readonly target: { readonly database: string; readonly system_identifier: string; readonly principal: string };
  /** The orchestrated run, where there is one. */
  readonly run?: string;
  readonly expect: ExpectedCounts;
}

export interface ApprovalStatement extends ApprovalSubject {
  readonly format: typeof APPROVAL_FORMAT;
  /** Nothing is approved by silence: the one allowance there is. */
  readonly allowance: 'explicit';
  /** Principal of allowed_signers. */
  readonly approver: string;
  /** RFC 3339, UTC, whole seconds. */
  readonly issued_at: string;
  /** The approval is worth nothing from this second on. */
  readonly expires_at: string;
  /** SHA-256 of the build of cutter that showed the plan to the approver. */
  readonly tool_build: string;
}

/** What an approval of this plan has to say. */
export function subjectOf(header: PlanHeader, planSha256: string, run?: string): ApprovalSubject {
  return {
    purpose: header.approval,
    plan_sha256: planSha256,
    kind: header.kind,
    cut: header.cut.name,
    prefix: header.cut.prefix,
    target: header.target,
    ...(run === undefined ? {} : { run }),
    expect: header.expect,
  };
}

export interface Issue {
  readonly approver: string;
  readonly at: Instant;
  readonly lifetimeHours: number;
  readonly toolBuild: string;
}

export const statementOf = (subject: ApprovalSubject, issue: Issue): ApprovalStatement => ({
  ...subject,
  format: APPROVAL_FORMAT,
  allowance: 'explicit',
  approver: issue.approver,
  issued_at: formatInstant(issue.at),
  expires_at: formatInstant(issue.at + Math.floor(issue.lifetimeHours * 3600)),
  tool_build: issue.toolBuild,
});

/** The text of the approval file; its UTF-8 bytes are what is signed. Takes nothing but the fields that it knows. */
export const approvalText = (statement: ApprovalStatement): string =>
  canonical({
    format: statement.format,
    purpose: statement.purpose,
    allowance: statement.allowance,
    plan_sha256: statement.plan_sha256,
    kind: statement.kind,
    cut: statement.cut,
    prefix: statement.prefix,
    target: {
      database: statement.target.database,
      system_identifier: statement.target.system_identifier,
      principal: statement.target.principal,
    },
    run: statement.run,
    approver: statement.approver,
    issued_at: statement.issued_at,
    expires_at: statement.expires_at,
    expect: {
      statements: statement.expect.statements,
      inserted: sorted(statement.expect.inserted),
      updated: sorted(statement.expect.updated),
    },
    tool_build: statement.tool_build,
  });

const sorted = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
