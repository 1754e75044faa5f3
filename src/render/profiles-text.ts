/** Grammar profiles in the terminal: which there are, what one holds, and which fit a document. */
import type { LookAlike } from '../core/document/lookalikes.ts';
import type { Grammar } from '../core/document/mark-input.ts';
import { OUTLINE_FORMAT } from '../core/document/outline/profile.ts';
import { type PageLine, saidOfPageLine } from '../core/document/page-lines.ts';
import type { Problem } from '../core/problem.ts';
import { entryLines, paragraph } from './entries.ts';
import { counted, grouped } from './numbers.ts';
import type { Screen } from './paint.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly leaves: readonly string[];
}

export const profileListLines = (profiles: readonly Listed[], screen: Screen): string[] =>
  tableLines(
    [{ title: 'profile' }, { title: 'leaves' }, { title: 'for' }],
    profiles.map(({ id, leaves, title }) => [id, leaves.join(' ') || '-', title]),
    screen,
  );

export function profileLines(grammar: Grammar, leaves: readonly string[], screen: Screen): string[] {
  const levels: readonly { readonly name: string; readonly role: string; readonly description: string }[] =
    grammar.levels;
  return [
    screen.paint.bold(`${grammar.id}  ${visible(grammar.title)}`),
    ...paragraph(grammar.description, 2, screen.width),
    ...(grammar.format === OUTLINE_FORMAT ? ['', `  leaves: ${leaves.join(', ')} (the first is the default)`] : []),
    '',
    ...entryLines(
      levels.map(({ name, role, description }) => [name, `${description} (${role})`]),
      2,
      screen,
    ),
  ];
}

interface Tried {
  readonly id: string;
  readonly fit: 'fits' | 'decisions' | 'misfit';
  readonly levels?: Readonly<Record<string, number>>;
  readonly exclusions?: number;
  readonly problems: readonly Problem[];
}

/** Problems shown of a profile that does not fit, and of one that nearly does. */
const SHOWN = { fits: 0, decisions: 5, misfit: 2 } as const;

export function trialLines(profiles: readonly Tried[], signs: readonly LookAlike[], screen: Screen): string[] {
  const { paint, width } = screen;
  const lines = profiles.flatMap(({ id, fit, levels = {}, exclusions = 0, problems }) => {
    const head = {
      fits: `${paint.green('fits')}      ${paint.bold(id)}  ${unitsOf(levels, exclusions)}`,
      decisions: `${paint.yellow('nearly')}    ${paint.bold(id)}  ${counted(problems.length, 'finding')} to decide in cut.yaml`,
      misfit: `${paint.red('does not')}  ${paint.bold(id)}`,
    }[fit];
    const shown = problems.slice(0, SHOWN[fit]);
    const more = problems.length - shown.length;
    return [
      head,
      ...shown.flatMap(({ message, place }) =>
        paragraph(`${place?.line === undefined ? '' : `line ${place.line}: `}${message}`, 10, width),
      ),
      ...(more > 0 ? [`${' '.repeat(10)}and ${grouped(more)} more`] : []),
    ];
  });
  return [...lines, ...lookAlikeLines(signs, screen)];
}

const unitsOf = (levels: Readonly<Record<string, number>>, exclusions: number): string => {
  const found = Object.entries(levels).filter(([, count]) => count > 0);
  const excluded = exclusions === 0 ? '' : `; ${grouped(exclusions)} excluded`;
  return `${found.map(([level, count]) => `${grouped(count)} ${level}`).join(', ')}${excluded}`;
};

/** Lines that pages repeat. */
export const pageLineLines = (found: readonly PageLine[], { width }: Screen): string[] =>
  found.length === 0
    ? []
    : [
        '',
        'Lines of pages:',
        ...found.flatMap((one) => paragraph(`line ${one.line}: ${visible(saidOfPageLine(one))}`, 2, width)),
      ];

/** Characters that look like others, and where they stand. */
export function lookAlikeLines(signs: readonly LookAlike[], { width }: Screen): string[] {
  if (signs.length === 0) return [];
  return [
    '',
    'Characters that look like others:',
    ...signs.flatMap(({ name, count, lines }) =>
      paragraph(
        `${name}: ${grouped(count)}, in ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${lines.length < count && lines.length === 10 ? ' and more' : ''}`,
        2,
        width,
      ),
    ),
  ];
}
