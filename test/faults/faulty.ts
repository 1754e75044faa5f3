/** Ports of apply of which every call is a place where something can go wrong: just before it, and just after it. */
import { Stop } from '../../src/core/problem.ts';
import type { ApplyPorts } from '../../src/flows/apply/request.ts';
import { DatabaseFailure, type Databases, type Session } from '../../src/ports.ts';

/** A call of a port; `after` = it was made, and its answer is lost. */
export interface Place {
  /** From 1, in the order in which they come. */
  readonly number: number;
  /** For example `files` or `writer`. */
  readonly port: string;
  readonly call: string;
  readonly when: 'before' | 'after';
  /** Answers at once, so that it cannot hang. */
  readonly instant: boolean;
}

/** Called at every place, in order; what it throws is thrown there, and a promise it returns is waited for. */
export type AtPlace = (place: Place) => Promise<void> | undefined;

export function faulty(ports: ApplyPorts, at: AtPlace): ApplyPorts {
  let number = 0;
  const place = (port: string, call: string, when: Place['when'], instant: boolean): Promise<void> | undefined => {
    number += 1;
    return at({ number, port, call, when, instant });
  };
  const instantly = <T>(port: string, call: string, act: () => T): T => {
    place(port, call, 'before', true);
    return act();
  };
  const slowly = async <T>(port: string, call: string, act: () => Promise<T>): Promise<T> => {
    await place(port, call, 'before', false);
    const answer = await act();
    await place(port, call, 'after', false);
    return answer;
  };
  /** What is asked of a session reaches the server in the order in which it was asked, however long one waits. */
  const inOrder = (): typeof slowly => {
    let before: Promise<unknown> = Promise.resolve();
    return async (port, call, act) => {
      const turn = before.then(() => place(port, call, 'before', false));
      before = turn.catch(() => undefined);
      await turn;
      const answer = await act();
      await place(port, call, 'after', false);
      return answer;
    };
  };
  const session = (real: Session, port: string, asked = inOrder()): Session => ({
    rows: (...given) => asked(port, 'rows', () => real.rows(...given)),
    command: (sql) => asked(port, `command ${sql.split(/[ ;]/, 1)[0]}`, () => real.command(sql)),
    send: (batch) =>
      asked(port, 'send', () =>
        real.send({
          ...batch,
          statements: (async function* () {
            for await (const statement of batch.statements) {
              // The first, one in the middle and the last: every one would be the same a hundred times.
              if ([1, 18, 36].includes(statement.number))
                await place(port, `statement ${statement.number}`, 'before', false);
              yield statement;
            }
          })(),
        }),
      ),
    notices: () => instantly(port, 'notices', () => real.notices()),
    cancel: () => slowly(port, 'cancel', () => real.cancel()),
    close: () => slowly(port, 'close', () => real.close()),
  });
  const { files, output, databases, clock, secondOpinion, progress } = ports;
  return {
    files: {
      read: (...given) => slowly('files', 'read', () => files.read(...given)),
      async *stream(path, seen) {
        await place('files', 'stream', 'before', false);
        yield* files.stream(path, seen);
        await place('files', 'stream', 'after', false);
      },
      isFolder: (path) => slowly('files', 'isFolder', () => files.isFolder(path)),
      exists: (path) => slowly('files', 'exists', () => files.exists(path)),
      list: (folder) => slowly('files', 'list', () => files.list(folder)),
    },
    output: {
      write: (...given) => slowly('output', 'write', () => output.write(...given)),
      create: (...given) => slowly('output', 'create', () => output.create(...given)),
    },
    databases: {
      witness: databases.witness,
      ...(databases.transport === undefined ? {} : { transport: databases.transport }),
      open: (lane, options) =>
        slowly('databases', `open ${lane}`, async () =>
          session(await databases.open(lane, options), lane === 'exec' ? 'writer' : 'witness'),
        ),
    } satisfies Databases,
    clock: {
      now: () => instantly('clock', 'now', () => clock.now()),
      sleep: (milliseconds) => slowly('clock', 'sleep', () => clock.sleep(milliseconds)),
    },
    secondOpinion: { verify: (question) => slowly('second opinion', 'verify', () => secondOpinion.verify(question)) },
    progress: {
      step: (name) => instantly('progress', 'step', () => progress.step(name)),
      count: (done, total) => instantly('progress', 'count', () => progress.count(done, total)),
    },
  };
}

/** What each port throws when something is wrong with its part of the world. */
export function failureAt({ port, call, when }: Place): Error {
  const message = `made to fail ${when} ${port} ${call}`;
  if (port === 'writer' || port === 'witness') return new DatabaseFailure({ message });
  if (port === 'databases') return stop('database.unreachable', message);
  if (port === 'files') return stop('input.unreadable', message);
  if (port === 'output') return stop('output.unwritable', message);
  return new Error(message);
}

const stop = (code: 'database.unreachable' | 'input.unreadable' | 'output.unwritable', message: string): Stop =>
  new Stop([{ code, message, hint: 'None: it was made to fail.' }]);
