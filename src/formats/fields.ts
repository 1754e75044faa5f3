/** Checks the fields of records that come by the ten thousand: shape, in a fixed order, by plain functions. */
import type { Json } from '../core/canonical.ts';
import type { Problem } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';

export interface Field {
  readonly name: string;
  readonly test: (value: Json | undefined) => boolean;
  /** What the test asks for, as in "a whole number". */
  readonly wanted: string;
}

const field =
  (wanted: string, test: Field['test']) =>
  (name: string): Field => ({ name, test, wanted });

const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPair = (value: Json | undefined): boolean => Array.isArray(value) && value.length === 2 && value.every(isCount);
const isText = (value: Json | undefined): value is string => typeof value === 'string' && value !== '';

export const text = field('text that is not empty', isText);
export const count = field('a whole number from 0', isCount);
export const pair = field('two whole numbers from 0', isPair);
export const flag = field('true or false', (value) => typeof value === 'boolean');
export const hash = field(
  '64 hexadecimal digits',
  (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
);
export const object = field(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
export const counts = field(
  'whole numbers by name',
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value as object).every(isCount),
);
export const oneOf = (name: string, ...words: readonly string[]): Field =>
  field(`one of ${words.join(', ')}`, (value) => typeof value === 'string' && words.includes(value))(name);

/** Codes: `shape.wrong_type`, `shape.unknown_field`, `shape.missing_field`, `shape.wrong_value`, `syntax.not_canonical` (order). */
export function checkFields(
  value: Json | undefined,
  fields: readonly Field[],
  place: { readonly file: string; readonly line?: number; readonly pointer: string },
): readonly Problem[] {
  const problem = (code: ProblemCode, message: string, name?: string): Problem => ({
    code,
    message,
    place: name === undefined ? place : { ...place, pointer: `${place.pointer}/${name}` },
    hint: 'The file was changed after it was written, or another release wrote it: make it again.',
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [problem('shape.wrong_type', 'An object is expected.')];
  }
  const given = value as { readonly [key: string]: Json };
  const names = Object.keys(given);
  if (names.length === fields.length && fields.every(({ name, test }, at) => name === names[at] && test(given[name]))) {
    return [];
  }
  const problems: Problem[] = [];
  for (const { name, test, wanted } of fields) {
    if (!Object.hasOwn(given, name))
      problems.push(problem('shape.missing_field', `The field "${name}" is missing.`, name));
    else if (!test(given[name])) problems.push(problem('shape.wrong_value', `"${name}" must be ${wanted}.`, name));
  }
  for (const name of names) {
    if (!fields.some((known) => known.name === name)) {
      problems.push(problem('shape.unknown_field', `The field "${name}" is not known.`, name));
    }
  }
  return problems.length > 0 ? problems : [problem('syntax.not_canonical', 'The fields stand in another order.')];
}
