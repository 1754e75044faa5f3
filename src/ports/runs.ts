/** What runs and batches need from the world: a place for their records, and a queue. */

/** Where the records of runs live. One line a transition; a line is never changed or taken away. */
export interface RunStore {
  /** Shown to people: the folder, or the database. */
  readonly place: string;
  /** Ids of all runs, or of those under a prefix, in the order in which they were started. One that cannot be read is under every prefix. */
  ids(prefix?: string): Promise<readonly string[]>;
  /** The lines of a run, without newlines. Throws Stop: `run.unknown`, `run.damaged`. */
  lines(run: string): Promise<readonly string[]>;
  /** Adds line number `seq`; it stands on the disk when this resolves. Throws Stop `run.conflict`: there is one already. */
  append(run: string, seq: number, line: string): Promise<void>;
  /** Held by one process at a time, until it is released or the process ends. Throws Stop `run.busy`. */
  lock(name: string): Promise<RunLock>;
  close(): Promise<void>;
}

export interface RunLock {
  release(): Promise<void>;
}

/** What a worker is asked to do. */
export interface QueuedWork {
  /** What has the same key replaces what waits in line. */
  readonly key: string;
  /** JSON. */
  readonly payload: string;
  /** One of this kind at a time, whoever works. */
  readonly serial: boolean;
}

/** What came of it: it is done; it is to be tried again; it is given up, and why. */
export type WorkEnd = { readonly end: 'done' } | { readonly end: 'again' | 'refused'; readonly why: string };

/** A queue in the database, from which workers on any machine take work. Throws Stop: `database.*`. */
export interface WorkQueue {
  /** Puts it in line; its number. */
  add(work: QueuedWork): Promise<string>;
  /** Of these numbers, those that are not done; `refused` says why one was given up. */
  open(numbers: readonly string[]): Promise<ReadonlyMap<string, { readonly refused?: string }>>;
  /** Takes out of line what nobody works on; their numbers. */
  withdraw(numbers: readonly string[]): Promise<readonly string[]>;
  /** Takes work, at most so much at a time, until it is stopped. What a worker that died had in hand is taken again. */
  work(most: number, perform: (payload: string) => Promise<WorkEnd>): Promise<QueueWorker>;
  close(): Promise<void>;
}

export interface QueueWorker {
  /** Takes no more; resolves when what it has in hand is done. */
  stop(): Promise<void>;
  /** Rejects when it cannot go on. */
  readonly ended: Promise<void>;
}
