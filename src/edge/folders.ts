import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { Stop } from '../core/problem.ts';
import type { Folders } from '../ports.ts';

export const folders: Folders = {
  async files(folder) {
    const found: string[] = [];
    const open = [''];
    for (let within = open.pop(); within !== undefined; within = open.pop()) {
      for (const entry of await entriesOf(`${folder}/${within}`)) {
        const path = `${within}${entry.name}`;
        if (entry.isDirectory()) open.push(`${path}/`);
        else found.push(path);
      }
    }
    return found.sort();
  },
};

async function entriesOf(path: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const gone = code === 'ENOENT' || code === 'ENOTDIR';
    throw new Stop(
      [
        {
          code: gone ? 'input.missing' : 'input.unreadable',
          message: gone ? 'There is no such folder.' : `The folder cannot be read: ${code}.`,
          place: { file: path },
          hint: gone ? 'Check the path.' : 'Check who may read it, and the disk.',
        },
      ],
      error,
    );
  }
}
