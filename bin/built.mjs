/** What a build is made of and what it gave, as hashes: whoever finds them as they were need not build again. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledIn } from './load.js';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** SHA-256, hexadecimal, over the names and contents of the sources below `root`, generated ones left out. */
export function hashOfSources(root) {
  const hash = createHash('sha256');
  const add = (name) => hash.update(`${name}\0`).update(readFileSync(join(root, name)));
  for (const folder of ['src', 'schemas', 'bin']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (/\.(ts|js|mjs|json|sql)$/.test(name) && !name.includes('generated')) add(`${folder}/${name}`);
    }
  }
  for (const file of ['package.json', 'package-lock.json']) add(file);
  return hash.digest('hex');
}

/** The build hash: SHA-256 over name and SHA-256 of every file of `dist`, sorted. Approvals and receipts quote it. */
export function hashOfBuild(dist) {
  const lines = readdirSync(dist, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'build.json')
    .map(({ name }) => name)
    .sort()
    .map((name) => `${name} ${sha256(readFileSync(join(dist, name)))}\n`);
  return sha256(lines.join(''));
}

/** Whether all of dist/ is there, as it was built of the sources as they are. */
export function isBuilt(root) {
  const dist = join(root, 'dist');
  try {
    const { build, sources } = JSON.parse(readFileSync(join(dist, 'build.json'), 'utf8'));
    return (
      sources === hashOfSources(root) &&
      build === hashOfBuild(dist) &&
      [compiledIn(dist), join(dist, 'types'), join(root, 'src/formats/generated')].every((path) => existsSync(path))
    );
  } catch {
    return false;
  }
}
