/**
 * A grammar profile, as JSON or YAML: the only road from its bytes to a trusted Profile.
 * Shape: schemas/profile.schema.json.
 */
import { PROFILE_FORMAT, type Profile } from '../core/document/profile.ts';
import { checkProfile } from '../core/document/profile-check.ts';
import { bad, type Checked, good } from '../core/problem.ts';
import { validate } from './generated/profile.js';
import { readJson } from './json.ts';
import { shapeProblems } from './schema.ts';
import { textOf } from './text.ts';
import { readYaml } from './yaml.ts';

/** Codes: `input.*`, `syntax.*`, `shape.*`, those of `checkProfile`. A file whose name ends in `.json` is read as JSON. */
export function readProfile(bytes: Uint8Array, file: string): Checked<Profile> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const source = file.endsWith('.json') ? readJson(text.value, file) : readYaml(text.value, file);
  if (!source.ok) return source;
  const problems = shapeProblems(validate, source.value, { format: PROFILE_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const profile = source.value.value as Profile;
  // What a schema cannot say: parents that exist, keys that cannot collide.
  const wrong = checkProfile(profile, file);
  return wrong.length > 0 ? bad(...wrong) : good(profile);
}
