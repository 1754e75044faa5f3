/** The few server messages that are made or read here, rather than by PGlite. */
const READY = 0x5a;

/** What a stretch of whole server messages says about the session. */
export interface Reading {
  /** `I` outside a transaction, `T` inside one, `E` inside an aborted one; absent when the stretch does not say. */
  readonly status: string | undefined;
  /** Whether the last message was ReadyForQuery: everything asked is answered. */
  readonly complete: boolean;
}

export function read(answers: Buffer): Reading {
  let status: string | undefined;
  let complete = false;
  for (let at = 0; at + 5 <= answers.length; at += 1 + answers.readInt32BE(at + 1)) {
    complete = answers[at] === READY;
    if (complete) status = String.fromCharCode(answers[at + 5] as number);
  }
  return { status, complete };
}

const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const head = Buffer.alloc(5, type);
  const body = Buffer.concat(parts);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** AuthenticationOk, BackendKeyData (there is nothing to cancel), ReadyForQuery. */
export const welcome = (): Buffer =>
  Buffer.concat([message('R', int32(0)), message('K', int32(0), int32(0)), message('Z', Buffer.from('I'))]);

/** A fatal ErrorResponse. */
export const farewell = (sqlstate: string, text: string): Buffer =>
  message('E', Buffer.from(`SFATAL\0VFATAL\0C${sqlstate}\0M${text}\0\0`));

export const SYNC: Buffer = message('S');
