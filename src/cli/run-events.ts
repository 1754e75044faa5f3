/** How a run is told while it goes on: as lines of JSON, and on a terminal as one line a phase. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Stop } from '../core/problem.ts';
import { EVENTS_HEAD, eventLine } from '../core/run/events.ts';
import { phaseLine } from '../render/run-text.ts';
import { screenOf } from './paint.ts';
import { progressOf } from './progress.ts';
import type { Telling } from './run-world.ts';

export interface EventWishes {
  /** `--events`: a file, or `-` for standard output. */
  readonly events: string | undefined;
  /** Nothing but the answer is wanted. */
  readonly quiet: boolean;
  readonly noColor: boolean;
}

/** Standard output as a file descriptor: a reader that went away is no reason to stop a run. */
const STDOUT = 1;

export function telling(wishes: EventWishes): Telling & { end(): void } {
  const lines = eventWriter(wishes.events);
  const live = process.stderr.isTTY === true && !wishes.quiet && wishes.events !== '-';
  const progress = progressOf(process.stderr, !live);
  return {
    progress,
    tell: (event) => {
      lines.write(eventLine(event, new Date().toISOString()));
      if (!live) return;
      if (event.event === 'phase' && event.status === 'begun') progress.step(event.phase);
      const line = phaseLine(
        event,
        screenOf({ stream: process.stderr, environment: process.env, noColor: wishes.noColor }),
      );
      if (line === undefined) return;
      // The line that is rewritten goes; this one stays.
      progress.end();
      process.stderr.write(`${line}\n`);
    },
    end: () => {
      progress.end();
      lines.end();
    },
  };
}

function eventWriter(to: string | undefined): { write(line: string): void; end(): void } {
  if (to === undefined) return { write: () => undefined, end: () => undefined };
  const descriptor = to === '-' ? STDOUT : opened(to);
  let broken = false;
  const write = (line: string): void => {
    if (broken) return;
    try {
      writeSync(descriptor, `${line}\n`);
    } catch {
      // Whoever watches went away; the work goes on.
      broken = true;
    }
  };
  write(EVENTS_HEAD);
  return { write, end: () => (to === '-' ? undefined : closeSync(descriptor)) };
}

function opened(file: string): number {
  try {
    return openSync(file, 'a', 0o644);
  } catch (error) {
    throw new Stop(
      [
        {
          code: 'output.unwritable',
          message: `Events cannot be written: ${(error as Error).message}.`,
          place: { file },
          hint: 'Give a path in a folder that you may write to, or `-` for standard output.',
        },
      ],
      error,
    );
  }
}
