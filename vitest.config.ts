import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The runner's own choice would leave a core of two idle. Each worker may have a PostgreSQL server to itself. */
const maxWorkers = Math.min(4, Math.max(2, availableParallelism()));

const SERVER = 'test/**/*.server.test.ts';
const TRIAL = 'test/**/*.trial.test.ts';

const SCRATCH = 'test/support/scratch-setup.ts';
/** One server for each worker, because roles and their connection limits belong to a whole server. */
const onServers = {
  globalSetup: [SCRATCH, 'test/support/global-setup.ts'],
  setupFiles: ['test/support/database-setup.ts'],
};

/**
 * Three projects. Files named `*.server.test.ts` run on PostgreSQL servers, and so do trials, named `*.trial.test.ts`: the
 * proof under faults at a short length, and large cuts. All other files see no server. A worker works on one file after
 * the other in the same process, and keeps what it has loaded.
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { name: 'plain', include: ['test/**/*.test.ts'], exclude: [SERVER, TRIAL], globalSetup: [SCRATCH] },
      { name: 'server', include: [SERVER], ...onServers },
      { name: 'trial', include: [TRIAL], ...onServers },
    ].map((test) => ({ extends: true, test: { ...test, isolate: false, maxWorkers } })),
  },
});
