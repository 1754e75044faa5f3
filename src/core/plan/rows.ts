/**
 * Rows as one comparable text each, and one digest for all of them.
 *
 * What a plan leaves behind and what a database holds are compared by the same text: the columns of the unit and of
 * its version, joined by U+001F, NULL as the two characters `\N`. The digest is the SHA-256 over the concatenated
 * SHA-256 digests (32 bytes each) of the row texts, in the order of the addresses (by bytes). Timestamps are left out:
 * the server chooses them. The SQL that produces the same from live rows is in edge/postgres/live-rows.ts.
 */
import { sha256, sha256Stream } from '../hash.ts';

export const SEPARATOR = '\x1f';
export const NULL_TEXT = '\\N';

export const rowText = (columns: readonly (string | null)[]): string =>
  columns.map((column) => column ?? NULL_TEXT).join(SEPARATOR);

export interface RowsDigest {
  readonly count: number;
  readonly digest: string;
}

/** Collects rows in any order; memory is one digest and one address a row. */
export class RowCollector {
  readonly #rows: { readonly address: string; readonly digest: string }[] = [];

  add(address: string, text: string): void {
    this.#rows.push({ address, digest: sha256(text) });
  }

  result(): RowsDigest {
    this.#rows.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    const all = sha256Stream();
    for (const row of this.#rows) all.update(hexBytes(row.digest));
    return { count: this.#rows.length, digest: all.hex() };
  }
}

function hexBytes(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
