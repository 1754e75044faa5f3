/** Approves a plan: rebuilds it from its folder, then signs the statement about exactly that plan. */
import { dirname, join } from 'node:path';
import type { ApprovalPolicy } from '../core/approval/policy.ts';
import { samePerson } from '../core/approval/principal.ts';
import { publicKeyLine, readPublicKeyFields } from '../core/approval/public-key.ts';
import { isRevoked } from '../core/approval/revoked-keys.ts';
import {
  type ApprovalStatement,
  approvalText,
  type Purpose,
  statementOf,
  subjectOf,
} from '../core/approval/statement.ts';
import { trustProblems } from '../core/gates/approval.ts';
import { requestProblems } from '../core/gates/request.ts';
import { cutDirect } from '../core/kinds/cut-direct/index.ts';
import { LIMITS } from '../core/limits.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { type Problem, Stop } from '../core/problem.ts';
import { readApproval } from '../formats/approval.ts';
import type { Clock, Files, FileWriter, Signers } from '../ports.ts';
import type { SignerFiles } from './apply/request.ts';
import { readSigners } from './approvals.ts';
import { requestFacts } from './backlog/asked.ts';
import { openPlan } from './open-plan.ts';
import { assertOwnFile } from './own-file.ts';
import { assertRebuilds } from './rebuild.ts';
import { markedRun } from './run/marker.ts';
import { trustOf } from './trust.ts';

export interface ApproveRequest {
  readonly planFile: string;
  readonly approver: string;
  readonly keyFile: string;
  /** Where to write; absent = the folder `approvals` beside the plan. */
  readonly out?: string;
  readonly hours?: number;
  /** The orchestrated run; absent = the one that the plan was made in, if it was. */
  readonly run?: string;
  /** The plan hash that was shown; another plan is refused. */
  readonly planSha256?: string;
  readonly policy: ApprovalPolicy;
  readonly signers: SignerFiles | undefined;
  readonly toolBuild: string;
}

export interface ApproveResult {
  readonly file: string;
  readonly statement: ApprovalStatement;
  /** The command that the approval is for. */
  readonly next: 'apply' | 'record' | 'cut';
}

interface Ports {
  readonly files: Files;
  readonly output: FileWriter;
  readonly signers: Signers;
  readonly clock: Clock;
}

/** Throws Stop with every reason why this approval could not count. */
export async function approve(request: ApproveRequest, ports: Ports): Promise<ApproveResult> {
  const plan = await openPlan(ports.files, request.planFile);
  if (plan.kind.covered === 'none') throw new Stop([coveredByNone(plan.header.kind)]);
  if (plan.kind.covered === 'parent') throw new Stop([coveredByParent(plan.header.kind)]);
  if (request.planSha256 !== undefined && plan.end.sha256 !== request.planSha256)
    throw new Stop([otherPlan(plan.file)]);
  await assertRebuilds(plan, ports.files);
  const asked = await requestFacts(plan, ports.files);
  if (request.out !== undefined) {
    const isApproval = (bytes: Uint8Array): boolean => readApproval(bytes, '').ok;
    await assertOwnFile(request.out, 'an approval', LIMITS.approval, isApproval, ports.files);
  }
  const signer = await ports.signers.open(request.keyFile);
  const longest = request.policy.gates[plan.header.approval].lifetime_hours;
  const problems = [
    ...requestProblems(asked),
    ...approverProblems(request, plan.header.author),
    ...keyProblems(request, signer.publicKey),
    ...(request.signers === undefined ? [] : trustProblems(plan.header.pins, trustOf(request.policy, request.signers))),
    ...(plan.header.expect.statements === 0 ? [emptyPlan] : []),
    ...lifetimeProblems(request, plan.header.approval, longest),
  ];
  if (problems.length > 0) throw new Stop(problems);
  const run = request.run ?? (await markedRun(request.planFile, plan.end.sha256, ports.files));
  const statement = statementOf(subjectOf(plan.header, plan.end.sha256, run), {
    approver: request.approver,
    at: Math.floor(ports.clock.now().getTime() / 1000),
    lifetimeHours: request.hours ?? longest,
    toolBuild: request.toolBuild,
  });
  const text = approvalText(statement);
  const file =
    request.out ??
    join(dirname(request.planFile), FOLDER.approvals, `${plan.header.approval}.${request.approver}.json`);
  const signature = await signer.sign(new TextEncoder().encode(text));
  // The signature first: an approval file without one is no approval.
  await ports.output.write(`${file}.sig`, [signature]);
  await ports.output.write(file, [text]);
  const together = plan.header.cut.record === 'atomic' && plan.kind.from === 'document';
  // A cut that was asked for is made by its request, where it can be: what the database gives ids to is applied first.
  return {
    file,
    statement,
    next: asked !== undefined && plan.header.kind === cutDirect.name ? 'cut' : together ? 'record' : 'apply',
  };
}

