/**
 * Checks a document against a compiled schema, and says everything that is wrong with it, each with its place.
 * Defaults of the schema are filled into the value.
 */

import { MAX_PROBLEMS, moreProblems } from '../core/limits.ts';
import { nearest } from '../core/nearest.ts';
import type { Problem } from '../core/problem.ts';
import { type ShapeError, shapeProblem, targetOf } from './schema-error.ts';
import type { Source } from './source.ts';

/** A compiled schema: src/formats/generated. */
export interface Validate {
  (value: unknown): boolean;
  errors?: readonly ShapeError[] | null;
}

export interface ShapeOptions {
  /** Format and version that is read, for example `cutter.cut/1`. */
  readonly format: string;
}

/** A document with more values than this is not even checked: each could be a problem. */
const MAX_VALUES = 200_000;

/** No problems = the value has the shape. Codes: `shape.*`, `input.too_large`. */
export function shapeProblems(validate: Validate, source: Source, { format }: ShapeOptions): readonly Problem[] {
  const version = formatProblem(source, format);
  if (version !== undefined) return [version];
  const crowded = tooMany(source, source.value);
  if (crowded !== undefined) return [crowded];
  const found = errorsOf(validate, source, source.value, '');
  return listed(found.slice(0, MAX_PROBLEMS), source, found.length);
}

/** The same for the entries of a long list: `validate` checks one entry. */
export function listProblems(
  validate: Validate,
  source: Source,
  list: readonly unknown[],
  pointer: string,
): readonly Problem[] {
  const first: Found[] = [];
  let total = 0;
  for (const [index, entry] of list.entries()) {
    const base = `${pointer}/${index}`;
    const crowded = tooMany(source, entry, base);
    if (crowded !== undefined) return [crowded];
    const found = errorsOf(validate, source, entry, base);
    total += found.length;
    first.push(...found.slice(0, MAX_PROBLEMS - first.length));
  }
  return listed(first, source, total);
}

interface Found {
  readonly error: ShapeError;
  /** Pointer of what was validated. */
  readonly base: string;
  readonly at: number;
}

/** All errors in reading order; problems are made of the first ones alone. */
function errorsOf(validate: Validate, source: Source, value: unknown, base: string): readonly Found[] {
  if (validate(value)) return [];
  return (validate.errors ?? [])
    .filter(({ keyword }) => !SUMMARIES.has(keyword))
    .map((error) => ({ error, base, at: source.offset(...targetOf(error, base)) }))
    .sort((a, b) => a.at - b.at);
}

/** Errors that only say that there are other errors. */
const SUMMARIES: ReadonlySet<string> = new Set(['if', 'propertyNames']);

function listed(found: readonly Found[], source: Source, total: number): readonly Problem[] {
  const known = new Map<string, readonly string[]>();
  const problems = found.map(({ error, base }) => shapeProblem(error, source, base, known));
  return total > found.length ? [...problems, moreProblems(total - found.length, source.file)] : problems;
}

/** Another version, or another kind of file: the only problem, for nothing else can be judged. */
function formatProblem(source: Source, format: string): Problem | undefined {
  const found = (source.value as { readonly format?: unknown } | null)?.format;
  if (typeof found !== 'string' || found === format) return undefined;
  const place = source.place('/format', 'value');
  const [kind, version] = split(format);
  const [foundKind, foundVersion] = split(found);
  if (foundKind === kind && foundVersion !== undefined) {
    const newer = Number(foundVersion) > Number(version);
    const hint = newer
      ? 'Use a release of cutter that reads it.'
      : `Make the file again with this release, as ${format}.`;
    return {
      code: 'shape.format_version',
      message: `The format is version ${foundVersion.slice(0, 20)} of ${kind}; this release reads ${format}.`,
      place,
      hint,
    };
  }
  const known = KINDS.find((name) => name === foundKind);
  if (known !== undefined) {
    return {
      code: 'shape.format_version',
      message: `This is a file of the format ${known}; ${format} is expected here.`,
      place,
      hint: 'Give the right file.',
    };
  }
  return {
    code: 'shape.format_version',
    message: `The format is not known; this release reads ${format}.`,
    place,
    hint: nearest(found, [format]) === undefined ? `Write "format: ${format}".` : `Did you mean "${format}"?`,
  };
}

const KINDS = [
  'cut',
  'config',
  'manifest',
  'snapshot',
  'plan',
  'approval',
  'receipt',
  'profile',
  'queue',
  'backup',
  'backup-verified',
].map((name) => `cutter.${name}`);

const split = (format: string): [string, string | undefined] => {
  const match = /^(.*)\/([1-9][0-9]*)$/.exec(format);
  return match === null ? [format, undefined] : [match[1] as string, match[2]];
};

/** Counts values, iteratively and no further than the bound. */
function tooMany(source: Source, value: unknown, pointer = ''): Problem | undefined {
  const open: unknown[] = [value];
  let count = 0;
  while (open.length > 0) {
    if (++count > MAX_VALUES || open.length > MAX_VALUES) {
      return {
        code: 'input.too_large',
        message: `More than ${MAX_VALUES} values stand here.`,
        place: source.place(pointer, 'value'),
        hint: 'Check that this is the file you mean.',
      };
    }
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const item of Array.isArray(next) ? next : Object.values(next)) open.push(item);
  }
  return undefined;
}
