/**
 * Strict JSON (RFC 8259) with places: nesting is bounded, no key twice, no number that a double cannot hold exactly, no
 * unpaired surrogates. The first syntax error ends the reading; everything else is reported together.
 */
import { MAX_DEPTH } from '../core/limits.ts';
import { bad, type Checked, good, type Problem } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';
import { quoted } from '../core/quote.ts';
import { ProblemList } from './cap.ts';
import { type Offsets, placesOf, type Source, sourceOf, step } from './source.ts';

/** Codes: `syntax.json`, `syntax.depth`, `syntax.duplicate_key`, `syntax.number_range`. */
export function readJson(text: string, file: string): Checked<Source> {
  const reader = new Reader(text, file);
  try {
    const value = reader.document();
    const problems = reader.list.problems();
    if (problems.length > 0) return bad(...problems);
    return good(sourceOf(file, text, value, () => reader.offsets));
  } catch (error) {
    if (error instanceof Wrong) return bad(...reader.list.problems(), error.problem);
    throw error;
  }
}

/** Where everything stands, in a text that `JSON.parse` reads. */
export function jsonOffsets(text: string, file: string): Offsets {
  const reader = new Reader(text, file);
  reader.document();
  return reader.offsets;
}

/** Ends the reading; never leaves this file. */
class Wrong extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

class Reader {
  readonly offsets = new Map<string, { key: number; value: number }>();
  readonly list: ProblemList;
  readonly #text: string;
  readonly #placeAt: (offset: number) => object;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#placeAt = placesOf(file, text);
    this.list = new ProblemList(file);
  }

  document(): unknown {
    const value = this.#value('', undefined, 0);
    this.#take(BLANK);
    if (this.#at < this.#text.length) throw this.#wrong('Something follows the end of the document.', 'Remove it.');
    return value;
  }

  #value(pointer: string, key: number | undefined, depth: number): unknown {
    this.#take(BLANK);
    const start = this.#at;
    this.offsets.set(pointer, { key: key ?? start, value: start });
    const character = this.#text[start];
    if (character === '{' || character === '[') {
      if (depth === MAX_DEPTH) {
        const hint = 'Nothing that cutter reads is nested so deeply: look for stray brackets.';
        throw this.#wrong(`Nested more than ${MAX_DEPTH} levels deep.`, hint, 'syntax.depth');
      }
      this.#at++;
      return character === '{' ? this.#object(pointer, depth + 1) : this.#array(pointer, depth + 1);
    }
    if (character === '"') return this.#string(pointer);
    const number = this.#take(NUMBER);
    if (number !== undefined) return this.#number(number, start, pointer);
    const word = this.#take(WORD);
    if (word !== undefined) return WORDS[word];
    throw this.#wrong('A value is expected here.');
  }

  #object(pointer: string, depth: number): unknown {
    const entries = new Map<string, unknown>();
    if (this.#closes('}')) return {};
    for (;;) {
      this.#take(BLANK);
      const at = this.#at;
      if (this.#text[at] !== '"') throw this.#wrong('A field name in double quotes is expected here.');
      const name = this.#string(pointer);
      this.#take(BLANK);
      if (this.#text[this.#at] !== ':') throw this.#wrong('A ":" is expected here.');
      this.#at++;
      const inner = step(pointer, name);
      if (entries.has(name)) {
        this.#note(
          'syntax.duplicate_key',
          `The field ${quoted(name)} is given twice.`,
          at,
          inner,
          'Remove one of them.',
        );
      }
      entries.set(name, this.#value(inner, at, depth));
      if (this.#closes('}')) return Object.fromEntries(entries);
      this.#comma('}');
    }
  }

  #array(pointer: string, depth: number): unknown {
    const items: unknown[] = [];
    if (this.#closes(']')) return items;
    for (;;) {
      items.push(this.#value(step(pointer, items.length), undefined, depth));
      if (this.#closes(']')) return items;
      this.#comma(']');
    }
  }

  #string(pointer: string): string {
    const start = this.#at;
    // By hand: a pattern that repeats an alternative overflows on a text of some megabytes.
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    const value = parsedString(this.#text.slice(start, end + 1));
    if (value === undefined) {
      throw this.#wrong('This text is not closed, or holds a wrong escape or a control character.');
    }
    this.#at = end + 1;
    if (/\p{Cs}/u.test(value)) {
      const hint = 'Write the whole character.';
      this.#note('syntax.json', 'This text holds half of a surrogate pair.', start, pointer, hint);
    }
    return value;
  }

  #number(token: string, start: number, pointer: string): number {
    const number = Number(token);
    if (Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
    const message = 'This number is outside the exact range, -(2^53 - 1) to 2^53 - 1.';
    const hint = 'Use a number within the range; put it in quotes if it is meant as text.';
    this.#note('syntax.number_range', message, start, pointer, hint);
    return 0;
  }

  #closes(bracket: string): boolean {
    this.#take(BLANK);
    if (this.#text[this.#at] !== bracket) return false;
    this.#at++;
    return true;
  }

  #comma(bracket: string): void {
    if (this.#text[this.#at] !== ',') throw this.#wrong(`A "," or "${bracket}" is expected here.`);
    this.#at++;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #note(code: ProblemCode, message: string, at: number, pointer: string, hint: string): void {
    this.list.add(() => ({ code, message, place: { ...this.#placeAt(at), pointer }, hint }));
  }

  #wrong(message: string, hint = 'Correct the JSON here.', code: ProblemCode = 'syntax.json'): Wrong {
    const end = this.#at >= this.#text.length;
    return new Wrong({
      code,
      message: end ? 'The file ends too early.' : message,
      place: this.#placeAt(this.#at),
      hint,
    });
  }
}

function parsedString(token: string): string | undefined {
  try {
    return JSON.parse(token) as string;
  } catch {
    return undefined;
  }
}
