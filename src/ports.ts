/** What flows need from the world. Each port is one to three methods; `edge/` implements them, tests wrap them. */
import type { Namespace } from './core/approval/sshsig.ts';
import type { Transport } from './core/gates/facts.ts';

export type { QueuedWork, QueueWorker, RunLock, RunStore, WorkEnd, WorkQueue } from './ports/runs.ts';

/** A row as PostgreSQL sent it: text format, nothing parsed. */
export type Row = Readonly<Record<string, string | null>>;

/** The three lanes' principals. `owner` is used by the sandbox command alone. */
export type Lane = 'exec' | 'verify' | 'owner';

export interface Databases {
  /** Opens a connection of its own. Throws Stop: `database.*`, `gate.connections`. */
  open(lane: Lane, options: SessionOptions): Promise<Session>;
  /**
   * What a second session is: another connection of the server, or (in the embedded database) the only session, outside
   * the transaction.
   */
  readonly witness: 'connection' | 'session';
  /** How sessions reach the database; absent = not known. */
  readonly transport?: Transport;
}

export interface SessionOptions {
  /** application_name: `cutter/<what>/<run id>`, so that a settling process recognises its own backend. */
  readonly name: string;
}

/** Questions asked without waiting for the answers of earlier ones share a round trip; they are answered in order. */
export interface Session {
  /** Runs one statement and returns its rows. Parameters and results are text. Throws DatabaseFailure. */
  rows(sql: string, parameters?: readonly (string | null)[], options?: QuestionOptions): Promise<readonly Row[]>;
  /** Runs one statement without parameters and returns its command tag, for example `COMMIT`. Throws DatabaseFailure. */
  command(sql: string): Promise<string>;
  /** Sends statements as one pipelined batch; see Batch. Throws DatabaseFailure. */
  send(batch: Batch): Promise<number>;
  /** What the server said unasked since the session opened. */
  notices(): readonly Notice[];
  /** Asks the server to stop what it is doing (CancelRequest); resolves when asked. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

export interface QuestionOptions {
  /** It is asked again in this transaction: the server keeps it prepared so long, and parses and plans it once. */
  readonly repeated?: boolean;
}

export interface BoundStatement {
  readonly template: string;
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
  /** The command tag that counts as success, for example `INSERT 0 1`. */
  readonly tag: string;
  readonly address: string;
  /** From 1. */
  readonly number: number;
}

export interface Batch {
  /** Pulled as the window allows; an error it throws ends the batch and reaches the caller. */
  readonly statements: AsyncIterable<BoundStatement> | Iterable<BoundStatement>;
  /** At most this many statements are unanswered at any time. */
  readonly window: number;
  /** Called with the number of statements the server has answered so far. */
  readonly onProgress?: (answered: number) => void;
}

export interface Notice {
  readonly severity: string;
  readonly sqlstate: string;
  readonly message: string;
}

/**
 * A failure reported by the server, or of the connection to it. Holds no row values: DETAIL, WHERE and internal
 * queries are dropped, for they quote rows.
 */
