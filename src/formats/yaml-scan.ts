/**
 * Looks at the tokens of a YAML text before anything is built from them.
 *
 * Building is recursive and can exhaust the stack of the whole process, so nesting is measured first, on the tokens of
 * the very lexer that feeds the builder: what is a bracket, and what is a bracket inside a quoted string, cannot be
 * judged differently. The lexer itself keeps only counters. Anchors, aliases, tags and directives are refused here,
 * where they are plain tokens: a directive could switch to YAML 1.1, where `no` and `on` are booleans.
 */
import { CST, Lexer } from 'yaml';
import { MAX_DEPTH, MAX_YAML_TOKENS } from '../core/limits.ts';
import type { Problem } from '../core/problem.ts';
import { quoted } from '../core/quote.ts';
import { ProblemList } from './cap.ts';
import { placesOf } from './source.ts';
import { Nesting } from './yaml-nesting.ts';

const CORE_TAGS: ReadonlySet<string> = new Set(['!!str', '!!int', '!!float', '!!bool', '!!null', '!!map', '!!seq']);

export interface Scan {
  readonly problems: readonly Problem[];
  /** Whether it is shallow and small enough to build. */
  readonly safe: boolean;
}

/** `text` holds no control characters: the lexer uses some of them as tokens of its own. */
export function scanYaml(text: string, file: string): Scan {
  const placeAt = placesOf(file, text);
  const list = new ProblemList(file);
  const nesting = new Nesting();
  let offset = 0;
  let scalar = false;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    const type: string | null = scalar ? 'scalar-text' : CST.tokenType(token);
    scalar = type === 'scalar';
    if (type === 'scalar' || type === 'doc-mode') continue;
    if (type === 'flow-error-end') {
      nesting.bracketsEnd();
      continue;
    }
    if (++tokens > MAX_YAML_TOKENS) {
      list.add(() => ({
        code: 'input.too_large',
        message: `More than ${MAX_YAML_TOKENS} tokens: nothing that cutter reads as YAML has so many.`,
        place: placeAt(offset),
        hint: 'Check that this is the file you mean.',
      }));
      return { problems: list.problems(), safe: false };
    }
    if (nesting.after(type, token) > MAX_DEPTH) {
      list.add(() => ({
        code: 'syntax.depth',
        message: `Nested more than ${MAX_DEPTH} levels deep.`,
        place: placeAt(offset),
        hint: 'Nothing that cutter reads is nested so deeply: look for stray brackets.',
      }));
      return { problems: list.problems(), safe: false };
    }
    const problem = refusal(type, token);
    const at = offset;
    if (problem !== undefined) list.add(() => ({ ...problem(), place: placeAt(at) }));
    offset += token.length;
  }
  return { problems: list.problems(), safe: true };
}

function refusal(type: string | null, token: string): (() => Problem) | undefined {
  if (type === 'alias' || type === 'anchor') {
    return () => ({
      code: 'syntax.alias',
      message: `${type === 'alias' ? 'An alias' : 'An anchor'}, ${quoted(token)}, is not allowed.`,
      hint: 'Write the value out where it is needed; put a text that begins with * or & in quotes.',
    });
  }
  if (type === 'tag' && !CORE_TAGS.has(token)) {
    return () => ({
      code: 'syntax.yaml',
      message: `A tag, ${quoted(token)}, is not allowed.`,
      hint: 'Remove the tag; put a text that begins with ! in quotes.',
    });
  }
  if (type === 'directive-line') {
    return () => ({
      code: 'syntax.yaml',
      message: `A directive, ${quoted(token)}, is not allowed.`,
      hint: 'Remove the line: files are read as YAML 1.2.',
    });
  }
  return undefined;
}
