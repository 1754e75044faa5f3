/** Keeps the figures in docs/PROOF.md, between two marks; what people wrote around them stays. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Line, linesOf, table } from './table.ts';

const BEGIN = '<!-- figures -->\n';
const END = '<!-- end of figures -->';

/** Lines of parts that were not run stay as they are. */
export function keepLines(root: string, names: readonly string[], lines: readonly Line[]): void {
  const file = join(root, 'docs/PROOF.md');
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  if (from < BEGIN.length || to < from) throw new Error(`docs/PROOF.md lacks its marks ${BEGIN.trim()} and ${END}.`);
  const kept = table(names, [...lines, ...linesOf(text.slice(from, to))]);
  writeFileSync(file, `${text.slice(0, from)}${kept}${text.slice(to)}`);
}
