/** Wraps ports to make something fail at a chosen place; what is not named goes through to the real ones. */
import type { Databases, Files, Row, Session } from '../../src/ports.ts';

export interface Overrides {
  /** Sessions whose name matches. */
  readonly name: RegExp;
  /** Before a statement of `rows` or `command` is sent. */
  readonly before?: (sql: string, session: Session) => Promise<void>;
  /** After `command` was answered. */
  readonly after?: (sql: string, session: Session) => Promise<void>;
  /** What `rows` answers. */
  readonly rows?: (sql: string, rows: readonly Row[]) => readonly Row[];
  /** Called with the number of statements of a batch that the server has answered. */
  readonly answered?: (count: number) => void;
  /** What `command` sends. */
  readonly command?: (sql: string) => string;
}

export function overriding(databases: Databases, over: Overrides): Databases {
  return {
    witness: databases.witness,
    async open(lane, options) {
      const session = await databases.open(lane, options);
      return over.name.test(options.name) ? wrapped(session, over) : session;
    },
  };
}

/** Without `before`, statements are sent as they come: together, where they were asked together. */
function wrapped(session: Session, over: Overrides): Session {
  const first = async (sql: string): Promise<void> => {
    if (over.before !== undefined) await over.before(sql, session);
  };
  const rows = async (sql: string, parameters?: readonly (string | null)[]): Promise<readonly Row[]> => {
    if (over.before !== undefined) await first(sql);
    const found = await session.rows(sql, parameters);
    return over.rows === undefined ? found : over.rows(sql, found);
  };
  return {
    rows,
    async command(sql) {
      if (over.before !== undefined) await first(sql);
      const tag = await session.command(over.command === undefined ? sql : over.command(sql));
      await over.after?.(sql, session);
      return tag;
    },
    send: (batch) =>
      session.send({
        ...batch,
        onProgress: (count) => {
          over.answered?.(count);
          batch.onProgress?.(count);
        },
      }),
    notices: () => session.notices(),
    cancel: () => session.cancel(),
    close: () => session.close(),
  };
}

/** Files whose streams are counted while they are open, and which tells of each that is opened. */
export function watchedFiles(
  files: Files,
  onStream: (path: string, times: number) => Promise<void> = async () => undefined,
) {
  const times = new Map<string, number>();
  let open = 0;
  return {
    /** Streams that were begun and not let go of. */
    open: () => open,
    files: {
      ...files,
      async *stream(path: string, seen?: (read: number, size: number) => void) {
        const count = (times.get(path) ?? 0) + 1;
        times.set(path, count);
        await onStream(path, count);
        open += 1;
        try {
          yield* files.stream(path, seen);
        } finally {
          open -= 1;
        }
      },
    } satisfies Files,
  };
}
