/** Files of an approval with one bit flipped, every bit in turn, and how many of them would be accepted. */
import {
  ALICE,
  approvalBytes,
  bytesOf,
  judge,
  plainKey,
  securityKey,
  signed,
  signerLine,
  type TestKey,
} from '../approval/support.ts';

/** Flips every bit of the bytes, one at a time. */
function* flips(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    yield flipped;
  }
}

export interface Flipped {
  readonly flipped: number;
  readonly accepted: number;
}

/** The files of one approval, signed by one key. */
export class SignedFiles {
  readonly message = approvalBytes();
  readonly signature: Uint8Array;
  readonly signers: string;
  readonly #keyText: string;

  constructor(key: TestKey) {
    this.signature = signed(key, this.message);
    this.signers = signerLine(ALICE, key);
    this.#keyText = Buffer.from(key.blob).toString('base64');
  }

  ofSignature = (): Flipped => this.#count(this.signature, (signature) => this.#accepts(this.message, signature));
  ofApproval = (): Flipped => this.#count(this.message, (bytes) => this.#accepts(bytes, this.signature));
  /** Of the key, where the list of signers names it. */
  ofSigner(): Flipped {
    const line = Buffer.from(this.signers.slice(0, -this.#keyText.length));
    return this.#count(bytesOf(this.#keyText), (key) =>
      this.#accepts(this.message, this.signature, Buffer.concat([line, key])),
    );
  }

  #accepts(bytes: Uint8Array, signature: Uint8Array, signers: string | Uint8Array = this.signers): boolean {
    const found = judge({ approvals: [{ bytes, signature }], signers });
    return !('unread' in found) && found.counted.length > 0;
  }

  #count(bytes: Uint8Array, accepts: (bytes: Uint8Array) => boolean): Flipped {
    let [flipped, accepted] = [0, 0];
    for (const one of flips(bytes)) {
      flipped += 1;
      if (accepts(one)) accepted += 1;
    }
    return { flipped, accepted };
  }
}

export const KINDS_OF_KEY: readonly (readonly [string, () => TestKey])[] = [
  ['a plain key', plainKey],
  ['a security key', securityKey],
];
