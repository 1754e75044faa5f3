/**
 * SQL literals. Text is quoted for `standard_conforming_strings = on`; text with characters that a terminal would obey
 * or hide is written as an escape string (E'...') with those characters as \uXXXX, so that what is seen is what is
 * stored. U+0000 and lone surrogates, which PostgreSQL cannot store, come out as escapes that it refuses.
 */
import { replaceHidden } from './visible.ts';

export function literal(value: string | null): string {
  if (value === null) return 'NULL';
  const quoted = value.replaceAll("'", "''");
  let escaped = false;
  const body = replaceHidden(quoted.replaceAll('\\', '\\\\'), (character) => {
    if (character === '\n' || character === '\t') return character;
    escaped = true;
    return unicodeEscape(character);
  });
  return escaped ? `E'${body}'` : `'${quoted}'`;
}

function unicodeEscape(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
