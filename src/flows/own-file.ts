import { Stop } from '../core/problem.ts';
import type { Files } from '../ports.ts';

/** Throws Stop `input.exists` where something stands at a path that a person named, and is not what is written there. */
export async function assertOwnFile(
  path: string,
  what: string,
  limit: number,
  isOwn: (bytes: Uint8Array) => boolean,
  files: Files,
): Promise<void> {
  if (!(await files.exists(path))) return;
  let own = false;
  try {
    own = isOwn(await files.read(path, limit));
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  if (own) return;
  throw new Stop([
    {
      code: 'input.exists',
      message: `Something else than ${what} stands there, and would be lost.`,
      place: { file: path },
      hint: 'Name a file that is not there yet.',
    },
  ]);
}
