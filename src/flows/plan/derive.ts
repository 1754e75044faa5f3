/** Plans what follows from a cut: reads its folder, asks the database, has the lane sign, and writes the plan's folder. */
import { dirname, join } from 'node:path';
import { canonicalLines, type JsonObject } from '../../core/canonical.ts';
import type { Trust } from '../../core/kinds/document.ts';
import type { RequestKind } from '../../core/kinds/kind.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { type PlanRequest, requestText } from '../../core/plan/request.ts';
import type { Survey } from '../../core/plan/survey.ts';
import { orStop, Stop } from '../../core/problem.ts';
import type { Databases, Files, FileWriter, Signer } from '../../ports.ts';
import { memorySource, type RequestInputs } from './inputs.ts';
import { type MadePlan, writePlan } from './make.ts';
import { type RequestOptions, readParent, requestOf } from './parent.ts';
import { givenProblems, readRequestSources } from './request.ts';
import { takeSurvey } from './survey.ts';

export interface DeriveRequest extends RequestOptions {
  /** plan.json of the cut. */
  readonly parent: string;
  /** Name of the folder within that of the cut. */
  readonly folder: string;
  readonly trust: Trust;
  readonly run: string;
}

export interface DerivePorts {
  readonly files: Files;
  readonly output: FileWriter;
  readonly databases: Databases;
  /** The lane's key, of a kind that signs. */
  readonly lane?: Signer;
}

export interface DerivedPlan extends MadePlan {
  readonly file: string;
}

/** Throws Stop with every reason why there can be no plan; then nothing is written. */
export async function derivePlan(derive: DeriveRequest, ports: DerivePorts): Promise<DerivedPlan> {
  const { kind, parent, given, trust, run } = derive;
  // Before the database is asked about it.
  const wrong = givenProblems(kind, given);
  if (wrong.length > 0) throw new Stop(wrong);
  const unsigned = await requestOf(await readParent(parent, ports.files), derive, ports.files);
  const survey = await takeSurvey(ports.databases, kind, unsigned, run);
  const request = await signed(kind, unsigned, survey, trust, ports.lane);
  const folder = join(dirname(parent), derive.folder);
  const made = await writePlan(folder, inputsOf(request, survey), trust, ports.output);
  return { ...made, file: join(folder, FOLDER.plan) };
}

async function signed(
  kind: RequestKind,
  request: PlanRequest,
  survey: Survey,
  trust: Trust,
  lane: Signer | undefined,
): Promise<PlanRequest> {
  if (kind.signed === undefined || lane === undefined) return request;
  const { sources } = await readRequestSources(inputsOf(request, survey), trust);
  const text = orStop(kind.signed(sources));
  return { ...request, signature: await lane.sign(new TextEncoder().encode(text)) };
}

const inputsOf = (request: PlanRequest, survey: Survey): RequestInputs => ({
  from: 'request',
  request: memorySource(FOLDER.request, requestText(request)),
  snapshot: memorySource(FOLDER.snapshot, [...canonicalLines(survey as unknown as JsonObject)].join('')),
});
