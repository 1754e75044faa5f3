/** Whether the drafts of a cut can be made law. Every reason against it is reported. */
import { answerOf, type SurveyRow } from '../../plan/survey.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import { contentProblems } from '../content.ts';
import { isSound, named } from '../moves/units.ts';
import type { RequestSources } from '../request.ts';

export interface EnactFacts {
  readonly shared: Readonly<Record<string, string>>;
  /** In the order of the document. */
  readonly units: readonly SurveyRow[];
}

/** Codes: `plan.done`, `plan.live`, `plan.unverified`, `plan.decision`, `plan.lane`. */
export function prepared({ request, survey }: RequestSources): Checked<EnactFacts> {
  const { cut, given, signer } = request;
  const [changeSet] = answerOf(survey, 'change_set');
  const [decision] = answerOf(survey, 'decision');
  const byAddress = new Map(answerOf(survey, 'units').map((unit) => [unit.address ?? '', unit]));
  const units = request.units.map(([address]) => byAddress.get(address)).filter((unit) => unit !== undefined);
  if (units.length > 0 && units.every(({ lifecycle }) => lifecycle === 'enacted')) return bad(enacted(cut.prefix));
  const latest = answerOf(survey, 'results')
    .toSorted((a, b) => Number(a.number) - Number(b.number))
    .at(-1);
  const drafts = units.filter(({ lifecycle }) => lifecycle === 'draft');
  const problems: Problem[] = [
    ...(changeSet === undefined ? [unrecorded(cut.prefix)] : []),
    ...(changeSet !== undefined && latest?.verdict !== 'pass' ? [unverified(cut.prefix, latest?.verdict)] : []),
    ...contentProblems(request, survey),
    ...(changeSet !== undefined && units.length !== request.units.length
      ? [missing(cut.prefix, request.units.length - units.length)]
      : []),
    ...differing(
      'not draft',
      units,
      ({ lifecycle }) => lifecycle === 'draft',
      ({ lifecycle }) => `it is ${lifecycle ?? 'not there'}`,
    ),
    ...differing('not sound', drafts, isSound, () => 'its version, anchors and hash do not agree'),
    ...differing(
      'not what was cut',
      drafts,
      (unit) => unit.version_id === unit.recorded_version && unit.content_hash === unit.recorded_hash,
      (unit) => `version ${unit.version_id}, recorded was ${unit.recorded_version}`,
    ),
    ...decisionProblems(given.decision, decision, cut.prefix, changeSet?.review_decision_id, units),
    ...(signer === undefined ? [noSigner] : []),
  ];
  if (problems.length > 0) return bad(...problems);
  return good({
    units,
    shared: {
      actor: `cutter_exec/DOT-991/${cut.name}-enact`,
      review_decision_id: given.decision ?? '',
      change_set_id: changeSet?.change_set_id ?? '',
      envelope_id: changeSet?.manifest_id ?? '',
      reason: given.reason ?? `Enacted on the review decision ${given.decision}.`,
      tool_revision: signer?.tool_revision ?? '',
    },
  });
}

/** What fn_iu_enact would refuse of the decision, said before anything is approved. */
function decisionProblems(
  id: string | undefined,
  decision: SurveyRow | undefined,
  prefix: string,
  ofTheCut: string | null | undefined,
  units: readonly SurveyRow[],
): readonly Problem[] {
  const hint =
    ofTheCut == null
      ? 'Record the cut; its review decision is then in the ledger.'
      : `Run \`cutter enact FOLDER --decision ${ofTheCut}\`: that is the review decision of this cut.`;
  if (id === undefined) return [refused('An enactment rests on a review decision, and none is named.', hint)];
  if (decision === undefined) return [refused(`There is no review decision ${id}.`, hint)];
  const { verdict, event, prefix: about, envelope_status, successor, reverted, source_doc_ref } = decision;
  const undecided = units.filter((unit) => unit.decided_hash !== unit.content_hash);
  const faults = [
    ...(verdict === 'approve' && (event === 'cut' || event === 'enact') ? [] : [`it says ${verdict} for ${event}`]),
    ...(about === prefix
      ? []
      : [`it is about another document: ${source_doc_ref}, with the prefix ${about ?? 'none'}`]),
    ...(envelope_status === 'accepted' ? [] : [`its manifest is ${envelope_status}`]),
    ...(successor === null ? [] : [`the decision ${successor} has taken its place`]),
    ...(reverted === 'true' ? ['its manifest was reverted'] : []),
    ...(about === prefix && undecided.length > 0
      ? [`it is not about the text of ${undecided.length} of the units`]
      : []),
  ];
  if (faults.length === 0) return [];
  return [
    {
      ...refused(`The enactment cannot rest on the review decision ${id}: ${faults.join('; ')}.`, hint),
      ...(about === prefix && undecided.length > 0
        ? { detail: named(undecided, (unit) => `decided ${unit.decided_hash ?? 'nothing'}, is ${unit.content_hash}`) }
        : {}),
    },
  ];
}

function differing(
  what: string,
  units: readonly SurveyRow[],
  holds: (unit: SurveyRow) => boolean,
  say: (unit: SurveyRow) => string,
): readonly Problem[] {
  const wrong = units.filter((unit) => !holds(unit));
  if (wrong.length === 0) return [];
  return [
    {
      code: 'plan.live',
      message: `${wrong.length} of ${units.length} units are ${what}.`,
      hint: 'What was changed since the cut is reviewed and cut anew: `cutter revert`, then a new plan.',
      detail: named(wrong, say),
    },
  ];
}

const refused = (message: string, hint: string): Problem => ({ code: 'plan.decision', message, hint });

const enacted = (prefix: string): Problem => ({
  code: 'plan.done',
  message: `Every unit of this cut of ${prefix} is enacted already.`,
  hint: 'Nothing is left to do.',
});

const unrecorded = (prefix: string): Problem => ({
  code: 'plan.live',
  message: `The ledger holds no change set of the cut of ${prefix}.`,
  hint: 'Record the cut first: `cutter record` with its folder, then `cutter write-verify`.',
});

const unverified = (prefix: string, verdict: string | null | undefined): Problem => ({
  code: 'plan.unverified',
  message:
    verdict == null
      ? `The ledger holds no verify result of the cut of ${prefix}.`
      : `The last verification of the cut of ${prefix} says ${verdict}.`,
  hint: 'Only what the verifier found right is enacted: run `cutter write-verify` with the folder of the cut.',
});

const missing = (prefix: string, count: number): Problem => ({
  code: 'plan.live',
  message: `The change set does not name ${count} of the units of the cut of ${prefix}.`,
  hint: 'Run `cutter write-verify` with the folder of the cut: it names what the ledger does not hold.',
});

const noSigner: Problem = {
  code: 'plan.lane',
  message: 'There are no keys of the lanes.',
  hint: 'Run `cutter keys init`, and name the keys in cutter.yaml.',
};
