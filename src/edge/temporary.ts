import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stop } from '../core/problem.ts';
import { writeProblem } from './file-problems.ts';

/** A new folder that only we can read, for who removes it; its name begins so. Throws Stop `output.unwritable`. */
export async function temporaryFolder(name: string): Promise<string> {
  const path = join(tmpdir(), name);
  try {
    return await mkdtemp(path);
  } catch (error) {
    throw new Stop([writeProblem(error, path)], error);
  }
}
