/**
 * Foreign text in a message: quoted, clipped, and with every character escaped that could move the cursor, change the
 * reading direction or be invisible.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** `limit` counts code points. */
export function quoted(text: string, limit = 60): string {
  // Slicing first keeps the cost small whatever the length; a code point has at most two code units.
  const points = [...text.slice(0, limit * 2 + 2)];
  const clipped = points.length > limit || text.length > limit * 2 + 2;
  return `"${escaped(points.slice(0, limit).join(''))}${clipped ? '…' : ''}"`;
}

/** Text of a library or the system, for a message: one line, clipped, nothing unsafe. */
export function oneLine(text: string, limit = 200): string {
  const points = [...text.slice(0, limit * 2 + 2)];
  const clipped = points.length > limit || text.length > limit * 2 + 2;
  return `${escaped(points.slice(0, limit).join('').replace(/\s+/g, ' ').trim())}${clipped ? '…' : ''}`;
}

const escaped = (text: string): string =>
  text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`);
