/**
 * Puts literals in place of the `$n` of a template. The template is taken apart once, by the lexical rules of
 * PostgreSQL, so that a `$n` inside a string, a quoted name, a comment, a dollar-quoted text or a name is left alone,
 * and values are never looked at again. Comments are not nested: no template holds any.
 */
export type Parts = readonly (string | number)[];

const TOKEN = new RegExp(
  [
    String.raw`[eE]'(?:[^'\\]|''|\\[^])*'`, // escape string
    `'(?:[^']|'')*'`,
    `"(?:[^"]|"")*"`,
    String.raw`--[^\n]*`,
    String.raw`/\*[^]*?\*/`,
    String.raw`[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*`, // name: a `$1` within it belongs to it
    String.raw`\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[^]*?\$\1\$`, // dollar-quoted text
    String.raw`\$(?<parameter>\d+)`,
  ].join('|'),
  'g',
);

/** Text and parameter numbers (from 1) of a template, in order. */
export function templateParts(sql: string): Parts {
  const parts: (string | number)[] = [];
  let from = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const number = match.groups?.parameter;
    if (number === undefined) continue;
    parts.push(sql.slice(from, match.index), Number(number));
    from = match.index + match[0].length;
  }
  return [...parts, sql.slice(from)];
}

export const substituted = (parts: Parts, literals: readonly string[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : literalAt(literals, part))).join('');

function literalAt(literals: readonly string[], number: number): string {
  const found = literals[number - 1];
  if (found === undefined) throw new RangeError(`the template refers to $${number}, which it does not declare`);
  return found;
}
