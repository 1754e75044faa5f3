/** One error of a compiled schema, as a problem that says what is expected, what was found, and what to do. */
import { nearest } from '../core/nearest.ts';
import type { Problem } from '../core/problem.ts';
import { quoted } from '../core/quote.ts';
import { type Part, type Source, step } from './source.ts';

/** What Ajv says of a value; the parts that are used here. */
export interface ShapeError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  /** Set when the error is about the name of a field instead of a value. */
  readonly propertyName?: string;
}

/** What an error is about: the field that is unknown, the object that lacks one, or the value that is wrong. */
export function targetOf(error: ShapeError, base: string): [pointer: string, part: Part] {
  const pointer = base + error.instancePath;
  const extra = error.params.additionalProperty ?? error.propertyName;
  return typeof extra === 'string' ? [step(pointer, extra), 'key'] : [pointer, 'value'];
}

/** `known` remembers the lists of known fields, for a document with many unknown ones. */
export function shapeProblem(
  error: ShapeError,
  source: Source,
  base: string,
  known: Map<string, readonly string[]>,
): Problem {
  const [pointer, part] = targetOf(error, base);
  const place = source.place(pointer, part);
  switch (error.keyword) {
    case 'additionalProperties':
      return { ...unknownField(error, known), place };
    case 'required': {
      const name = String(error.params.missingProperty);
      const where = base + error.instancePath === '' ? 'the file' : nameOf(base + error.instancePath);
      return {
        code: 'shape.missing_field',
        message: `The field "${name}" is missing in ${where}.`,
        place: { ...place, pointer: step(pointer, name) },
        hint: `Add "${name}".`,
      };
    }
    case 'type':
      return { ...wrongType(error, pointer), place };
    default:
      return { ...wrongValue(error, pointer), place };
  }
}

type Said = Omit<Problem, 'place'>;

function unknownField(error: ShapeError, known: Map<string, readonly string[]>): Said {
  const name = String(error.params.additionalProperty);
  const fields = known.get(error.instancePath) ?? Object.keys((error.parentSchema?.properties as object) ?? {});
  known.set(error.instancePath, fields);
  const near = nearest(name, fields);
  return {
    code: 'shape.unknown_field',
    message: `The field ${quoted(name)} is not known here.`,
    hint: near === undefined ? `Remove it; known are ${listed(fields)}.` : `Did you mean "${near}"?`,
  };
}

function wrongType(error: ShapeError, pointer: string): Said {
  const types = [error.params.type].flat().map(String);
  return {
    code: 'shape.wrong_type',
    message: `${subject(pointer)} must be ${types.map((type) => TYPES[type] ?? type).join(' or ')}, not ${pointer === '' ? wholeFile(error.data) : found(error.data)}.`,
    hint: typeHint(types, error.data),
  };
}

function typeHint(types: readonly string[], data: unknown): string {
  if (types.includes('string') && (typeof data === 'number' || typeof data === 'boolean')) return 'Put it in quotes.';
  if (typeof data === 'string') {
    const number = types.includes('integer') || types.includes('number');
    if (number && data.trim() !== '' && Number.isFinite(Number(data))) return 'Write it without quotes.';
    if (types.includes('boolean')) return 'Write true or false; yes, no, on and off are texts.';
  }
  if (data === null) return 'Give it a value, or remove the field.';
  return 'Give a value of that type.';
}

function wrongValue(error: ShapeError, pointer: string): Said {
  const { params, data } = error;
  const wrong = (expected: string, hint: string): Said => ({
    code: 'shape.wrong_value',
    message: `${error.propertyName === undefined ? subject(pointer) : 'The name'} must be ${expected}${shown(data)}.`,
    hint,
  });
  switch (error.keyword) {
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const near = typeof data === 'string' ? nearest(data, allowed) : undefined;
      const hint = near === undefined ? 'Use one of the allowed values.' : `Did you mean "${near}"?`;
      return wrong(allowed.length === 1 ? `"${allowed[0]}"` : `one of ${listed(allowed)}`, hint);
    }
    case 'const':
      return wrong(JSON.stringify(params.allowedValue), `Write ${JSON.stringify(params.allowedValue)}.`);
    case 'pattern': {
      const says = error.parentSchema?.patternErrorMessage;
      const expected = typeof says === 'string' ? says : `of the form ${String(params.pattern)}`;
      return wrong(expected, 'Correct the value.');
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return wrong(`${COMPARISONS[String(params.comparison)] ?? ''} ${String(params.limit)}`, 'Correct the number.');
    case 'minItems':
      return wrong(`a list of at least ${String(params.limit)}`, 'Add what is missing.');
    case 'maxItems':
    case 'items':
    case 'additionalItems':
      return wrong(`a list of at most ${String(params.limit)}`, 'Remove what is too much.');
    case 'minLength':
      return wrong(`at least ${String(params.limit)} characters long`, 'Write more.');
    case 'maxLength':
      return wrong(`at most ${String(params.limit)} characters long`, 'Shorten it.');
    case 'uniqueItems':
      return wrong('a list without repetitions', 'Remove one of the two equal entries.');
    default:
      return wrong('as the schema says', 'Compare it with the schema in schemas/.');
  }
}

const COMPARISONS: Readonly<Record<string, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'more than',
  '<': 'less than',
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a group of fields',
  array: 'a list',
  null: 'null',
};

/** What was found, by kind; texts and numbers with their value. */
function found(data: unknown): string {
  if (data === null) return 'nothing';
  if (typeof data === 'string') return `the text ${quoted(data)}`;
  if (typeof data === 'number') return `the number ${data}`;
  if (typeof data === 'boolean') return `the truth value ${data}`;
  return Array.isArray(data) ? 'a list' : 'a group of fields';
}

/** A file that is one text is of another kind than was meant: a password, for example. */
const wholeFile = (data: unknown): string =>
  ['string', 'number', 'boolean'].includes(typeof data) ? 'one single value' : found(data);

const shown = (data: unknown): string =>
  typeof data === 'string'
    ? `, not ${quoted(data)}`
    : typeof data === 'number' || typeof data === 'boolean'
      ? `, not ${data}`
      : '';

const subject = (pointer: string): string => (pointer === '' ? 'The file' : nameOf(pointer));

/** `/policy/SG_1/threshold` as `"policy.SG_1.threshold"`. */
const nameOf = (pointer: string): string =>
  quoted(
    pointer
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
      .join('.'),
  );

const listed = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');
