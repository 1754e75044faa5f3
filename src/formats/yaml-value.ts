/** Takes plain values out of a composed YAML document, and notes where each stands. */
import { isMap, isScalar, isSeq, type Pair, type ParsedNode } from 'yaml';
import type { Problem } from '../core/problem.ts';
import { quoted } from '../core/quote.ts';
import { ProblemList } from './cap.ts';
import { placesOf, step } from './source.ts';

export interface Taken {
  readonly value: unknown;
  readonly offsets: ReadonlyMap<string, { readonly key: number; readonly value: number }>;
  readonly problems: readonly Problem[];
}

/** Codes: `syntax.duplicate_key`, `syntax.merge_key`, `syntax.number_range`. The nesting was checked before. */
export function yamlValue(root: ParsedNode | null, file: string, text: string): Taken {
  const offsets = new Map<string, { key: number; value: number }>();
  const list = new ProblemList(file);
  const placeAt = placesOf(file, text);

  const take = (node: unknown, pointer: string, key: number | undefined): unknown => {
    const at = startOf(node) ?? key ?? 0;
    offsets.set(pointer, { key: key ?? at, value: at });
    if (isMap(node)) return takeMap(node.items as readonly Pair[], pointer);
    if (isSeq(node)) return node.items.map((item, index) => take(item, step(pointer, index), undefined));
    if (!isScalar(node)) return null;
    if (typeof node.value === 'bigint' || typeof node.value === 'number') return takeNumber(node.value, at, pointer);
    return node.value;
  };

  const takeMap = (pairs: readonly Pair[], pointer: string): unknown => {
    const entries = new Map<string, unknown>();
    for (const pair of pairs) {
      const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
      const at = startOf(pair.key) ?? 0;
      const inner = step(pointer, name);
      if (name === '<<') {
        list.add(() => ({
          code: 'syntax.merge_key',
          message: 'A merge key, "<<", is not allowed.',
          place: { ...placeAt(at), pointer: inner },
          hint: 'Write the fields out.',
        }));
      } else if (entries.has(name)) {
        const first = placeAt(offsets.get(inner)?.key ?? 0);
        list.add(() => ({
          code: 'syntax.duplicate_key',
          message: `The field ${quoted(name)} is given twice; first on line ${first.line}.`,
          place: { ...placeAt(at), pointer: inner },
          hint: 'Remove one of them.',
        }));
      } else {
        entries.set(name, take(pair.value, inner, at));
      }
    }
    // Not by assignment: a key `__proto__` is a field like any other.
    return Object.fromEntries(entries);
  };

  const takeNumber = (value: bigint | number, at: number, pointer: string): number => {
    const number = Number(value);
    if (!Number.isFinite(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER) {
      list.add(() => ({
        code: 'syntax.number_range',
        message: 'This number is outside the exact range, -(2^53 - 1) to 2^53 - 1.',
        place: { ...placeAt(at), pointer },
        hint: 'Use a number within the range; put it in quotes if it is meant as text.',
      }));
      return 0;
    }
    return number;
  };

  const value = take(root, '', undefined);
  return { value, offsets, problems: list.problems() };
}

const startOf = (node: unknown): number | undefined =>
  (node as { range?: readonly [number, number, number] | null } | null)?.range?.[0];
