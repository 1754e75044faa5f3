/** A plan taken apart, put together again with its digests right, and approved by a valid key, whatever it says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { approvalText, statementOf, subjectOf } from '../../src/core/approval/statement.ts';
import { recordLine } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/hash.ts';
import { planFrame, statementText, writerDigestHead } from '../../src/core/plan/encode.ts';
import type { PlanHeader } from '../../src/core/plan/plan.ts';
import { Stop } from '../../src/core/problem.ts';
import type { Databases } from '../../src/ports.ts';
import type { PlanParts } from './altered-plans.ts';
import { APPROVER, type PlannedCut, TOOL, type Workplace } from './cutter.ts';

export function partsOf(file: string): PlanParts {
  const { statements, ...header } = JSON.parse(readFileSync(file, 'utf8')) as PlanHeader & PlanParts;
  return { header, statements };
}

/** The bytes of a plan with these parts; its writer digest and its count of statements are made right. */
export function planOf({ header, statements }: PlanParts, was: PlanParts): string {
  const digest = sha256(statements.map(statementText).join(''));
  const pins = {
    ...header.pins,
    writer_digest: sha256(`${writerDigestHead(header.templates, header.shared)}${digest}`),
  };
  const counted = header.expect.statements === was.header.expect.statements;
  const expect = counted ? { ...header.expect, statements: statements.length } : header.expect;
  const frame = planFrame({ ...header, pins, expect });
  return [frame.head, ...statements.map(recordLine), frame.tail(statements.length)].join('');
}

/** An approval by the approver's key over the plan as it is, made by other means than this tool. */
async function approvedAnyway(work: Workplace, plan: PlannedCut): Promise<string> {
  const { header } = partsOf(plan.file);
  const planSha256 = sha256(readFileSync(plan.file));
  const issue = {
    approver: APPROVER,
    at: Math.floor(Date.now() / 1000),
    lifetimeHours: 1,
    toolBuild: TOOL.build,
  };
  const text = approvalText(statementOf(subjectOf(header, planSha256), issue));
  const file = join(plan.folder, 'by-other-means.json');
  writeFileSync(file, text);
  const signer = await (await work.wire.signers()).open(join(work.folder, 'key'));
  writeFileSync(`${file}.sig`, await signer.sign(new TextEncoder().encode(text)));
  return file;
}

export interface Tried {
  /** `refused` also where the plan could not be read. */
  readonly outcome: string;
  readonly codes: readonly string[];
  /** Connections of a writing lane that were opened, or tried to be. */
  readonly writers: number;
}

/** Applies the plan with its bytes replaced, approved anew; the file is put back. */
export async function tryAltered(work: Workplace, plan: PlannedCut, altered: PlanParts): Promise<Tried> {
  const text = readFileSync(plan.file, 'utf8');
  writeFileSync(plan.file, planOf(altered, partsOf(plan.file)));
  let writers = 0;
  const databases: Databases = {
    ...work.databases,
    witness: work.databases.witness,
    open: (lane, options) => {
      // The witness, which may only read, is opened beside the reading of the plan.
      if (!options.name.endsWith('/witness')) writers += 1;
      return work.databases.open(lane, options);
    },
  };
  try {
    const approval = await approvedAnyway(work, plan);
    const { outcome, problems } = await work.apply(plan, { approvalFiles: [approval] }, { databases });
    return { outcome, codes: problems.map(({ code }) => code), writers };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { outcome: 'refused', codes: error.problems.map(({ code }) => code), writers };
  } finally {
    writeFileSync(plan.file, text);
  }
}
