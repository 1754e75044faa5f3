import { defineConfig } from 'vitest/config';

/** The fast tests of the code that decides: none of its mutants may survive them. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    globalSetup: ['test/support/scratch-setup.ts'],
    include: [
      'test/core/*.test.ts',
      'test/approval/{ed25519,format,key-files,must-fail,policy}.test.ts',
      'test/kinds/{planner,*-planner}.test.ts',
    ],
    exclude: ['test/**/*.server.test.ts', 'test/**/*.trial.test.ts'],
    // Random input takes seconds, and kills nothing that the others do not.
    testNamePattern: /^(?!.*never crashes)/,
  },
});
