/** Splits what a client writes into whole messages: PGlite must be given no part of one. */
export interface Frames {
  /** Whole messages, in order; the startup packet (which has no type) is never among them. */
  readonly messages: Buffer;
  readonly startup: Readonly<Record<string, string>> | undefined;
  /** Whether the client said goodbye after these messages. */
  readonly goodbye: boolean;
}

const TERMINATE = 0x58;

export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #started = false;

  push(chunk: Buffer): Frames {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    let startup: Record<string, string> | undefined;
    if (!this.#started) {
      const length = bytes.length < 4 ? Number.POSITIVE_INFINITY : bytes.readInt32BE(0);
      if (bytes.length < length) return this.#keep(bytes, 0, 0, undefined, false);
      startup = startupParameters(bytes.subarray(8, length));
      this.#started = true;
      from = length;
    }
    let to = from;
    while (bytes.length >= to + 5) {
      const next = to + 1 + bytes.readInt32BE(to + 1);
      if (next > bytes.length) break;
      if (bytes[to] === TERMINATE) return this.#keep(bytes, from, to, startup, true);
      to = next;
    }
    return this.#keep(bytes, from, to, startup, false);
  }

  #keep(bytes: Buffer, from: number, to: number, startup: Frames['startup'], goodbye: boolean): Frames {
    this.#rest = goodbye ? Buffer.alloc(0) : bytes.subarray(to);
    return { messages: bytes.subarray(from, to), startup, goodbye };
  }
}

/** Names and values of a startup packet, each ended by NUL. */
function startupParameters(body: Buffer): Record<string, string> {
  const words = body.toString('utf8').split('\0');
  const parameters: Record<string, string> = {};
  for (let index = 0; index + 1 < words.length && words[index] !== ''; index += 2) {
    parameters[words[index] as string] = words[index + 1] as string;
  }
  return parameters;
}
