/** Texts of input inside HTML. Nothing of input ever stands in a script or a style, nor in a URL. */
import { codePoint, replaceHidden } from '../visible.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Text as a reader should see it: what a page would hide or obey is shown as a small label. */
export function shown(text: string): string {
  const safe = escaped(text);
  return PLAIN.test(safe)
    ? safe
    : replaceHidden(safe, (sign) => (KEPT.has(sign) ? sign : `<i class="code">${codePoint(sign)}</i>`));
}

const KEPT = new Set(['\n', '\t']);
const PLAIN = /^[\n\t\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff\u2010-\u2027]*$/;
