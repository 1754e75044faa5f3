import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stop } from '../core/problem.ts';
import { writeProblem } from './file-problems.ts';

/** A new folder that only we can read, for who removes it; its name begins so. Throws Stop `output.unwritable`. */
export function temporaryFolder(name: string): string {
  const path = join(tmpdir(), name);
  try {
    return mkdtempSync(path);
  } catch (error) {
    throw new Stop([writeProblem(error, path)], error);
  }
}
