/**
 * The rules of addresses. A prefix is 3 to 32 of [A-Z0-9-] with no '-' at an end; a key is segments of [A-Z0-9] joined
 * by single '-' or '/'; an address is prefix, '/', key. Neither status nor version is part of an address.
 */
export const MAX_ADDRESS = 200;

export const isPrefix = (text: string): boolean =>
  text.length >= 3 && text.length <= 32 && only(text, '-') && !text.startsWith('-') && !text.endsWith('-');

export const isKey = (text: string): boolean =>
  text.length <= MAX_ADDRESS &&
  only(text, '-/') &&
  text.split('/').every((part) => part.split('-').every((run) => run !== ''));

/** Whether the address lies under the prefix: A-2/X does not lie under A. */
export const isUnder = (address: string, prefix: string): boolean => address.startsWith(`${prefix}/`);

export const isAddress = (address: string, prefix: string): boolean =>
  isPrefix(prefix) &&
  isUnder(address, prefix) &&
  isKey(address.slice(prefix.length + 1)) &&
  address.length <= MAX_ADDRESS;

/** An address by the template of a profile. */
export const addressOf = (template: string, prefix: string, key: string): string =>
  template.replace('{prefix}', () => prefix).replace('{key}', () => key);

function only(text: string, signs: string): boolean {
  for (const sign of text) {
    if (!((sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || signs.includes(sign))) return false;
  }
  return true;
}
