/**
 * The rules of addresses. A prefix is 3 to 32 of [A-Z0-9-] with no '-' at an end; a key is segments of [A-Z0-9] joined
 * by single '-' or '/'; an address is prefix, '/', key. Neither status nor version is part of an address.
 */
export const MAX_ADDRESS = 200;

export const isPrefix = (text: string): boolean =>
  text.length >= 3 && text.length <= 32 && only(text, '-') && !text.startsWith('-') && !text.endsWith('-');

export const isKey = (text: string): boolean => text.length <= MAX_ADDRESS && only(text, '-/') && isSegmented(text);

/** Whether the address lies under the prefix: A-2/X does not lie under A. */
export const isUnder = (address: string, prefix: string): boolean => address.startsWith(`${prefix}/`);

export const isAddress = (address: string, prefix: string): boolean =>
  isPrefix(prefix) && isUnder(address, prefix) && isKeyUnder(prefix, address.slice(prefix.length + 1));

/** Whether a prefix, which is one, and a key make an address. */
export const isKeyUnder = (prefix: string, key: string): boolean =>
  isKey(key) && prefix.length + 1 + key.length <= MAX_ADDRESS;

export const addressOf = (prefix: string, key: string): string => `${prefix}/${key}`;

/** Whether a letter or digit stands at both ends and between any two separators; the rest is known to be one of these. */
function isSegmented(text: string): boolean {
  let separated = true;
  for (let at = 0; at < text.length; at++) {
    const separator = text[at] === '-' || text[at] === '/';
    if (separator && separated) return false;
    separated = separator;
  }
  return !separated;
}

function only(text: string, signs: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const letter = code >= 0x41 && code <= 0x5a;
    const digit = code >= 0x30 && code <= 0x39;
    if (!letter && !digit && !signs.includes(text[at] as string)) return false;
  }
  return true;
}
