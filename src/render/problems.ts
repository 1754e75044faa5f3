/** Problems for people, laid out as compilers do, and as JSON for programs. */
import { categoryOf, inReadingOrder, type Place, type Problem } from '../core/problem.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { calledIn } from './shell.ts';
import { replaceHidden, visible } from './visible.ts';
import { displayWidth, wrap } from './width.ts';

/** Lines of all problems in reading order; the last line counts them. */
export function problemLines(problems: readonly Problem[], screen: Screen): string[] {
  return [
    ...inReadingOrder(problems).flatMap((problem) => [...oneProblem(problem, screen), '']),
    counted(problems.length, 'problem'),
  ];
}

function oneProblem({ code, message, place, detail = [], hint }: Problem, screen: Screen): string[] {
  const { width, paint } = screen;
  const label = `error[${code}]:`;
  const [first = '', ...rest] = wrap(`${label} ${visible(message)}`, width);
  const where = place === undefined ? '' : placeText(place);
  return [
    first.startsWith(label) ? `${paint.red(paint.bold(label))}${first.slice(label.length)}` : first,
    ...rest,
    // A place is not broken: editors and terminals open it as it stands.
    ...(where === '' ? [] : [` ${paint.cyan('-->')} ${where}`]),
    ...detail.flatMap((line) => wrap(visible(line), width - 4).map((piece) => `    ${piece}`)),
    ...hanging('  next: ', visible(calledIn(hint, screen)), width, paint.green),
  ];
}

/** `cut.yaml:3:7 (ICX-CONST/NT-1, statement 4)`, as much of it as is known. */
export function placeText({ file, line, column, pointer, address, statement }: Place): string {
  const position = file === undefined ? '' : [visible(file), line, column].filter((p) => p !== undefined).join(':');
  const about = [
    file !== undefined || line === undefined ? undefined : `line ${line}`,
    pointer === undefined ? undefined : `at ${visible(pointer === '' ? '/' : pointer)}`,
    address === undefined ? undefined : visible(address),
    statement === undefined ? undefined : `statement ${statement}`,
  ].filter((part) => part !== undefined);
  if (about.length === 0) return position;
  return position === '' ? about.join(', ') : `${position} (${about.join(', ')})`;
}

function hanging(label: string, text: string, width: number, colour: (text: string) => string): string[] {
  const indent = displayWidth(label);
  const lines = wrap(text, width - indent, true);
  return lines.map((line, index) => `${index === 0 ? colour(label) : ' '.repeat(indent)}${line}`);
}

/** What `--json` prints for problems. */
export const problemsJson = (problems: readonly Problem[]) => ({
  problems: inReadingOrder(problems).map((problem) => ({
    code: problem.code,
    category: categoryOf(problem),
    message: problem.message,
    ...(problem.place === undefined ? {} : { place: problem.place }),
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    hint: problem.hint,
  })),
});

/** JSON text that is safe to show: hidden characters inside strings are written as \uXXXX, the value is the same. */
export const jsonText = (value: unknown): string =>
  replaceHidden(JSON.stringify(value, null, 2), (character) =>
    character === '\n' ? character : [...Array(character.length).keys()].map((i) => escapeUnit(character, i)).join(''),
  );

const escapeUnit = (text: string, index: number): string =>
  `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
