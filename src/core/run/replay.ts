/** From transitions to the run they are the record of, or every reason why they are none. */
import { bad, type Checked, good, type Problem } from '../problem.ts';
import { FIRST, isOver, LAST, mayGo, type Standing, standingAfter } from './states.ts';
import { digestOf, type Facts, NO_LINE, type Transition } from './transition.ts';

export const MODES = ['plan', 'dry-run', 'live'] as const;
export type Mode = (typeof MODES)[number];

export interface Run extends Standing {
  readonly id: string;
  readonly mode: Mode;
  /** Of all transitions; a later one replaces what an earlier one said. */
  readonly facts: Facts;
  readonly transitions: readonly Transition[];
  readonly started_at: string;
  /** Only of a run that reached its last station: a refusal never looks like a finished run. */
  readonly finished_at?: string;
  /** Milliseconds of work since the start, or since the owner last said: go on. */
  readonly work: number;
  /** Digest of the last line. */
  readonly head: string;
}

/** Code: `run.damaged`. `source` names where the lines come from. */
export function replay(id: string, transitions: readonly Transition[], source: string): Checked<Run> {
  const [first] = transitions;
  const mode = MODES.find((known) => known === first?.facts.mode);
  if (first === undefined || mode === undefined) {
    return bad(damaged(id, source, 1, 'it does not begin as a run does'));
  }
  let before: { readonly line: Transition; readonly standing: Standing } | undefined;
  let facts: Facts = {};
  let work = 0;
  for (const [index, line] of transitions.entries()) {
    const wrong = wrongWith(id, index + 1, line, before);
    if (wrong !== undefined) return bad(damaged(id, source, index + 1, wrong));
    const standing =
      before === undefined ? { station: FIRST, state: FIRST } : standingAfter(before.standing, line.state);
    const goesOn = before?.standing.state.startsWith('failed_') && line.state === standing.station;
    work = goesOn ? 0 : work + line.ms;
    facts = { ...facts, ...line.facts };
    before = { line, standing };
  }
  const { line, standing } = before as NonNullable<typeof before>;
  return good({
    ...standing,
    id,
    mode,
    facts,
    transitions,
    started_at: first.at,
    ...(standing.state === LAST ? { finished_at: line.at } : {}),
    work,
    head: line.sha256,
  });
}

/** What is wrong with a line; undefined = nothing. */
function wrongWith(
  id: string,
  seq: number,
  line: Transition,
  before: { readonly line: Transition; readonly standing: Standing } | undefined,
): string | undefined {
  if (line.run !== id) return `it belongs to the run ${line.run}`;
  if (line.seq !== seq) return `it says it is number ${line.seq}`;
  if (line.sha256 !== digestOf(line)) return 'its digest is not that of what it says';
  if (line.previous !== (before?.line.sha256 ?? NO_LINE)) return 'it does not follow from the line before it';
  if (before === undefined) return line.state === FIRST ? undefined : `no run begins as ${line.state}`;
  if (!mayGo(before.standing, line.state)) return `no run goes from ${before.standing.state} to ${line.state}`;
  return undefined;
}

export const damaged = (id: string, source: string, line: number, why: string): Problem => ({
  code: 'run.damaged',
  message: `The record of the run ${id} is damaged: ${why}.`,
  place: { file: source, line },
  hint: 'Restore the record from a copy. What it was about is in the database: `cutter verify` and `cutter apply` with the folder of the plan say what is there.',
});

export const isOpen = (run: Standing): boolean => !isOver(run.state);
