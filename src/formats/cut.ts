/** cut.yaml: the only road from its bytes to a trusted Cut. Shape and defaults: schemas/cut.schema.json. */
import { CUT_FORMAT, type Cut } from '../core/cut.ts';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import { validate } from './generated/cut.js';
import { shapeProblems } from './schema.ts';
import { textOf } from './text.ts';
import { readYaml } from './yaml.ts';

/** What a cut may leave out beyond the defaults of the schema: the owner is then the publication authority. */
type Written = Omit<Cut, 'owner'> & { readonly owner?: string };

/** A line that begins with a field of a cut, be it within braces. */
const FIELD = /^[\s{"']*(?:format|name|author|document|profile|prefix|scope|publication)["']?[ \t]*:/m;

/** Codes: `input.*`, `syntax.*`, `shape.*`. */
export function readCut(bytes: Uint8Array, file: string): Checked<Cut> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const source = readYaml(text.value, file);
  if (!source.ok) return source.problems.length < 2 || FIELD.test(text.value) ? source : bad(noCut(file));
  const problems = shapeProblems(validate, source.value, { format: CUT_FORMAT });
  if (problems.length > 0) return bad(...problems);
  const written = source.value.value as Written;
  return good({ ...written, owner: written.owner ?? written.publication.authority });
}

/** Gives problems of a cut that was read, and say only which field they are about, the line and column of its value. */
export function locatedInCut(problems: readonly Problem[], bytes: Uint8Array, file: string): readonly Problem[] {
  const concerns = ({ place }: Problem): boolean => place?.file === file && place.pointer !== undefined;
  const text = problems.some(concerns) ? textOf(bytes, file) : undefined;
  const source = text?.ok === true ? readYaml(text.value, file) : undefined;
  if (source?.ok !== true) return problems;
  return problems.map((problem) =>
    concerns(problem) ? { ...problem, place: source.value.place(problem.place?.pointer ?? '', 'value') } : problem,
  );
}

/** One problem, and not one for each line: nothing in the file was meant as YAML. */
const noCut = (file: string): Problem => ({
  code: 'shape.wrong_type',
  message: 'This is no cut.yaml: it does not consist of fields such as `format` and `document`.',
  place: { file },
  hint: 'Name the cut.yaml; its field `document` names the text that is to be cut.',
});