export class DatabaseFailure extends Error {
  /** SQLSTATE; absent when the connection was lost rather than an error reported. */
  readonly sqlstate: string | undefined;
  readonly hint: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  /** The statement of a batch that failed, if one did. */
  readonly statement: BoundStatement | undefined;
  /** The tag that came instead of the expected one, if that was the failure. */
  readonly foundTag: string | undefined;
  constructor(fields: {
    readonly message: string;
    readonly sqlstate?: string | undefined;
    readonly hint?: string | undefined;
    readonly constraint?: string | undefined;
    readonly table?: string | undefined;
    readonly statement?: BoundStatement | undefined;
    readonly foundTag?: string | undefined;
    readonly cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = 'DatabaseFailure';
    this.sqlstate = fields.sqlstate;
    this.hint = fields.hint;
    this.constraint = fields.constraint;
    this.table = fields.table;
    this.statement = fields.statement;
    this.foundTag = fields.foundTag;
  }
  get connectionLost(): boolean {
    return this.sqlstate === undefined && this.foundTag === undefined;
  }
}

export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

export interface Files {
  /** The whole file, at most `limit` bytes. Throws Stop `input.*`: missing, directory, symlink, empty, too large. */
  read(path: string, limit: number): Promise<Uint8Array>;
  /**
   * Chunks of a regular file from one descriptor; each lies in one buffer and holds until the next is asked for. Throws
   * Stop `input.*`. `seen` is told the bytes read so far, and the size that the file had at first.
   */
  stream(path: string, seen?: (read: number, size: number) => void): AsyncIterable<Uint8Array>;
  /** Whether the path names a folder, also through a link. */
  isFolder(path: string): Promise<boolean>;
  /** Whether something stands at the path. */
  exists(path: string): Promise<boolean>;
  /** Paths of the `.json` files in a folder, sorted; none when the folder is not there. */
  list(folder: string): Promise<readonly string[]>;
}

/** What lies in a folder. */
export interface Folders {
  /** Paths of all its files, within it, sorted; through its folders, not through links. Throws Stop: `input.*`. */
  files(folder: string): Promise<readonly string[]>;
}

export interface FileWriter {
  /** Writes beside the path, fsyncs, renames into place and fsyncs the folder; makes missing folders. */
  write(path: string, content: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>): Promise<void>;
  /** The same, but refuses (Stop `input.exists`) when something stands at the path. */
  create(path: string, content: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>): Promise<void>;
}

/** A key, ready to sign. */
export interface Signer {
  /** `type base64`, as in a .pub file. */
  readonly publicKey: string;
  /** An armored SSH signature over the bytes, in the namespace it was opened for. Throws Stop `approval.key`. */
  sign(bytes: Uint8Array): Promise<string>;
}

export interface Signers {
  /** Opens a private key file, or a public one with an agent; for approvals unless told. Throws Stop `approval.key`. */
  open(path: string, namespace?: Namespace): Promise<Signer>;
}

export interface SignatureToVerify {
  /** The bytes of the allowed_signers file and of the list of revoked keys, as our own verifier read them. */
  readonly signers: Uint8Array;
  readonly revoked: Uint8Array;
  readonly principal: string;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

export interface SecondOpinion {
  /** What ssh-keygen says; `said` is its own last line, for people. Never throws for a signature that is wrong. */
  verify(question: SignatureToVerify): Promise<{
    readonly verdict: 'accepted' | 'refused' | 'not_installed';
    readonly said?: string;
  }>;
}

/** The grammar profiles that come with this release. */
export interface Profiles {
  names(): Promise<readonly string[]>;
  /** The file of a profile by the name before the slash of its id; undefined = there is none. */
  find(name: string): Promise<{ readonly file: string; readonly bytes: Uint8Array } | undefined>;
}

/** Bytes as they come. An iteration that ends has given all of them; whatever goes wrong is thrown, as a Stop. */
export type Bytes = AsyncIterable<Uint8Array>;

/** What a backup is made from: the program that dumps a target. */
export interface DumpSource {
  readonly kind: 'server' | 'embedded';
  /** The program and its version. Throws Stop `backup.program` when there is none for this server (server_version_num). */
  program(serverVersion: string): Promise<string>;
  /** The tables (quoted names) as the snapshot shows them, which a transaction keeps open meanwhile. Throws Stop. */
  dump(question: {
    readonly tables: readonly string[];
    readonly snapshot: string;
    readonly serverVersion: string;
    readonly name: string;
    readonly signal: AbortSignal;
  }): Bytes;
}

/** Encryption for one key, named by the full fingerprint of its primary key. */
export interface Encryption {
  /** Throws Stop `backup.program`, `backup.recipient`, `backup.failed`. */
  encrypt(recipient: string, plain: Bytes, signal: AbortSignal): Bytes;
  /** What is given before the end is not proven whole: it is, once the iteration ends. Throws Stop `backup.damaged`. */
  decrypt(recipient: string, secret: Bytes, signal: AbortSignal): Bytes;
}

/** The files that hold dumps; only their owner may read them. */
export interface Artifacts {
  /** Writes beside the path, fsyncs, puts it in its place and fsyncs the folder. Throws Stop `input.exists`, `output.*`. */
  create(path: string, content: Bytes): Promise<void>;
  /** Removes it, if it is there. */
  remove(path: string): Promise<void>;
}

/** A database of no further use that a backup was restored into. */
export interface Scratch {
  readonly kind: 'server' | 'embedded';
  readonly restoreProgram: string;
  /** Restores the definitions of tables and their rows. Throws Stop `backup.restore`. */
  restore(dump: Bytes): Promise<void>;
  open(): Promise<Session>;
  /** Stops it and removes all its files. */
  close(): Promise<void>;
}

/** Takes dumps of one content apart. */
export interface Restorer {
  /** Reads a dump to its end, without keeping anything. Throws Stop `backup.damaged`. */
  decode(dump: Bytes, signal: AbortSignal): Promise<void>;
  /** A new scratch database with these schemas. Throws Stop `backup.program`, `backup.failed`. */
  scratch(schemas: readonly string[], signal: AbortSignal): Promise<Scratch>;
}
