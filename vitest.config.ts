import { defineConfig } from 'vitest/config';

/**
 * Two projects. Files named `*.server.test.ts` run on PostgreSQL servers, one for each worker, because roles and their
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
          name: 'plain',
          globalSetup: ['test/support/scratch-setup.ts'],
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.server.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['test/**/*.server.test.ts'],
          globalSetup: ['test/support/scratch-setup.ts', 'test/support/global-setup.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
