/** A text in every form in which it may have slipped into an output. */

const B32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => B32[Number.parseInt(five, 2)]).join('');
}

/** The part of the base64 of `bytes` that is the same whatever stands before and behind them; at each of 3 offsets. */
const inBase64 = (bytes: Buffer): string[] =>
  [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset, 0x55), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(offset === 0 ? 0 : offset + 1, -2);
  });

/** By the name of the encoding; what is shorter than 8 characters could stand anywhere by chance and is left out. */
export function encodings(secret: Buffer): ReadonlyMap<string, readonly Buffer[]> {
  const text = secret.toString('utf8');
  const escaped = (each: (unit: number) => string): string =>
    [...Array(text.length).keys()].map((i) => each(text.charCodeAt(i))).join('');
  const percent = (all: boolean): string =>
    all
      ? [...secret].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
      : encodeURIComponent(text);
  const forms: Record<string, readonly (string | Buffer)[]> = {
    raw: [secret],
    hex: [secret.toString('hex'), secret.toString('hex').toUpperCase()],
    base64: inBase64(secret),
    base64url: inBase64(secret).map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_')),
    base32: [base32(secret)],
    url: [percent(false), percent(true), percent(false).replaceAll('%20', '+')],
    json: [JSON.stringify(text).slice(1, -1), JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1)],
    'unicode escapes': [escaped((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)],
    'hexadecimal escapes': [[...secret].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')],
    utf16: [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()],
    latin1: [Buffer.from(text, 'latin1')],
    'sql and shell quotes': [text.replaceAll("'", "''"), text.replaceAll("'", `'\\''`)],
    html: [text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
    reversed: [[...text].reverse().join('')],
    bytes: [[...secret].join(','), [...secret].join(', '), [...secret].join(' ')],
  };
  return new Map(
    Object.entries(forms).map(([name, list]) => [
      name,
      list.map((form) => (typeof form === 'string' ? Buffer.from(form) : form)).filter((form) => form.length >= 8),
    ]),
  );
}
