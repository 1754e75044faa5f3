/** What every kind asks the database: questions that PostgreSQL reads, about tables that the plan pins. */
import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { cutReissue } from '../../src/core/kinds/cut-reissue/index.ts';
import { FACTS, type KindName } from '../../src/core/kinds/facts.ts';
import type { RequestKind } from '../../src/core/kinds/kind.ts';
import type { Question } from '../../src/core/plan/question.ts';
import type { SurveyPart } from '../../src/core/plan/survey.ts';
import { partDigest, partRows } from '../../src/core/sql/survey.ts';
import { requestKindOf } from '../../src/formats/kinds.ts';
import { PLAN_SHA256, sceneOf } from './scene.ts';

beforeAll(() => loadModule());

const NAMES = (Object.keys(FACTS) as KindName[]).filter((name) => FACTS[name].from === 'request');
const KINDS = await Promise.all(NAMES.map(async (name) => [name, (await requestKindOf(name)) as RequestKind] as const));
const GIVEN = { on: '00000000-0000-5000-8000-000000000001', decision: '00000000-0000-5000-8000-000000000002' };

/** Tables that a statement names, with their schema; refused by the parser where it is no statement. */
function tablesIn(sql: string): readonly string[] {
  const found = new Set<string>();
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { schemaname, relname } = (node as { RangeVar?: { schemaname?: string; relname?: string } }).RangeVar ?? {};
    if (schemaname !== undefined) found.add(`${schemaname}.${relname}`);
    for (const child of Object.values(node)) look(child);
  };
  look(parseSync(sql));
  return [...found];
}

const highest = (sql: string): number =>
  Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));

function expectSound({ sql, parameters }: Question, tables: readonly string[]): void {
  expect(tablesIn(sql).filter((table) => !tables.includes(table))).toEqual([]);
  expect(highest(sql)).toBe(parameters.length);
}

function expectAsked(parts: readonly SurveyPart[], tables: readonly string[]): void {
  expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
  for (const part of parts) {
    const names = part.columns.map(([name]) => name);
    expect(names).not.toEqual([]);
    for (const [name, expression] of part.columns) {
      expect(name).toMatch(/^[a-z_0-9]+$/);
      expect(expression).toMatch(/./);
    }
    expect(new Set(names).size).toBe(names.length);
    expect(tablesIn(partRows(part).sql)).not.toEqual([]);
    expectSound(partRows(part), tables);
    expectSound(partDigest(part), tables);
  }
}

describe.each(KINDS)('the questions of %s', (_, kind) => {
  it.each([
    ['a cut', { sha256: PLAN_SHA256, kind: 'cut.direct' }],
    ['one by functions of the database', { sha256: PLAN_SHA256, kind: 'cut.canonical' }],
    ['one that decided for itself', { sha256: PLAN_SHA256, kind: 'cut.reissue', ledger: 'ab'.repeat(32) }],
  ])('before a plan that follows from %s', (_, parent) => {
    const { request } = sceneOf(kind, {}, { parent, given: GIVEN });
    expectAsked(kind.survey(request), kind.tables);
    // Asked for nothing, it still asks a question that can be answered.
    expectAsked(kind.survey({ ...request, given: {} }), kind.tables);
  });

  it('once it is applied', () => {
    const { request } = sceneOf(kind, {});
    for (const shared of [{}, { leg_a: 'here' }, { leg_a: 'before' }]) {
      const live = kind.live({ ...request, shared } as never);
      expectSound(live.digest, kind.tables);
      expectSound(live.rows, kind.tables);
    }
  });
});

it('the premises of a cut that brings units back', () => {
  expectAsked(cutReissue.premises?.({ shared: { entry_id: GIVEN.on } }) ?? [], cutReissue.tables);
  expect(cutReissue.premises?.({ shared: { entry_id: GIVEN.on } })[0]?.parameters).toEqual([GIVEN.on]);
});
