/**
 * Gathers marked lines into records in document order: units, groups that hold text, and what is no content. Records
 * cover all lines, each once; statuses are resolved here, since only the order of headings tells what a unit inherits.
 */
import { columnAt, type Findings } from './findings.ts';
import type { Heading } from './heading.ts';
import { type Lines, lineText } from './lines.ts';
import { markLines } from './marks.ts';
import { DOCUMENT, type GroupLevel, type Profile, type UnitLevel } from './profile.ts';

export interface ContentRecord {
  readonly is: 'unit' | 'group';
  readonly level: UnitLevel | GroupLevel;
  readonly key: string;
  readonly title: string;
  /** Absent where no marker gives one. */
  readonly status?: string;
  readonly basis: 'own_marker' | 'group_marker';
  /** A problem of its marker is already reported. */
  readonly doubtful: boolean;
  readonly first: number;
  /** Last line that is not blank. */
  readonly last: number;
  /** First and last line of the text below the heading, blank lines at its ends left out; absent without text. */
  readonly body?: readonly [number, number];
}

export interface NonContentRecord {
  readonly is: 'non_content';
  readonly role: string;
  readonly first: number;
  readonly last: number;
}

export type LineRecord = ContentRecord | NonContentRecord;

interface Open {
  readonly is: 'unit' | 'group' | 'lost';
  readonly heading?: Heading;
  readonly status?: string;
  readonly own: boolean;
  readonly doubtful: boolean;
  readonly first: number;
  text: [number, number] | undefined;
}

interface Standing {
  readonly level: string;
  readonly status?: string;
  readonly doubtful: boolean;
}

/** Codes added: `mark.structure`, `mark.unknown_marker`. */
export function* recordsOf(lines: Lines, profile: Profile, problems: Findings): Generator<LineRecord> {
  /** Groups that are open, outermost first. */
  const groups: Standing[] = [];
  let open: Open | undefined;
  let pending: { role: string; first: number; last: number } | undefined;
  const ready: LineRecord[] = [];

  const flush = (): void => {
    if (pending !== undefined) ready.push({ is: 'non_content', ...pending });
    pending = undefined;
  };
  const plain = (role: string, number: number): void => {
    if (pending?.role === role) pending.last = number;
    else {
      flush();
      pending = { role, first: number, last: number };
    }
  };
  const close = (): void => {
    if (open === undefined) return;
    const { is, heading, first, text } = open;
    const blanks = pending;
    pending = undefined;
    if (is === 'lost' || heading === undefined) {
      ready.push({ is: 'non_content', role: 'text', first, last: text?.[1] ?? first });
    } else if (is === 'group' && text === undefined) {
      ready.push({ is: 'non_content', role: 'group_heading', first, last: first });
    } else {
      ready.push({
        is,
        level: heading.level as UnitLevel | GroupLevel,
        key: heading.key,
        title: heading.title,
        basis: is === 'unit' && open.own ? 'own_marker' : 'group_marker',
        doubtful: open.doubtful,
        first,
        last: text?.[1] ?? first,
        ...(open.status === undefined ? {} : { status: open.status }),
        ...(text === undefined ? {} : { body: text }),
      });
    }
    pending = blanks;
    open = undefined;
  };
  const text = (number: number): void => {
    pending = undefined;
    if (open === undefined) return;
    open.text = [open.text?.[0] ?? number, number];
  };
  const lost = (number: number): void => {
    close();
    flush();
    open = { is: 'lost', own: false, doubtful: true, first: number, text: undefined };
  };
  const begin = (heading: Heading, number: number): void => {
    const { level, unknown } = heading;
    close();
    flush();
    while (groups.length > 0 && !level.parents.includes((groups.at(-1) as Standing).level)) groups.pop();
    if (groups.length === 0 && !level.parents.includes(DOCUMENT)) {
      const wanted = level.parents.join(' or ');
      problems.add('mark.structure', number, 1, `A heading of level ${level.name} stands in no ${wanted}.`, STRUCTURE);
    }
    if (level.role === 'non_content') {
      plain(level.name, number);
      return;
    }
    if (unknown !== undefined) {
      const column = columnAt(lineText(lines, number), unknown.at);
      const known = profile.markers.map(({ signs, status }) => `${signs.join(' ')} ${status}`).join(', ');
      const hint = `Use exactly one marker that the profile ${profile.id} knows: ${known}.`;
      problems.add('mark.unknown_marker', number, column, `"${unknown.sign}" is not a status marker.`, hint);
    }
    const above = groups.at(-1);
    const own = heading.status !== undefined;
    const status = heading.status ?? above?.status;
    const doubtful = unknown !== undefined || (!own && above?.doubtful === true);
    const standing = { doubtful, ...(status === undefined ? {} : { status }) };
    if (level.role === 'group') groups.push({ level: level.name, ...standing });
    open = { is: level.role, heading, own, first: number, text: undefined, ...standing };
  };

  let number = 0;
  for (const mark of markLines(lines, profile)) {
    number++;
    switch (mark.is) {
      case 'blank':
        plain('blank', number);
        break;
      case 'heading':
        begin(mark.heading, number);
        break;
      case 'rule':
        close();
        plain(mark.role, number);
        break;
      case 'note':
        // Under a group heading a note is about the group; within a unit, or among a group's text, it is text.
        if (open?.is === 'unit' || open?.text !== undefined) text(number);
        else {
          close();
          plain(mark.role, number);
        }
        break;
      case 'near':
        problems.add('mark.structure', number, columnAt(lineText(lines, number), mark.near.at), mark.near.reason, NEAR);
        lost(number);
        break;
      case 'hidden': {
        const message = `A heading stands in the block that begins in line ${mark.opened}; whether it counts cannot be decided.`;
        problems.add(
          'mark.structure',
          number,
          1,
          message,
          'Remove the block, close it above this line, or indent the line.',
        );
        text(number);
        break;
      }
      case 'text':
        if (open === undefined) {
          problems.add('mark.structure', number, 1, 'This text belongs to no unit.', OUTSIDE);
          lost(number);
        } else text(number);
        break;
    }
    if (ready.length > 0) yield* ready.splice(0);
  }
  close();
  flush();
  yield* ready;
}

const STRUCTURE = 'Move it under a heading of that level, or choose the profile that fits the document.';
const NEAR = 'Write the heading as the profile asks, or break the line elsewhere if it is no heading.';
const OUTSIDE = 'Move it under the heading it belongs to, or begin the line as the profile asks of a note.';
