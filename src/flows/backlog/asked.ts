/** Whether a cut is asked for by a tracked request, and what became of it: by the steps in the cut's folder. */
import { dirname, join } from 'node:path';
import type { RequestFacts } from '../../core/gates/facts.ts';
import type { Verdict } from '../../core/kinds/backlog/review.ts';
import type { KindName } from '../../core/kinds/facts.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { Stop } from '../../core/problem.ts';
import type { Files } from '../../ports.ts';
import { type OpenedPlan, openPlan } from '../open-plan.ts';
import { appliedReceipt } from '../receipts.ts';
import { openReceipts } from '../resolve.ts';
import { numbered } from './folder.ts';

/**
 * Undefined: no request of this very plan lies in its folder. The database is not asked, so that a cut which nobody
 * tracks needs no ledger. A step that cannot be read is no reason to go on.
 */
export async function requestFacts(plan: OpenedPlan, files: Files): Promise<RequestFacts | undefined> {
  if (plan.kind.from !== 'document') return undefined;
  try {
    const asked = await stepOf('request', 'request', plan, files);
    if (asked === undefined) return undefined;
    const given = await stepOf('abandon', 'abandon', plan, files);
    if (given !== undefined && given.made !== 'no') return { state: 'abandoned', file: given.file };
    return await reviewed(plan, asked.file, files);
  } catch (error) {
    if (error instanceof Stop) return { problems: error.problems };
    throw error;
  }
}

async function reviewed(plan: OpenedPlan, asked: string, files: Files): Promise<RequestFacts> {
  let found: RequestFacts = { state: 'undecided', file: asked };
  for (let number = 1; ; number += 1) {
    const folder = numbered('review', number);
    if (!(await files.exists(join(dirname(plan.file), folder)))) return found;
    const step = await stepOf('review', folder, plan, files);
    const verdict = step?.verdict as Verdict | undefined;
    if (step === undefined || step.made === 'no') continue;
    if (verdict === 'reject') return { state: 'rejected', file: step.file };
    if (verdict === 'approve' && step.made === 'yes') found = { state: 'approved', file: step.file };
  }
}

interface MadeStep {
  readonly file: string;
  readonly made: 'yes' | 'in_doubt' | 'no';
  readonly verdict: string | undefined;
}

/** The step in this folder, if it is one of this kind about this very plan. */
async function stepOf(
  kind: KindName,
  folder: string,
  { file: cut, end }: OpenedPlan,
  files: Files,
): Promise<MadeStep | undefined> {
  const file = join(dirname(cut), folder, FOLDER.plan);
  if (!(await files.exists(file))) return undefined;
  const step = await openPlan(files, file);
  if (step.header.kind !== kind || step.header.parent?.sha256 !== end.sha256) return undefined;
  const applied = await appliedReceipt(file, step.end.sha256, files);
  const doubts = applied === undefined ? await openReceipts(file, files) : [];
  return {
    file,
    made: applied !== undefined ? 'yes' : doubts.length > 0 ? 'in_doubt' : 'no',
    verdict: step.header.given?.verdict,
  };
}
