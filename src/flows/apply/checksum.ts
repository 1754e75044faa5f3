import { sha256Stream } from '../../core/hash.ts';
import type { Files } from '../../ports.ts';

/** SHA-256 of a file, streamed. Throws Stop `input.*`. */
export async function checksum(files: Files, path: string): Promise<string> {
  const digest = sha256Stream();
  for await (const chunk of files.stream(path)) digest.update(chunk);
  return digest.hex();
}
