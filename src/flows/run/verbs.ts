/** Listens to what a phase says to the server, so that the record of the run holds it. */
import { verbsOf } from '../../core/audit/verbs.ts';
import { countsText } from '../../core/run/matrix.ts';
import type { BoundStatement, Databases, Lane, Session } from '../../ports.ts';

export interface Listened {
  readonly databases: Databases;
  /** So far, as `exec INSERT 120, verify SELECT 12`. */
  said(): string;
}

export function listening(databases: Databases): Listened {
  const counts = new Map<string, number>();
  // The same few texts are said over and over.
  const known = new Map<string, readonly string[]>();
  const heard = (lane: Lane, sql: string): void => {
    const verbs = known.get(sql) ?? verbsOf(sql);
    known.set(sql, verbs);
    for (const verb of verbs) counts.set(`${lane} ${verb}`, (counts.get(`${lane} ${verb}`) ?? 0) + 1);
  };
  async function* overheard(lane: Lane, statements: AsyncIterable<BoundStatement> | Iterable<BoundStatement>) {
    for await (const statement of statements) {
      heard(lane, statement.sql);
      yield statement;
    }
  }
  const wrapped = (lane: Lane, session: Session): Session => ({
    rows: (sql, parameters, options) => {
      heard(lane, sql);
      return session.rows(sql, parameters, options);
    },
    command: (sql) => {
      heard(lane, sql);
      return session.command(sql);
    },
    send: (batch) => session.send({ ...batch, statements: overheard(lane, batch.statements) }),
    notices: () => session.notices(),
    cancel: () => session.cancel(),
    close: () => session.close(),
  });
  return {
    databases: {
      ...databases,
      open: async (lane, options) => wrapped(lane, await databases.open(lane, options)),
    },
    said: () => countsText(counts),
  };
}
