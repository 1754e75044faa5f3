/**
 * Texts of input inside GitHub Markdown. Everything that comes from input stands in code: a code span, `<code>` in raw
 * HTML, a fence or `<pre>`. There neither Markdown nor HTML, links, mentions or issue references of the input work.
 */
import { visible, visibleLines } from './visible.ts';

/** A code span; its delimiter is longer than any run of back-ticks inside. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  if (shown === '') return '`""`';
  const ticks = '`'.repeat(longestRun(shown, '`') + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${ticks}${pad}${shown}${pad}${ticks}`;
}

/** A code span inside a table, where a bar would end the cell. */
export const codeCell = (text: string): string => codeSpan(text).replaceAll('|', '\\|');

/** A fenced block; the fence is longer than any run of back-ticks inside. */
export function fence(text: string, language = 'text'): string {
  const lines = visibleLines(text);
  const ticks = '`'.repeat(Math.max(3, longestRun(text, '`') + 1));
  return `${ticks}${language}\n${lines.join('\n')}\n${ticks}\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);

/** `<code>` for places where Markdown is not read, such as a `<summary>` line. */
export const codeHtml = (text: string): string => `<code>${escapeHtml(visible(text))}</code>`;

/** A folded block; `summary` is HTML on one line, `inner` is Markdown. */
export const details = (summary: string, inner: string): string =>
  `<details><summary>${summary}</summary>\n\n${inner}\n</details>\n`;

export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [titles, titles.map(() => '---'), ...rows].map(line).join('');
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const c of text) {
    run = c === character ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}
