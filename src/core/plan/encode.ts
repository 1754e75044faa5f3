/**
 * The bytes of a plan, and the writer digest over those of them that write.
 *
 * The writer digest is the SHA-256 of: the compact JSON of the templates, a newline, the compact JSON of the shared
 * values, a newline, and the hexadecimal SHA-256 of all statement texts, each with a newline.
 */
import { framed, type JsonObject } from '../canonical.ts';
import type { PlanHeader, Statement, Template } from './plan.ts';

export const STATEMENTS = 'statements';

/** The text of one statement, as it stands in its line of the plan, with a newline. */
export const statementText = (statement: Statement): string => `${JSON.stringify(statement)}\n`;

export const writerDigestHead = (
  templates: Readonly<Record<string, Template>>,
  shared: Readonly<Record<string, string>>,
): string => `${JSON.stringify(templates)}\n${JSON.stringify(shared)}\n`;

/** Everything before the first statement, and, for a number of statements, everything after the last. */
export const planFrame = (header: PlanHeader): { readonly head: string; readonly tail: (count: number) => string } => {
  const frame = framed(header as unknown as JsonObject, STATEMENTS);
  return { head: frame.head, tail: (count) => frame.tail(count, {}) };
};
