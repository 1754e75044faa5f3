/** Why a run stopped, as a stable word: `drift` makes the state `stopped_drift` and the code STOP_DRIFT. */
import { categoryOf, type Problem } from '../problem.ts';
import type { ProblemCode } from '../problem-codes.ts';

const WORDS: Partial<Record<ProblemCode, string>> = {
  'gate.drift': 'drift',
  'apply.drift': 'drift',
  'gate.approval': 'approval_required',
  'gate.approval_required': 'approval_required',
  'gate.cut_once': 'replay_conflict',
  'plan.document_unknown': 'document_unknown',
  'plan.version_unknown': 'document_unknown',
  'apply.interrupted': 'interrupted',
  'apply.in_doubt': 'in_doubt',
};

/** The worst decides: a bug, then doubt, then what was rolled back, then refusals, then bad input. */
const WORST = ['internal', 'in_doubt', 'rolled_back', 'refused', 'input'] as const;

export function reasonOf(problems: readonly Problem[]): string {
  const [first] = WORST.flatMap((category) => problems.filter((problem) => categoryOf(problem) === category));
  if (first === undefined) return 'unknown';
  const word = WORDS[first.code];
  if (word !== undefined) return word;
  const area = first.code.split('.')[0] ?? '';
  return ['mark', 'syntax', 'shape', 'input'].includes(area) ? 'refused_input' : first.code.replaceAll('.', '_');
}

/** `STOP_DRIFT` of the state `stopped_drift`. */
export const stopCode = (state: string): string => state.replace(/^stopped_/, 'stop_').toUpperCase();

/** The regime of a refusal or failure: what it left behind. */
export type Regime = 'R-1' | 'R-2' | 'R-3';

export function regimeOf(written: string, problems: readonly { readonly code: string }[]): Regime {
  if (written !== 'nothing') return 'R-3';
  return problems.some(({ code }) => code.startsWith('apply.')) ? 'R-2' : 'R-1';
}
