/** Every file of a pack but the index and its signature, by path, with its hash. */
import { join } from 'node:path';
import { PACK, type PackFile } from '../../core/audit/pack.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { tapped } from '../../formats/tap.ts';
import type { Files, Folders } from '../../ports.ts';

/** `unreadable` is told of a file that cannot be read; without it, that throws Stop. */
export async function measured(
  folder: string,
  { files, folders }: { readonly files: Files; readonly folders: Folders },
  unreadable?: (path: string, problems: readonly Problem[]) => void,
): Promise<readonly PackFile[]> {
  const found: PackFile[] = [];
  for (const path of await folders.files(folder)) {
    if (path === PACK.index || path === PACK.signature) continue;
    try {
      const bytes = tapped(files.stream(join(folder, path)));
      for await (const _ of bytes.chunks);
      found.push({ path, ...bytes.result() });
    } catch (error) {
      if (!(error instanceof Stop) || unreadable === undefined) throw error;
      unreadable(path, error.problems);
    }
  }
  return found;
}
