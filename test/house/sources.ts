/** The sources of the house, read as text: what they import, and their code without comments. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** Relative to the repository, with forward slashes: `src/core/hash.ts`. */
  readonly path: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
}

/** Files below a folder of the repository whose names end in one of `endings`. What the build makes is left out. */
export function filesBelow(folder: string, ...endings: readonly string[]): readonly SourceFile[] {
  const base = join(ROOT, folder);
  if (!existsSync(base)) return [];
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.startsWith('src/formats/generated/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, code: withoutComments(text) };
    });
}

export const sources = (): readonly SourceFile[] => filesBelow('src', '.ts');

/** The slashes of a URL in a string begin no comment: something stands right before them. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** For a file of ours: its path, as in SourceFile. */
  readonly path?: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

const STATIC = /^(?:import|export)\s+(type\s)?[^'";]*?\bfrom\s+'([^']+)'/gm;
const BARE = /^import\s+'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

/** All imports and re-exports of a file, also those that run later. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const path = specifier.startsWith('.') ? join(dirname(file.path), specifier).split(sep).join('/') : undefined;
    found.push({ specifier, typeOnly, ...(path === undefined ? {} : { path }) });
  };
  for (const match of file.code.matchAll(STATIC)) add(match[2] as string, match[1] !== undefined);
  for (const match of file.code.matchAll(BARE)) add(match[1] as string, false);
  for (const match of file.code.matchAll(DYNAMIC)) add(match[1] as string, false);
  return found;
}
