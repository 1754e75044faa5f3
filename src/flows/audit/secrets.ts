/** No file of a pack holds a password or a private key. */
import { join } from 'node:path';
import type { Files } from '../../ports.ts';

const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/;
/** Characters of one chunk that are looked at again with the next. */
const OVERLAP = 4096;
/** A shorter password stands in every text by chance. */
const LEAST = 6;

/** Files that hold one; the words themselves are not said. */
export async function filesWithSecrets(
  folder: string,
  paths: readonly string[],
  secrets: readonly string[],
  files: Files,
): Promise<readonly string[]> {
  const words = secrets.filter((word) => word.length >= LEAST).map((word) => Buffer.from(word).toString('latin1'));
  const found: string[] = [];
  for (const path of paths) {
    let before = '';
    for await (const chunk of files.stream(join(folder, path))) {
      const text = before + Buffer.from(chunk).toString('latin1');
      if (PRIVATE_KEY.test(text) || words.some((word) => text.includes(word))) {
        found.push(path);
        break;
      }
      before = text.slice(-OVERLAP);
    }
  }
  return found;
}
