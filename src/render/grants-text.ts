/** The grants of a database in the terminal: every role and object with what it should have and what it has. */
import type { MatrixLine } from '../core/grants/matrix.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { called } from './shell.ts';
import { visible } from './visible.ts';
import { padEnd } from './width.ts';

export interface GrantsView {
  readonly posture: string;
  readonly same: boolean;
  readonly lines: readonly MatrixLine[];
  readonly probe: readonly {
    readonly role: string;
    readonly right: string;
    readonly object: string;
    readonly finding: string;
  }[];
}

const WORD = { same: 'PASS', different: 'FAIL', absent: 'ABSENT' } as const;
const FINDINGS: Readonly<Record<string, string>> = {
  denied: 'the object is there, and the right is not (42501)',
  no_usage: 'there is no USAGE on the schema, behind which the object looks absent (42501)',
  absent: 'there is no such object (42P01, 42883)',
  role_absent: 'there is no such role',
  public: 'PUBLIC holds it',
};

export function grantsLines(view: GrantsView, screen: Screen): string[] {
  const objects = [...new Set(view.lines.map(({ object }) => object))];
  const wrong = view.lines.filter(({ state }) => state !== 'same').length;
  const broken = view.probe.filter(({ finding }) => finding !== 'granted');
  const lines = counted(view.lines.length, 'line');
  return [
    ...objects.flatMap((object) => [
      screen.paint.bold(visible(object)),
      ...view.lines.filter((line) => line.object === object).flatMap((line) => roleLines(line, screen)),
    ]),
    '',
    ...broken.map(
      ({ role, right, object, finding }) =>
        `No run without ${role} ${right} ${visible(object)}: ${FINDINGS[finding] ?? finding}.`,
    ),
    ...(broken.length === 0 ? [] : ['']),
    ...(view.same
      ? [`${screen.paint.green('As expected')}: ${lines} of the posture ${view.posture}.`]
      : [
          `${screen.paint.red('Different')}: ${wrong} of ${lines} of the posture ${view.posture}.`,
          'Next: have the owner read and run what this prints; save what takes it back first.',
          `  ${called(`cutter grants --posture ${view.posture} --sql --inverse`, screen)} > inverse.sql`,
          `  ${called(`cutter grants --posture ${view.posture} --sql`, screen)} > change.sql`,
        ]),
  ];
}

/** Expected and found, on one line where they are the same. */
function roleLines({ state, role, expected, found }: MatrixLine, { paint }: Screen): string[] {
  const word = state === 'same' ? paint.green(WORD[state]) : paint.red(WORD[state]);
  const head = `  ${word}${' '.repeat(WORD.absent.length - WORD[state].length)}  ${padEnd(visible(role), ROLE_WIDTH)}  `;
  if (state === 'same') return [`${head}${listed(expected)}`];
  const indent = ' '.repeat(2 + WORD.absent.length + 2 + ROLE_WIDTH + 2);
  return [`${head}expected ${listed(expected)}`, `${indent}found    ${listed(found)}`];
}

/** Of the longest lane. */
const ROLE_WIDTH = 'cutter_verify'.length;

const listed = (rights: readonly string[]): string => (rights.length === 0 ? 'nothing' : rights.join(', '));
