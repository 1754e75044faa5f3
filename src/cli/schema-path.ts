import { isAbsolute, relative, sep } from 'node:path';

/**
 * The path from a folder to a schema of the package at `root`, for editors; undefined where it would not hold for others.
 * What names it is committed: so the package must be installed within the folder, or be the clone that the folder is in.
 */
export function schemaPath(folder: string, root: string, name: string): string | undefined {
  const way = relative(folder, root);
  const parts = way.split(sep);
  const installed = parts[0] === 'node_modules' && !isAbsolute(way);
  const clone = way === '' || parts.every((part) => part === '..');
  if (!installed && !clone) return undefined;
  const path = [...(way === '' ? [] : parts), 'schemas', name].join('/');
  return clone && way !== '' ? path : `./${path}`;
}
