/** The queue of a batch, as written in queue.yaml and validated against schemas/queue.schema.json. */
export const QUEUE_FORMAT = 'cutter.queue/1';

/**
 * What becomes of the others when a document fails. `stop`: nothing further is begun. `skip`: it and what waits for it
 * is left out, and tried again at the next start. `quarantine`: as skip, and it is set aside until it is asked for.
 */
export type FailurePolicy = 'stop' | 'skip' | 'quarantine';

export interface Queue {
  readonly format: typeof QUEUE_FORMAT;
  readonly on_failure: FailurePolicy;
  readonly documents: readonly QueueEntry[];
}

export interface QueueEntry {
  /** Path of cut.yaml, relative to the folder of the queue. */
  readonly cut: string;
  /** Entries that it waits for, by their `cut`. */
  readonly after?: readonly string[];
}
