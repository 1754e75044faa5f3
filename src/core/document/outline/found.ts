/** What marking finds and cannot decide, each said with the choices that a decision has. */
import type { ProblemCode } from '../../problem-codes.ts';
import type { Candidate } from './candidates.ts';
import type { Choice } from './choice.ts';
import type { Match } from './match.ts';
import type { OutlineLevel } from './profile.ts';
import { nameOf } from './tree.ts';

export interface Found {
  readonly code: ProblemCode;
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

const found = (code: ProblemCode, { line }: Candidate, message: string, choices: string): Found => ({
  code,
  line,
  message,
  hint: `Decide in cut.yaml, under decisions, for line ${line}: ${choices}.`,
});

/** Two levels read the line, and nothing tells which is right. */
export function ambiguous(candidate: Candidate, choice: Choice, rival: Choice): Found {
  const name = nameOf(candidate, choice.match);
  const message = `"${name}" is read by two levels, ${choice.match.level.name} and ${rival.match.level.name}.`;
  return found('mark.ambiguous', candidate, message, 'take (as the first of them) or join (it is text)');
}

/** The number is the next, but the place casts doubt. */
export function doubtful(candidate: Candidate, match: Match): Found {
  const where =
    candidate.doubt === 'sheltered'
      ? `stands in the quotation or block that begins in line ${candidate.shelter}`
      : 'begins in the middle of a sentence or is written otherwise than the headings of its level';
  const message = `"${nameOf(candidate, match)}" has the next number, but ${where}.`;
  return found('mark.doubtful', candidate, message, 'take (it is a heading) or join (it is text)');
}

/** The document begins again; `first` is the line where it began. */
export function repeated(candidate: Candidate, match: Match, first: number): Found {
  const message = `The document begins again with "${nameOf(candidate, match)}", which stands in line ${first} already.`;
  const choices = 'exclude (all from here on, with a reason), join (this line is text), or take (numbers begin anew)';
  return found('mark.repeated', candidate, message, choices);
}

/** The number does not follow. */
export function broken(candidate: Candidate, { match, before, standing }: Choice): Found {
  const last =
    before === undefined
      ? 'is the first of its level here'
      : `follows "${nameOf(before, before.match)}" in line ${before.line}`;
  const name = nameOf(candidate, match);
  const as = standing === 'gap' ? '' : ', with `as` for its number in the address';
  const message = `"${name}" breaks the sequence of ${match.level.name}: it ${last}.`;
  return found('mark.sequence', candidate, message, `take (it is a heading${as}), join (it is text), or exclude`);
}

/** Written like a heading, and not as the profile reads one. */
export function unread(candidate: Candidate, { name }: OutlineLevel): Found {
  const { text } = candidate.peeled;
  const message = `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}" is written like a heading of ${name}, but not as the profile reads one.`;
  return found('mark.doubtful', candidate, message, 'join (it is text); for a heading, correct how it is written');
}

/** No part is open that it could stand in. */
export function homeless(candidate: Candidate, match: Match): Found {
  const message = `"${nameOf(candidate, match)}" stands in no ${match.level.parents.join(' or ')}.`;
  return found('mark.sequence', candidate, message, 'join (it is text); a heading needs its place in the outline');
}
