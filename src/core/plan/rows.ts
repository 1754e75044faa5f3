/**
 * Rows as one comparable text each, and one digest for all of them.
 *
 * What a plan leaves behind and what a database holds are compared by the same text: the columns of the unit and of
 * its version, joined by U+001F, NULL as the two characters `\N`. The digest is the SHA-256 over the concatenated
 * SHA-256 digests (32 bytes each) of the row texts, in the order of the addresses (by bytes). Timestamps are left out:
 * the server chooses them. The SQL that produces the same from live rows is in core/sql/live-rows.ts.
 */
import { digestBytes, sha256 } from '../hash.ts';

export const SEPARATOR = '\x1f';
export const NULL_TEXT = '\\N';

export const rowText = (columns: readonly (string | null)[]): string =>
  columns.map((column) => column ?? NULL_TEXT).join(SEPARATOR);

export interface RowsDigest {
  readonly count: number;
  readonly digest: string;
}

export const sameRows = (a: RowsDigest, b: RowsDigest): boolean => a.count === b.count && a.digest === b.digest;

const DIGEST_BYTES = 32;

/** Collects rows in any order; memory is 32 bytes and one address a row. */
export class RowCollector {
  readonly #addresses: string[] = [];
  #digests = new Uint8Array(64 * DIGEST_BYTES);

  add(address: string, text: string): void {
    const at = this.#addresses.length * DIGEST_BYTES;
    if (at === this.#digests.length) {
      const larger = new Uint8Array(2 * at);
      larger.set(this.#digests);
      this.#digests = larger;
    }
    this.#digests.set(digestBytes('sha256', text), at);
    this.#addresses.push(address);
  }

  result(): RowsDigest {
    const addresses = this.#addresses;
    const order = Uint32Array.from(addresses, (_, row) => row);
    order.sort((a, b) => compare(addresses[a] as string, addresses[b] as string));
    const sorted = new Uint8Array(order.length * DIGEST_BYTES);
    for (const [place, row] of order.entries()) {
      sorted.set(this.#digests.subarray(row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES), place * DIGEST_BYTES);
    }
    return { count: order.length, digest: sha256(sorted) };
  }
}

/** By bytes: addresses hold ASCII alone. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
