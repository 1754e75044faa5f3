import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The runner's own choice would leave a core of two idle. Each worker may have a PostgreSQL server to itself. */
const maxWorkers = Math.min(4, Math.max(2, availableParallelism()));

/**
 * Files that ask functions alone: nothing outlives a call, so that they share a process, and what it has compiled. The
 * others in these folders call programs, or measure time or memory.
 */
const PURE =
  'test/{approval,core,document,formats,law,ledger,render}/**/!(*.server|ssh-keygen|fuzz|memory|speed).test.ts';
const SERVER = 'test/**/*.server.test.ts';

/**
 * Three projects. Files named `*.server.test.ts` run on PostgreSQL servers, one for each worker, because roles and their
 * connection limits belong to a whole server. All other files see no server.
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          globalSetup: ['test/support/scratch-setup.ts'],
          include: [PURE],
          isolate: false,
          maxWorkers,
        },
      },
      {
        extends: true,
        test: {
          name: 'plain',
          globalSetup: ['test/support/scratch-setup.ts'],
          include: ['test/**/*.test.ts'],
          exclude: [SERVER, PURE],
          isolate: false,
          maxWorkers,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: [SERVER],
          globalSetup: ['test/support/scratch-setup.ts', 'test/support/global-setup.ts'],
          setupFiles: ['test/support/database-setup.ts'],
          isolate: false,
          maxWorkers,
        },
      },
    ],
  },
});
