import { oneLine } from '../quote.ts';

const MOST_LINES = 5;
/** Lines in which PostgreSQL's programs quote rows and statements. */
const TELLTALE = /^(?:\w+: )?(?:detail|hint|context|command was|statement|line \d+|error: command was)\b/i;

/**
 * The first lines that a program said on its standard error, without what may be values of rows: only lines that begin
 * with the program's own name are kept, and what stands in quotation marks is left out unless it is a word we gave it.
 */
export function saidBy(program: string, stderr: string, known: readonly string[] = []): readonly string[] {
  const words = new Set(known);
  return stderr
    .split('\n')
    .filter((line) => line.startsWith(`${program}: `))
    .map((line) => line.slice(program.length + 2))
    .filter((line) => !TELLTALE.test(line))
    .slice(0, MOST_LINES)
    .map((line) => oneLine(line.replaceAll(/"((?:[^"]|"")*)("|$)/g, (_, word: string) => quotedWord(word, words))));
}

const quotedWord = (word: string, known: ReadonlySet<string>): string => (known.has(word) ? `"${word}"` : '"…"');
