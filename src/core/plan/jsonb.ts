/**
 * The text PostgreSQL gives for a jsonb value (`value::text`), for values without fractions: keys sorted by byte
 * length, then by bytes; one blank after each colon and comma (PostgreSQL: jsonb_out, lengthCompareJsonbString).
 */
export type StringTree = string | { readonly [key: string]: StringTree };
export type JsonTree = null | boolean | number | string | readonly JsonTree[] | { readonly [key: string]: JsonTree };

export function jsonbText(value: JsonTree): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`;
  // JSON.stringify and PostgreSQL's escape_json agree on every string without U+007F and lone surrogates: both
  // escape the quote, the backslash and C0 controls only.
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => compareKeys(a, b));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${jsonbText(item)}`).join(', ')}}`;
}

/**
 * The same for objects that differ in a few values: keys are sorted and the fixed values written once. The values of
 * `names` are given as jsonb texts, in the order of the names; a name takes the place of a fixed key.
 */
export function jsonbWriter(
  fixed: { readonly [key: string]: StringTree },
  names: readonly string[],
): (texts: readonly string[]) => string {
  const keys = [...new Set([...Object.keys(fixed), ...names])].sort(compareKeys);
  const pieces = keys.map((key, at) => {
    const index = names.indexOf(key);
    const opening = `${at === 0 ? '' : ', '}${JSON.stringify(key)}: `;
    return index === -1 ? { text: opening + jsonbText(fixed[key] as StringTree), index } : { text: opening, index };
  });
  return (texts) => {
    let written = '{';
    for (const { text, index } of pieces) written += index === -1 ? text : text + texts[index];
    return `${written}}`;
  };
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
