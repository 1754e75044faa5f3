/** The record of a run: the only road from its lines to trusted transitions. Shape: schemas/run.schema.json. */
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import { damaged, type Run, replay } from '../core/run/replay.ts';
import { RUN_FORMAT, type Transition, transitionLine } from '../core/run/transition.ts';
import { validate } from './generated/run.js';

/** `lines` without their newlines; `source` names where they come from. Codes: `run.damaged`, `shape.format_version`. */
export function readRun(id: string, lines: readonly string[], source: string): Checked<Run> {
  const transitions: Transition[] = [];
  for (const [index, line] of lines.entries()) {
    const read = readLine(id, line, source, index + 1);
    if (!read.ok) return read;
    transitions.push(read.value);
  }
  return replay(id, transitions, source);
}

function readLine(id: string, line: string, source: string, number: number): Checked<Transition> {
  const value = parsed(line);
  const newer = otherVersion(value, source, number);
  if (newer !== undefined) return bad(newer);
  if (!validate(value)) return bad(damaged(id, source, number, 'it has not the shape of a transition'));
  const transition = value as unknown as Transition;
  if (transitionLine(transition) !== line)
    return bad(damaged(id, source, number, 'it is not written as cutter writes'));
  return good(transition);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A record of another release is whole, and not ours to read. */
function otherVersion(value: unknown, file: string, line: number): Problem | undefined {
  const format = (value as { readonly format?: unknown } | null | undefined)?.format;
  if (typeof format !== 'string' || format === RUN_FORMAT || !/^cutter\.run\/[1-9][0-9]*$/.test(format))
    return undefined;
  return {
    code: 'shape.format_version',
    message: `The record of this run has the format ${format}; this release reads ${RUN_FORMAT}.`,
    place: { file, line },
    hint: 'Go on with the release of cutter that began the run, or a later one.',
  };
}
