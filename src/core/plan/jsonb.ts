/**
 * The text PostgreSQL gives for a jsonb value (`value::text`), for objects of strings and objects: keys sorted by byte
 * length, then by bytes; one blank after each colon and comma (PostgreSQL: jsonb_out, lengthCompareJsonbString).
 */
export type StringTree = string | { readonly [key: string]: StringTree };

export function jsonbText(value: StringTree): string {
  // JSON.stringify and PostgreSQL's escape_json agree on every string without U+007F and lone surrogates: both
  // escape the quote, the backslash and C0 controls only.
  if (typeof value === 'string') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => compareKeys(a, b));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${jsonbText(item)}`).join(', ')}}`;
}

function compareKeys(a: string, b: string): number {
  const left = new TextEncoder().encode(a);
  const right = new TextEncoder().encode(b);
  if (left.length !== right.length) return left.length - right.length;
  for (const [index, byte] of left.entries()) {
    const difference = byte - (right[index] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
