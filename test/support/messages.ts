/** Tells the messages apart that a client sends to PostgreSQL (protocol 3, without TLS). */

export interface ClientMessage {
  readonly bytes: Buffer;
  /** The SQL text of a simple query, or of one that is prepared. */
  readonly sql?: string;
  /** Set for a simple query. */
  readonly query?: { readonly application: string; readonly sql: string };
}

/** A function that takes chunks as they come and gives the messages that are whole. */
export function clientMessages(): (chunk: Buffer) => ClientMessage[] {
  let buffer = Buffer.alloc(0);
  let started = false;
  let application = '';
  return (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    const messages: ClientMessage[] = [];
    for (;;) {
      // The startup message has no type byte in front of its length.
      const from = started ? 1 : 0;
      if (buffer.length < from + 4) return messages;
      const end = from + buffer.readInt32BE(from);
      if (buffer.length < end) return messages;
      const bytes = buffer.subarray(0, end);
      buffer = buffer.subarray(end);
      if (!started) {
        started = true;
        application = startupParameter(bytes, 'application_name');
        messages.push({ bytes });
      } else if (bytes[0] === 0x51 /* Q */) {
        const sql = bytes.toString('utf8', 5, bytes.length - 1);
        messages.push({ bytes, sql, query: { application, sql } });
      } else if (bytes[0] === 0x50 /* P */) {
        const from = bytes.indexOf(0, 5) + 1;
        messages.push({ bytes, sql: bytes.toString('utf8', from, bytes.indexOf(0, from)) });
      } else messages.push({ bytes });
    }
  };
}

function startupParameter(message: Buffer, name: string): string {
  const words = message.toString('utf8', 8).split('\0');
  const at = words.findIndex((word, index) => index % 2 === 0 && word === name);
  return at < 0 ? '' : (words[at + 1] ?? '');
}
