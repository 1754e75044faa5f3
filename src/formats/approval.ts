/**
 * Bytes of an approval file to an approval statement. Only the canonical bytes of a valid statement are accepted;
 * all problems of the shape are reported together. Agrees with schemas/approval.schema.json.
 */

import { parseInstant } from '../core/approval/instant.ts';
import { isPrincipal } from '../core/approval/principal.ts';
import { APPROVAL_FORMAT, type ApprovalStatement, approvalText, PURPOSES } from '../core/approval/statement.ts';
import { LIMITS } from '../core/limits.ts';
import { bad, type Checked, good, type Place, type Problem } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';
import { quoted } from '../core/quote.ts';
import { readCanonical } from './canonical-file.ts';
import { type Part, step } from './source.ts';

/** Codes: those of `readCanonical`, `input.too_large`, `shape.*`, and `syntax.not_canonical` (fields in another order). */
export function readApproval(bytes: Uint8Array, file: string): Checked<ApprovalStatement> {
  if (bytes.length > LIMITS.approval) {
    return bad(problem('input.too_large', `The file has more than ${LIMITS.approval} bytes.`, { file }));
  }
  const source = readCanonical(bytes, file);
  if (!source.ok) return source;
  const { value, text, place } = source.value;
  if (typeof value.format === 'string' && value.format !== APPROVAL_FORMAT) {
    const message = `The format is ${quoted(value.format)}; this version reads ${APPROVAL_FORMAT}.`;
    return bad(problem('shape.format_version', message, place('/format', 'value')));
  }
  const problems: Problem[] = [];
  check(value, STATEMENT, '', (code, message, pointer, part = 'value') =>
    problems.push(problem(code, message, place(pointer, part))),
  );
  if (problems.length > 0) return bad(...problems);
  const statement = value as unknown as ApprovalStatement;
  if (approvalText(statement) === text) return good(statement);
  return bad(problem('syntax.not_canonical', 'The fields stand in another order than cutter writes them.', { file }));
}

const problem = (code: ProblemCode, message: string, place: Place): Problem => ({
  code,
  message,
  place,
  hint: 'Write approvals with `cutter approve`, and copy the file unchanged; any edit also breaks its signature.',
});

/** A field: an object of fields, a map of counts, or a value that a rule accepts. */
type Rule =
  | { readonly fields: Readonly<Record<string, Rule>>; readonly optional?: readonly string[] }
  | { readonly counts: RegExp }
  | { readonly type: 'string' | 'number'; readonly holds: (value: never) => boolean; readonly says: string };

const text = (pattern: RegExp, says: string): Rule => ({
  type: 'string',
  holds: (value: string) => pattern.test(value),
  says,
});
const one = (...values: readonly string[]): Rule => ({
  type: 'string',
  holds: (value: string) => values.includes(value),
  says: values.join(' or '),
});
const principal: Rule = { type: 'string', holds: isPrincipal, says: 'a principal like name@example.org' };
const instant: Rule = {
  type: 'string',
  holds: (value: string) => parseInstant(value) !== undefined,
  says: 'a time in UTC like 2026-01-31T08:00:00Z',
};
const digest = text(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 lower-case hexadecimal digits');
/** Names of PostgreSQL: no control characters, at most 63 bytes and so at most 63 characters. */
const identifier = text(/^[^\p{Cc}\p{Cs}]{1,63}$/u, 'a name of 1 to 63 characters');
const tables: Rule = { counts: /^[a-z][a-z0-9_.]{0,126}$/ };
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const STATEMENT: Rule = {
  fields: {
    format: one(APPROVAL_FORMAT),
    purpose: one(...PURPOSES),
    allowance: one('explicit'),
    plan_sha256: digest,
    kind: text(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/, 'the name of a kind like cut.direct'),
    cut: text(/^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/, 'the name of a cut, [a-z0-9-], 1 to 48 characters'),
    prefix: text(/^[A-Z0-9][A-Z0-9-]{1,30}[A-Z0-9]$/, 'a document prefix, [A-Z0-9-], 3 to 32 characters'),
    target: {
      fields: {
        database: identifier,
        system_identifier: text(/^[0-9]{1,20}$/, 'a decimal number of at most 20 digits'),
        principal: identifier,
      },
    },
    run: text(/^ictr-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$/, 'the id of a run'),
    approver: principal,
    issued_at: instant,
    expires_at: instant,
    expect: {
      fields: {
        statements: {
          type: 'number',
          holds: (value: number) => isCount(value) && value > 0,
          says: 'a count of 1 or more',
        },
        inserted: tables,
        updated: tables,
      },
    },
    tool_build: digest,
  },
  optional: ['run'],
};

type Report = (code: ProblemCode, message: string, pointer: string, part?: Part) => void;

function check(value: unknown, rule: Rule, pointer: string, report: Report): void {
  if ('type' in rule) {
    if (typeof value !== rule.type) report('shape.wrong_type', `The value must be a ${rule.type}.`, pointer);
    else if (!rule.holds(value as never)) report('shape.wrong_value', `The value must be ${rule.says}.`, pointer);
  } else if (!isObject(value)) {
    report('shape.wrong_type', 'The value must be an object.', pointer);
  } else if ('counts' in rule) {
    for (const [name, count] of Object.entries(value)) {
      const at = step(pointer, name);
      if (!rule.counts.test(name)) report('shape.unknown_field', 'The key must be the name of a table.', at, 'key');
      if (!isCount(count)) report('shape.wrong_value', 'The value must be a count of rows.', at);
    }
  } else {
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(rule.fields, name))
        report('shape.unknown_field', 'The field is not known.', step(pointer, name), 'key');
    }
    for (const [name, field] of Object.entries(rule.fields)) {
      const at = step(pointer, name);
      if (Object.hasOwn(value, name)) check(value[name], field, at, report);
      else if (!rule.optional?.includes(name)) report('shape.missing_field', 'The field is missing.', at);
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
