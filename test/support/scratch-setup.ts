/** One folder for everything that a run leaves in the file system, removed at its end; see folder.ts. */

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { memoryThatRuns } from './memory.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    scratch: string;
  }
}

/** Twice what the tests of a project leave. */
const ROOM_BYTES = 2 * 2 ** 30;

export default function setup(project: TestProject): () => void {
  const scratch = mkdtempSync(join(memoryThatRuns(ROOM_BYTES), 'cutter-test-'));
  // Servers run as another user.
  chmodSync(scratch, 0o711);
  project.provide('scratch', scratch);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = scratch;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10 });
  };
}
