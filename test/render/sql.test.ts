import fc from 'fast-check';
import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { binder } from '../../src/core/kinds/kind.ts';
import { literal } from '../../src/render/literal.ts';
import { planSql, statementWriter } from '../../src/render/plan-sql.ts';
import { rendered } from '../../src/render/rendering.ts';
import { substituted, templateParts } from '../../src/render/substitute.ts';
import { planOf, unitList } from './plans.ts';

beforeAll(loadModule);

/** Texts that PostgreSQL can store, rich in what quoting could get wrong. */
const piece = fc.constantFrom(
  "'",
  "''",
  '\\',
  "\\'",
  '$1',
  '$2',
  '$$',
  '$a$',
  '--',
  '/*',
  '*/',
  '\n',
  '\r',
  '\t',
  '\x1b',
  '\u202e',
  "E'",
  ';',
  '"',
  ':x',
  '\u00a0',
);
const text = fc
  .array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 12 })
  .map((parts) => parts.join('').replaceAll('\0', ''));

/** String constants of a parse tree, in the order of the text. */
function constants(tree: unknown): (string | null)[] {
  const found: { at: number; value: string | null }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const constant = (node as { A_Const?: { sval?: { sval?: string }; isnull?: boolean; location?: number } }).A_Const;
    if (constant?.sval !== undefined) found.push({ at: constant.location ?? 0, value: constant.sval.sval ?? '' });
    else if (constant?.isnull === true) found.push({ at: constant.location ?? 0, value: null });
    for (const child of Object.values(node)) visit(child);
  };
  visit(tree);
  return found.sort((a, b) => a.at - b.at).map(({ value }) => value);
}

describe('a literal', () => {
  it('is read back by the parser of PostgreSQL as exactly the value', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(constants(parseSync(`SELECT ${literal(value)}`))).toEqual([value]);
      }),
      { numRuns: 500 },
    );
  });

  it('of NULL is the keyword, and of the text NULL a string', () => {
    expect([literal(null), literal('NULL')]).toEqual(['NULL', "'NULL'"]);
  });

  it('sends nothing to the terminal that it would obey or hide', () => {
    expect(literal('a\x1b[2J\u202eb\\')).toBe("E'a\\u001B[2J\\u202Eb\\\\'");
  });
});

describe('a template', () => {
  it('keeps every `$n` that is not a parameter', () => {
    const sql = `SELECT $1, '$2 it''s', E'\\'$2', "a$2""$2", x$2, $q$ $2 $q$, $$ $2 $$ -- $2
      /* $2 */, $2`;
    const done = substituted(templateParts(sql), ["'$2'", "'two'"]);
    expect(done).toBe(sql.replace('$1', "'$2'").replace(/\$2$/, "'two'"));
  });

  it('that refers to a parameter it does not declare is an error', () => {
    expect(() => substituted(templateParts('SELECT $3'), ["'a'"])).toThrow(RangeError);
  });
});

describe('a plan as SQL', () => {
  it('gives the parser the statements of the plan and no more, whatever the values', () => {
    fc.assert(
      fc.property(text, text, text, (title, body, address) => {
        const plan = planOf([{ address, title, body }]);
        const sql = [...rendered(planSql(plan.header, { path: 'plan.json', sha256: 'x' }), unitList(plan))].join('');
        const tree = parseSync(sql.replace(/^\\.*$/m, '').replace(/^\\.*$/m, ''));
        expect(tree.stmts?.map(({ stmt }) => Object.keys(stmt ?? {})[0])).toEqual([
          'TransactionStmt',
          'VariableSetStmt',
          'VariableSetStmt',
          'VariableSetStmt',
          'ConstraintsSetStmt',
          'InsertStmt',
          'InsertStmt',
          'UpdateStmt',
          'ConstraintsSetStmt',
          'TransactionStmt',
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it('holds in each statement the values that apply would bind', () => {
    fc.assert(
      fc.property(text, text, (title, body) => {
        const { header, statements } = planOf([{ address: 'ICX-CONST/A', title, body }]);
        const write = statementWriter(header);
        for (const statement of statements) {
          const [name, , values] = statement;
          const template = header.templates[name];
          if (template === undefined) throw new Error(`no template ${name}`);
          const bound = binder(template, header.shared)(values);
          // Each parameter of the template becomes one constant; the template's own constants stand where they stood.
          const expected = constants(
            parseSync(template.sql.replace(/\$(\d+)/g, (_, n: string) => literal(`parameter ${n}`))),
          ).map((value) => {
            const parameter = /^parameter (\d+)$/.exec(value ?? '')?.[1];
            return parameter === undefined ? value : bound[Number(parameter) - 1];
          });
          expect(constants(parseSync(write(statement)))).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });
});
