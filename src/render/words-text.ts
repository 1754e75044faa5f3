/** A word difference in the terminal: `[-removed-]` and `{+added+}`, which needs no colour to be read. */
import type { Paint } from './paint.ts';
import { visible } from './visible.ts';
import { displayWidth, wrap } from './width.ts';
import type { WordRun } from './words.ts';

type Fragment = Pick<WordRun, 'kind' | 'text'>;
/** Fragments with no blank between them, and the blanks before them. */
interface Word {
  readonly blanks: string;
  readonly fragments: Fragment[];
}

const MARKS = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'] } as const;
const COLOURS = { removed: 'red', added: 'green' } as const;

/** Lines of at most `width` columns, broken at blanks only, or inside a word that is wider than a line. */
export function wordDiffLines(runs: readonly WordRun[], width: number, paint: Paint): string[] {
  return linesOfWords(runs).flatMap((words) => laidOut(words, width, paint));
}

/** Unchanged line breaks break lines; changed ones are shown by `visible`, for they are a change. */
function linesOfWords(runs: readonly WordRun[]): Word[][] {
  const lines: Word[][] = [[{ blanks: '', fragments: [] }]];
  const put = (kind: WordRun['kind'], text: string): void => {
    if (text !== '') lines.at(-1)?.at(-1)?.fragments.push({ kind, text });
  };
  const line = (kind: WordRun['kind'], text: string): void => {
    for (const [index, part] of text.split(/( +)/).entries()) {
      if (index % 2 === 0) put(kind, part);
      else lines.at(-1)?.push({ blanks: part, fragments: [] });
    }
  };
  for (const { kind, text } of runs) {
    const [open, close] = MARKS[kind];
    put(kind, open);
    if (kind === 'same') {
      for (const [index, part] of text.split('\n').entries()) {
        if (index > 0) lines.push([{ blanks: '', fragments: [] }]);
        line(kind, visible(part));
      }
    } else if (/^ +$/.test(text)) put(kind, text.replaceAll(' ', '<U+0020>'));
    else line(kind, visible(text));
    put(kind, close);
  }
  return lines;
}

function laidOut(words: readonly Word[], width: number, paint: Paint): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { blanks, fragments } of words) {
    const wide = fragments.reduce((sum, { text }) => sum + displayWidth(text), 0);
    if (used > 0 && used + blanks.length + wide > width) {
      lines.push(line);
      [line, used] = ['', 0];
    } else if (wide > 0) {
      line += blanks;
      used += blanks.length;
    }
    for (const { kind, text } of fragments) {
      const colour = kind === 'same' ? (plain: string) => plain : paint[COLOURS[kind]];
      const [first = '', ...more] = used + displayWidth(text) <= width ? [text] : wrap(text, width);
      if (used > 0 && used + displayWidth(first) > width) {
        lines.push(line);
        [line, used] = ['', 0];
      }
      line += colour(first);
      used += displayWidth(first);
      for (const piece of more) {
        lines.push(line);
        line = colour(piece);
        used = displayWidth(piece);
      }
    }
  }
  return [...lines, line];
}
