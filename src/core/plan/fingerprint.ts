import { sha256 } from '../hash.ts';

/** One SHA-256 per catalogue object, over its definition as text; sorted by name. */
export const fingerprints = (catalogue: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(catalogue)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, definition]) => [name, sha256(definition)]),
  );
