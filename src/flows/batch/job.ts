/** A step of a document as work for a queue: what the one who asks writes, and a worker anywhere reads. */
import type { Problem } from '../../core/problem.ts';
import type { WorkEnd } from '../../ports.ts';
import type { StepDocument, StepEnd } from './step.ts';
import { mayGoBetter, type Passes } from './step.ts';

const FORMAT = 'cutter.job/1';

export interface Job {
  readonly document: StepDocument;
  readonly passes: Passes;
}

export const jobText = ({ document: { cutFile, prefix, planFolder }, passes }: Job): string =>
  JSON.stringify({ format: FORMAT, cutFile, prefix, planFolder, passes });

/** Undefined for what this release did not write. */
export function readJob(text: string): Job | undefined {
  const value = parsed(text);
  if (value?.format !== FORMAT) return undefined;
  const { cutFile, prefix, planFolder, passes } = value;
  if (typeof cutFile !== 'string' || typeof prefix !== 'string' || typeof planFolder !== 'string') return undefined;
  if (passes !== 'none' && passes !== 'SG_1' && passes !== 'SG_2') return undefined;
  return { document: { cutFile, prefix, planFolder }, passes };
}

/** What a run came to stands in its record; only why there is none has to be said. */
export function endOf(end: StepEnd): WorkEnd {
  if (mayGoBetter(end)) return { end: 'again', why: problemsText(end.problems) };
  return end.problems.length === 0 ? { end: 'done' } : { end: 'refused', why: problemsText(end.problems) };
}

export const problemsText = (problems: readonly Problem[]): string =>
  JSON.stringify(problems.map(({ code, message, hint }) => ({ code, message, hint })));

/** Problems that a worker gave as the reason; a reason in other words becomes one problem. */
export function problemsIn(text: string): readonly Problem[] {
  const value: unknown = parsed(text);
  if (Array.isArray(value) && value.length > 0 && value.every(isProblem)) return value;
  return [
    {
      code: 'internal.bug',
      message: `A worker gave up: ${text.slice(0, 500)}`,
      hint: 'Look at what the worker printed, then start the batch again.',
    },
  ];
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  ['code', 'message', 'hint'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
