/** Reasons why a tracked cut cannot be made: each is reported, not the first alone. */
import { envelopeId } from '../../ledger/ids.ts';
import type { PlanRequest } from '../../plan/request.ts';
import { answerOf, type Survey } from '../../plan/survey.ts';
import type { Problem } from '../../problem.ts';
import { contentProblems } from '../content.ts';
import type { CarriedUnit } from './carried.ts';
import { sourceRef } from './registered.ts';

/** A cut that is waited for is done, once it is made; whether it was found right is its own matter. */
const DONE = ['cut_applied', 'verified_complete'];

/** Code: `plan.waits`. */
export const waitingProblems = (request: PlanRequest, survey: Survey): readonly Problem[] =>
  answerOf(survey, 'awaited')
    .filter(({ status }) => !DONE.includes(status ?? ''))
    .map(({ entry_id, prefix, status }) => ({
      code: 'plan.waits',
      message: `The cut of ${request.cut.prefix} waits for that of ${prefix ?? entry_id}, which is ${status}.`,
      hint: 'Cut that one first. If it will never be cut, abandon this request: `cutter abandon` with its folder.',
    }));

/** The decision must be an approval of exactly this manifest, of this plan, and none may have taken its place. Code: `plan.review`. */
export function decisionProblems(request: PlanRequest, survey: Survey, entry: string): readonly Problem[] {
  const { cut, parent, pins } = request;
  const [decision] = answerOf(survey, 'decision');
  if (decision === undefined) {
    return [refused(`The ledger holds no decision that approves the cut of ${cut.prefix} by this plan.`)];
  }
  const pairs: readonly (readonly [string, string | null | undefined, string | null])[] = [
    ['verdict', decision.verdict, 'approve'],
    ['kind of event', decision.event, 'cut'],
    ['manifest digest', decision.manifest_digest, pins.manifest_digest],
    ['plan', decision.plan_sha256, parent.sha256],
    ['number of units', decision.candidate_count, String(pins.candidate_count)],
    ['request', decision.entry, entry],
    ['manifest', decision.envelope, envelopeId(parent.sha256)],
    ['document', decision.document, sourceRef(survey)],
    ['decision that took its place', decision.replaced_by, null],
  ];
  return pairs
    .filter(([, found, wanted]) => (found ?? null) !== wanted)
    .map(([name, found, wanted]) =>
      refused(`The review decision is not about this cut: its ${name} is ${found ?? 'none'}, not ${wanted ?? 'none'}.`),
    );
}

/** What was reviewed must be what is cut: every unit, its text, its place. Code: `plan.review`. */
export function reviewedProblems(units: readonly CarriedUnit[], survey: Survey, entry: string): readonly Problem[] {
  const blocks = new Map(answerOf(survey, 'blocks').map((block) => [block.address ?? '', block]));
  const differing = units.filter(({ address, contentHash }, index) => {
    const block = blocks.get(address);
    blocks.delete(address);
    return (
      block === undefined ||
      block.content_hash !== contentHash ||
      block.render_order !== String(index + 1) ||
      block.entry !== entry
    );
  });
  const names = [...differing.map(({ address }) => address), ...blocks.keys()];
  if (names.length === 0) return [];
  return [
    {
      ...refused('What was reviewed is not what this plan cuts.'),
      detail: names.slice(0, 20).map((address) => `differs: ${address}`),
    },
  ];
}

/** Where the cut was made before, exactly its rows stand; where it is made now, nothing does. Code: `plan.live`. */
export function standingContentProblems(request: PlanRequest, survey: Survey): readonly Problem[] {
  if (request.receipt_sha256 !== undefined) return contentProblems(request, survey);
  const [found] = answerOf(survey, 'content');
  if (found?.count === '0') return [];
  return [
    {
      code: 'plan.live',
      message: `${found?.count} rows stand under ${request.cut.prefix}/ already, and no receipt beside the plan says that it was applied.`,
      hint: 'Run `cutter verify` on the plan of the cut. If a run of it is in doubt, `cutter resolve` settles it.',
    },
  ];
}

const refused = (message: string): Problem => ({
  code: 'plan.review',
  message,
  hint: 'Find out with `cutter backlog` what was reviewed. A manifest that has changed is planned, requested and reviewed anew.',
});
