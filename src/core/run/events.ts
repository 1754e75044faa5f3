/**
 * What a run tells while it goes on: newline-delimited JSON, the format first. Times are of the host's clock. Readers skip
 * events and fields that they do not know; within one format none is taken away.
 */
import type { RunState } from './states.ts';

export const EVENTS_FORMAT = 'cutter.events/1';

export type RunEvent =
  /** The run exists; the first event of `run` and of `resume`. */
  | { readonly event: 'run'; readonly run: string; readonly mode: string; readonly state: RunState }
  | { readonly event: 'phase'; readonly phase: string; readonly status: 'begun' }
  | {
      readonly event: 'phase';
      readonly phase: string;
      readonly status: 'done' | 'stopped' | 'failed' | 'voided';
      readonly state: RunState;
      readonly ms: number;
      readonly facts: Readonly<Record<string, string>>;
      readonly problems: readonly { readonly code: string; readonly message: string }[];
    }
  | {
      readonly event: 'gate';
      readonly phase: string;
      readonly gate: string;
      readonly check: string;
      readonly verdict: 'passed' | 'refused';
    }
  | { readonly event: 'step'; readonly phase: string; readonly step: string }
  | { readonly event: 'progress'; readonly phase: string; readonly done: number; readonly total: number }
  /** The last event. */
  | { readonly event: 'end'; readonly run: string; readonly state: RunState; readonly verdict: string };

/** A line without its newline. */
export const eventLine = (event: RunEvent, at: string): string => JSON.stringify({ at, ...event });
export const EVENTS_HEAD = JSON.stringify({ format: EVENTS_FORMAT });
