/**
 * Makes visible what a terminal would obey or hide: controls (C0, DEL, C1), bidirectional and other format characters,
 * blanks that are not the plain one, line separators, lone surrogates. Each is shown as `<U+001B>`. Emoji sequences
 * keep their joiners and selectors.
 *
 * Every text that comes from input passes through here, or through `literal` for SQL, before it is shown.
 */

/** Printable text of the Latin alphabets, precomposed Vietnamese and common punctuation included: nothing to show, every character 1 wide. */
export const PLAIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff\u2010-\u2027]*$/;

const EMOJI = String.raw`[0-9#*]\uFE0F\u20E3?|\p{Extended_Pictographic}[\uFE0E\uFE0F\u{1F3FB}-\u{1F3FF}]?(?:\u200D\p{Extended_Pictographic}[\uFE0E\uFE0F\u{1F3FB}-\u{1F3FF}]?)*`;
const HIDDEN = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}`;
let pattern: RegExp | undefined;

export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** One line of safe text; a newline is shown as `<U+000A>`. */
export const visible = (text: string): string =>
  PLAIN.test(text) ? text : replaceHidden(text, (character) => `<${codePoint(character)}>`);

/** The same with newlines kept, as lines. */
export const visibleLines = (text: string): string[] => text.split('\n').map(visible);

/** Replaces each hidden character by what `by` gives for it. */
export function replaceHidden(text: string, by: (character: string) => string): string {
  // Made when first needed: most texts are PLAIN, and its classes take long to put together.
  pattern ??= new RegExp(`(${EMOJI})|${HIDDEN}`, 'gu');
  return text.replace(pattern, (match, emoji: string | undefined) => emoji ?? by(match));
}
