/** cut.yaml: the only road from its bytes to a trusted Cut. Shape and defaults: schemas/cut.schema.json. */
import { CUT_FORMAT, type Cut } from '../core/cut.ts';
import { bad, type Checked, good } from '../core/problem.ts';
import { validate } from './generated/cut.js';
import { shapeProblems } from './schema.ts';
import { textOf } from './text.ts';
import { readYaml } from './yaml.ts';

/** What a cut may leave out beyond the defaults of the schema: the owner is then the publication authority. */
type Written = Omit<Cut, 'owner'> & { readonly owner?: string };

/** Codes: `input.*`, `syntax.*`, `shape.*`. */
export function readCut(bytes: Uint8Array, file: string): Checked<Cut> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const source = readYaml(text.value, file);
  if (!source.ok) return source;
  const problems = shapeProblems(validate, source.value, { format: CUT_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const written = source.value.value as Written;
  return good({ ...written, owner: written.owner ?? written.publication.authority });
}
