/** The second read of a plan: statements on their way to the server, and what happens when the file is not the same. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Stop } from '../../src/core/problem.ts';
import { files } from '../../src/edge/files.ts';
import { boundStatements } from '../../src/flows/apply/statements.ts';
import { openPlan } from '../../src/flows/open-plan.ts';
import type { BoundStatement, Files } from '../../src/ports.ts';

const file = fileURLToPath(new URL('../../plans/constitution/plan.json', import.meta.url));
const text = readFileSync(file, 'utf8');
const plan = await openPlan(files, file);
const going = new AbortController().signal;

/** The statements that are sent when the second read finds this text. */
async function sent(found: string): Promise<{ statements: BoundStatement[]; codes: readonly string[] }> {
  const other: Files = {
    ...files,
    async *stream() {
      yield Buffer.from(found);
    },
  };
  const statements: BoundStatement[] = [];
  try {
    for await (const statement of boundStatements(other, plan, going)) statements.push(statement);
    return { statements, codes: [] };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { statements, codes: error.problems.map(({ code }) => code) };
  }
}

describe('the second read of a plan', () => {
  it('gives every statement with its number, address, expected tag and bound values', async () => {
    const { statements } = await sent(text);
    expect(statements).toHaveLength(plan.end.statements);
    expect(statements.map(({ number }) => number)).toEqual(statements.map((_, at) => at + 1));
    const [unit, version, anchors] = statements;
    expect([unit?.tag, version?.tag, anchors?.tag]).toEqual(['INSERT 0 1', 'INSERT 0 1', 'UPDATE 1']);
    expect(unit?.parameters).toContain(unit?.address);
    expect(unit?.parameters).toContain(plan.header.shared.actor);
    expect(version?.parameters).toHaveLength(plan.header.templates.insert_version?.parameters.length ?? 0);
    expect(anchors?.parameters).toEqual([version?.parameters[0], unit?.parameters[0]]);
  });

  const line = text.split('\n').find((one) => one.startsWith('["insert_version"')) as string;
  const changes: [string, string][] = [
    ['one letter of a text is another', text.replace(line, line.replace(/[a-z](?=[a-z]{3} )/, 'q'))],
    ['one byte is added behind the end', `${text}\n`],
    ['a blank stands where none stood', text.replace(line, line.replace('",[', '", ['))],
    ['a statement is gone', text.replace(`${line}\n`, '')],
    ['a template has another name', text.replace(line, line.replace('insert_version', 'delete_unit'))],
    ['a value is a number', text.replace(line, line.replace(/\[".*$/, '["insert_version","A",[1,2,3,4,5]],'))],
    ['a statement is no list', text.replace(line, '{"a":1},')],
    ['a statement is null', text.replace(line, 'null,')],
    ['a value of the header is another', text.replace('"author":"', '"author":"x')],
  ];
  it.each(changes)('refuses, at the latest behind the last statement, when %s', async (_, found) => {
    expect(found).not.toBe(text);
    const { codes } = await sent(found);
    expect(codes).toHaveLength(1);
  });

  it('says that the plan changed, where the file is still a plan', async () => {
    const { statements, codes } = await sent(text.replace(line, line.replace(/[a-z](?=[a-z]{3} )/, 'q')));
    expect(codes).toEqual(['apply.changed_while_sending']);
    expect(statements).toHaveLength(plan.end.statements);
  });

  it('ends when the run is interrupted', async () => {
    const stopped = boundStatements(files, plan, AbortSignal.abort());
    await expect(stopped.next()).rejects.toMatchObject({ problems: [{ code: 'apply.interrupted' }] });
  });
});
