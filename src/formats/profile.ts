/**
 * A grammar profile, as JSON or YAML: the only road from its bytes to a trusted one. Its `format` says which of the two
 * ways it describes documents in: schemas/profile.schema.json or schemas/outline.schema.json.
 */
import type { Grammar } from '../core/document/mark-input.ts';
import { checkOutline } from '../core/document/outline/check.ts';
import { OUTLINE_FORMAT, type OutlineProfile } from '../core/document/outline/profile.ts';
import { PROFILE_FORMAT, type Profile } from '../core/document/profile.ts';
import { checkProfile } from '../core/document/profile-check.ts';
import { bad, type Checked, good } from '../core/problem.ts';
import { validate as validateOutline } from './generated/outline.js';
import { validate } from './generated/profile.js';
import { readJson } from './json.ts';
import { shapeProblems } from './schema.ts';
import { textOf } from './text.ts';
import { readYaml } from './yaml.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`, those of the checks. A file whose name ends in `.json` is read as JSON. */
export function readProfile(bytes: Uint8Array, file: string): Checked<Grammar> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const source = file.endsWith('.json') ? readJson(text.value, file) : readYaml(text.value, file);
  if (!source.ok) return source;
  const given = source.value.value as { readonly format?: unknown } | null;
  const outline = typeof given === 'object' && given?.format === OUTLINE_FORMAT;
  const problems = outline
    ? shapeProblems(validateOutline, source.value, { format: OUTLINE_FORMAT })
    : shapeProblems(validate, source.value, { format: PROFILE_FORMAT });
  if (problems.length > 0) return bad(...problems);
  // What a schema cannot say: parents that exist, keys that cannot collide.
  const wrong = outline ? checkOutline(given as OutlineProfile, file) : checkProfile(given as Profile, file);
  return wrong.length > 0 ? bad(...wrong) : good(given as Grammar);
}
