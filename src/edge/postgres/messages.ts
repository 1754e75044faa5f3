/**
 * Frontend messages of the PostgreSQL protocol (version 3), written into one growing buffer, so that many messages
 * make one write. Strings are UTF-8; every parameter and every result is in text format.
 */
const START_SIZE = 16 * 1024;

export class MessageWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(size = START_SIZE) {
    this.#buffer = Buffer.allocUnsafe(size);
  }

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#length;
  }

  /** The bytes written so far. The writer goes on with a buffer of its own. */
  take(): Buffer {
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(Math.max(START_SIZE, Math.min(this.#buffer.length, 128 * 1024)));
    this.#length = 0;
    return bytes;
  }

  /** Forgets the bytes written so far. */
  drop(): void {
    this.#length = 0;
  }

  /** Simple query: one or more statements, answered up to ReadyForQuery. */
  query(sql: string): this {
    return this.#message(0x51, () => this.#cstring(sql));
  }

  /** Prepares `sql` under a name; the server infers the parameter types. The empty name is replaced each time. */
  parse(name: string, sql: string): this {
    return this.#message(0x50, () => {
      this.#cstring(name);
      this.#cstring(sql);
      this.#int16(0);
    });
  }

  /** Binds parameters to the unnamed portal. */
  bind(statement: string, parameters: readonly (string | null)[]): this {
    const start = this.#open(0x42);
    this.#cstring('');
    this.#cstring(statement);
    this.#int16(0);
    this.#int16(parameters.length);
    for (const parameter of parameters) this.#value(parameter);
    this.#int16(0);
    return this.#close(start);
  }

  /** Asks for the row description of the unnamed portal. */
  describePortal(): this {
    return this.#message(0x44, () => {
      this.#byte(0x50);
      this.#cstring('');
    });
  }

  /** Runs the unnamed portal to its end. */
  execute(): this {
    return this.#message(0x45, () => {
      this.#cstring('');
      this.#int32(0);
    });
  }

  closeStatement(name: string): this {
    return this.#message(0x43, () => {
      this.#byte(0x53);
      this.#cstring(name);
    });
  }

  /** Asks for the answers so far, without ending the series. */
  flush(): this {
    return this.#message(0x48, () => undefined);
  }

  /** Ends a series; the server answers ReadyForQuery. */
  sync(): this {
    return this.#message(0x53, () => undefined);
  }

  #message(code: number, body: () => void): this {
    const start = this.#open(code);
    body();
    return this.#close(start);
  }

  #open(code: number): number {
    this.#byte(code);
    const start = this.#length;
    this.#int32(0);
    return start;
  }

  #close(start: number): this {
    this.#buffer.writeInt32BE(this.#length - start, start);
    return this;
  }

  #value(value: string | null): void {
    if (value === null) {
      this.#int32(-1);
      return;
    }
    // UTF-8 takes at most three bytes for a UTF-16 code unit.
    this.#reserve(4 + value.length * 3);
    const bytes = this.#buffer.write(value, this.#length + 4, 'utf8');
    this.#buffer.writeInt32BE(bytes, this.#length);
    this.#length += 4 + bytes;
  }

  #cstring(text: string): void {
    if (text.includes('\0')) throw new Error('A text for the server holds a NUL character.');
    this.#reserve(text.length * 3 + 1);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
    this.#buffer[this.#length++] = 0;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  #int16(value: number): void {
    this.#reserve(2);
    this.#length = this.#buffer.writeInt16BE(value, this.#length);
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#length = this.#buffer.writeInt32BE(value, this.#length);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
