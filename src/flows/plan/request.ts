/** Assembles a plan that follows from another: from its request and its survey. */
import type { Trust } from '../../core/kinds/document.ts';
import type { RequestKind } from '../../core/kinds/kind.ts';
import type { RequestSources } from '../../core/kinds/request.ts';
import { LIMITS } from '../../core/limits.ts';
import type { PlanRequest } from '../../core/plan/request.ts';
import { answers } from '../../core/plan/survey.ts';
import { orStop, type Problem, Stop } from '../../core/problem.ts';
import { requestKindOf } from '../../formats/kinds.ts';
import { readRequest } from '../../formats/request.ts';
import { readSurvey } from '../../formats/survey.ts';
import type { Assembled } from './assembled.ts';
import { type RequestInputs, wholeSource } from './inputs.ts';

export async function assembleRequest(inputs: RequestInputs, trust: Trust): Promise<Assembled> {
  const { kind, sources } = await readRequestSources(inputs, trust);
  return orStop(kind.plan(sources));
}

/** The kind, and what its planner works on. Throws Stop for files that cannot be read or do not belong together. */
export async function readRequestSources(
  inputs: RequestInputs,
  trust: Trust,
): Promise<{ readonly kind: RequestKind; readonly sources: RequestSources }> {
  const requestBytes = await wholeSource(inputs.request, LIMITS.request);
  const surveyBytes = await wholeSource(inputs.snapshot, LIMITS.snapshot);
  const request = orStop(readRequest(requestBytes.bytes, inputs.request.file));
  const survey = orStop(readSurvey(surveyBytes.bytes, inputs.snapshot.file));
  const kind = await requestKindOf(request.kind);
  if (kind === undefined) {
    throw new Stop([folder(inputs.request.file, `This release knows no plans of the kind ${request.kind}.`)]);
  }
  const problems = [
    ...(kind.parents.includes(request.parent.kind)
      ? []
      : [
          folder(
            inputs.request.file,
            `A plan of the kind ${kind.name} cannot follow from one of ${request.parent.kind}.`,
          ),
        ]),
    ...(survey.kind === kind.name && answers(survey, kind.survey(request))
      ? []
      : [folder(inputs.snapshot.file, 'The snapshot does not answer the questions that this plan asks.')]),
    ...(request.target.database === survey.target.database &&
    request.target.system_identifier === survey.target.system_identifier
      ? []
      : [folder(inputs.snapshot.file, 'The snapshot is of another database than the one the request is for.')]),
    ...givenProblems(kind, request.given),
  ];
  if (problems.length > 0) throw new Stop(problems);
  const sources = {
    request,
    requestFile: requestBytes.pinned,
    survey,
    surveyFile: surveyBytes.pinned,
    trust,
  };
  return { kind, sources };
}

/** What is wrong with what a person gave. */
export const givenProblems = (kind: RequestKind, given: PlanRequest['given']): readonly Problem[] =>
  kind.givenProblems?.(given) ?? Object.keys(given).map((name) => nothingGiven(kind.name, name));

const folder = (file: string, message: string): Problem => ({
  code: 'plan.folder',
  message,
  place: { file },
  hint: 'The files of one plan belong together: restore the folder, or plan again.',
});

const nothingGiven = (kind: string, name: string): Problem => ({
  code: 'plan.folder',
  message: `A plan of the kind ${kind} takes no ${name}.`,
  hint: 'Plan again.',
});
