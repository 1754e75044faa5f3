/** The grammar profiles that come with this release: the files of one folder. */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LIMITS } from '../core/limits.ts';
import { files } from '../edge/files.ts';
import type { Profiles } from '../ports.ts';

export function shippedProfiles(folder: string): Profiles {
  return {
    async names() {
      return (await readdir(folder))
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -5))
        .sort();
    },
    async find(name) {
      // Only names that are there: what a cut says never becomes a path.
      if (!(await this.names()).includes(name)) return undefined;
      const file = resolve(folder, `${name}.json`);
      return { file, bytes: await files.read(file, LIMITS.profile) };
    },
  };
}