function approverProblems({ approver }: ApproveRequest, author: string): Problem[] {
  if (!samePerson(approver, author)) return [];
  return [
    {
      code: 'approval.key',
      message: `${approver} wrote the cut, and an author never approves it.`,
      hint: 'Have somebody else approve the plan.',
    },
  ];
}

/** A person who asks for a longer life than the policy gives is told, not given less. */
function lifetimeProblems({ hours }: ApproveRequest, gate: Purpose, longest: number): Problem[] {
  if (hours === undefined || hours <= longest) return [];
  return [
    {
      code: 'input.usage',
      message: `--hours ${hours} is longer than an approval for ${gate} may live: ${longest} hours, by the policy.`,
      hint: 'Leave --hours out for the longest, or give less.',
    },
  ];
}

/** An approval by a key that the allowed signers do not give to this approver would not count: say so now. */
function keyProblems({ approver, signers }: ApproveRequest, publicKey: string): Problem[] {
  if (signers === undefined) {
    return [
      {
        code: 'config.signers',
        message: 'No allowed signers are configured, so no approval would count.',
        hint: 'Run `cutter init`, then add the approvers to the file of allowed signers.',
      },
    ];
  }
  const { signers: allowed, revoked } = readSigners(signers);
  const signed = readPublicKeyFields(...keyFields(publicKey));
  if (signed.ok && isRevoked(revoked, signed.value)) return [revokedKey(approver, signers.revoked.file)];
  const theirs = allowed
    .filter((signer) => samePerson(signer.principal, approver))
    .map(({ key }) => publicKeyLine(key));
  if (theirs.includes(publicKey)) return [];
  return [
    {
      code: 'approval.key',
      message: `The allowed signers do not give this key to ${approver}.`,
      place: { file: signers.allowed.file },
      detail: [`this key: ${publicKey}`, ...theirs.map((key) => `allowed:  ${key}`)],
      hint:
        theirs.length === 0
          ? `Whether ${approver} may approve is for whoever keeps that file: they enter the key that they know to be theirs. A plan pins the file, so plan again afterwards.`
          : `Sign with the key that is allowed. A new one is entered by whoever keeps that file, once they know whose it is.`,
    },
  ];
}

/** `type base64`, perhaps with a comment. */
const keyFields = (line: string): [type: string, base64: string] => {
  const [type = '', base64 = ''] = line.split(' ');
  return [type, base64];
};

const revokedKey = (approver: string, file: string): Problem => ({
  code: 'approval.key',
  message: `This key of ${approver} is revoked: an approval by it would not count.`,
  place: { file },
  hint: 'Sign with another key, once whoever keeps the allowed signers has entered it.',
});

const otherPlan = (file: string): Problem => ({
  code: 'plan.digest',
  message: 'The plan in this folder is not the one that the run waits for.',
  place: { file },
  hint: 'Restore the folder from a copy; or cancel the run and start anew.',
});

const emptyPlan: Problem = {
  code: 'input.usage',
  message: 'This plan writes nothing, so there is nothing to approve.',
  hint: 'Run `cutter verify` to see that everything is there.',
};

const coveredByNone = (kind: string): Problem => ({
  code: 'input.usage',
  message: `A plan of the kind ${kind} decides nothing, and needs no approval.`,
  hint: 'Apply it.',
});

const coveredByParent = (kind: string): Problem => ({
  code: 'input.usage',
  message: `A plan of the kind ${kind} is covered by the approval of the cut that it follows from.`,
  hint: 'Approve the plan of the cut.',
});
