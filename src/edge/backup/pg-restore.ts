/** Reads dumps of pg_dump's custom format: to their end, and into a scratch server. */
import { devNull } from 'node:os';
import { saidBy } from '../../core/backup/said.ts';
import type { Problem } from '../../core/problem.ts';
import type { Restorer } from '../../ports.ts';
import { libpqEnvironment } from './libpq.ts';
import { type Ended, endedHow, run } from './program.ts';
import { findProgram } from './programs.ts';
import { serverPrograms, startScratchServer } from './scratch-server.ts';

/** For dumps that were made by a pg_dump of this major version, from a server not newer than that. */
export function pgRestorer(major: number): Restorer {
  return {
    async decode(dump, signal) {
      const { file } = await findProgram('pg_restore', major);
      await run({
        name: 'pg_restore',
        file,
        argv: [`--file=${devNull}`],
        env: {},
        input: dump,
        signal,
        judge: (ended) => faults(ended, 'backup.damaged', 'The backup cannot be read to its end'),
      });
    },
    async scratch(schemas, signal) {
      const found = await serverPrograms(major);
      const server = await startScratchServer(found, schemas, signal);
      return {
        kind: 'server',
        restoreProgram: found.restore.version,
        restore: (dump) =>
          run({
            name: 'pg_restore',
            file: found.restore.file,
            argv: [
              `--dbname=${server.database}`,
              '--no-password',
              '--section=pre-data',
              '--section=data',
              '--single-transaction',
              '--no-owner',
              '--no-privileges',
              '--no-tablespaces',
              '--no-comments',
              '--no-publications',
              '--no-subscriptions',
              '--no-security-labels',
            ],
            env: libpqEnvironment({ ...server, sslmode: 'disable', name: 'cutter/restore-test' }),
            input: dump,
            signal,
            judge: (ended) => faults(ended, 'backup.restore', 'The backup cannot be restored'),
          }),
        open: () => server.open(),
        close: () => server.close(),
      };
    },
  };
}

function faults(ended: Ended, code: 'backup.damaged' | 'backup.restore', what: string): readonly Problem[] {
  if (ended.code === 0 && ended.tookAll) return [];
  return [
    {
      code,
      message: `${what}: pg_restore ${ended.code === 0 ? 'stopped before the end of it' : endedHow(ended)}.`,
      hint: 'Do not rely on this backup. Run `cutter backup` again.',
      detail: saidBy('pg_restore', ended.said),
    },
  ];
}
