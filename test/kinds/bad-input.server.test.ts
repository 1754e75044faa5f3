/**
 * What is refused whichever kind of plan follows from a cut: a ledger that is not the one cutter writes to, and a role of
 * the other lane. Nothing is written in any table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedCut } from '../../src/core/kinds/recorded-cut/index.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import type { Databases } from '../../src/ports.ts';
import { rowCounts } from '../database/ledger.ts';
import { contentOf, type PlannedCut, refusalOf, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { derive, laneKeys, RECORD, WRITE_VERIFY } from '../support/governed.ts';
import { applied, approvedAndApplied, articlesCut, cutOf, planEnact, planOf, planRevert } from '../support/own.ts';

const ARTICLES = [
  { number: 1, title: 'Một', text: 'Chữ một.' },
  { number: 2, title: 'Hai', text: 'Chữ hai.' },
];

let work: ServerWorkplace;

/** A cut of each kind's own: where each plan is the next thing to do. */
const cuts: Record<string, PlannedCut> = {};
const of = (name: string): PlannedCut => {
  const cut = cuts[name];
  if (cut === undefined) throw new Error(name);
  return cut;
};
const next: Record<string, () => Promise<unknown>> = {
  record: () => derive(work, of('record'), RECORD),
  'record: atomic': () => derive(work, of('atomic'), { ...RECORD, kind: recordedCut }),
  'write-verify': () => derive(work, of('write-verify'), WRITE_VERIFY),
  enact: () => planEnact(work, of('enact')),
  revert: () => planRevert(work, of('revert')),
  'cut again': async () => work.plan(await articlesCut(work, 'LAW-AGAIN', ARTICLES)),
};
const NAMES = Object.keys(next);

beforeAll(async () => {
  work = await serverWorkplace();
  await laneKeys(work);
  const make = async (prefix: string, ...then: (typeof RECORD)[]): Promise<PlannedCut> => {
    const cut = await cutOf(work, await articlesCut(work, prefix, ARTICLES));
    for (const one of then) await derive(work, cut, one);
    return cut;
  };
  cuts.record = await make('LAW-RECORD');
  cuts['write-verify'] = await make('LAW-VERIFY', RECORD);
  cuts.enact = await make('LAW-ENACT', RECORD, WRITE_VERIFY);
  cuts.revert = await make('LAW-REVERT', RECORD);
  const again = await make('LAW-AGAIN');
  await approvedAndApplied(work, planOf(await planRevert(work, again)));
  const file = await articlesCut(work, 'LAW-ATOMIC', ARTICLES);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), record: 'atomic' }));
  cuts.atomic = await work.plan(file);
  await work.approve(cuts.atomic);
});
afterAll(() => work.database.drop());

const written = async () => ({ ...(await contentOf(work.database)), ...(await rowCounts(work.database)) });
let before: Awaited<ReturnType<typeof written>>;
beforeEach(async () => {
  before = await written();
});

const TABLE = 'cutter_governance.review_decision';
const DAMAGES = [
  [
    'lacks a column',
    `ALTER TABLE ${TABLE} RENAME COLUMN reviewer TO reviewed_by`,
    `ALTER TABLE ${TABLE} RENAME COLUMN reviewed_by TO reviewer`,
    'plan.catalogue',
    'lacks the column reviewer',
  ],
  [
    'has one more column',
    `ALTER TABLE ${TABLE} ADD COLUMN mood text`,
    `ALTER TABLE ${TABLE} DROP COLUMN mood`,
    'plan.catalogue',
    'mood',
  ],
  [
    'cannot be read for lack of a grant',
    `REVOKE SELECT ON ${TABLE} FROM cutter_verify`,
    `GRANT SELECT ON ${TABLE} TO cutter_verify`,
    'database.permission',
    'may not read',
  ],
  [
    'cannot be seen for lack of USAGE',
    'REVOKE USAGE ON SCHEMA cutter_governance FROM cutter_verify',
    'GRANT USAGE ON SCHEMA cutter_governance TO cutter_verify',
    'database.permission',
    'USAGE',
  ],
] as const;

describe.each(DAMAGES)('where the review decisions are a table that %s', (_, damage, repair, code, named) => {
  it.each(NAMES.filter((name) => name !== 'write-verify' || code === 'database.permission'))(
    'no plan is made: %s',
    async (name) => {
      await work.database.query(damage);
      try {
        const problems = await refusalOf(next[name]?.() ?? Promise.resolve());
        expect(problems.map((one) => one.code)).toContain(code);
        expect(problems.map(({ message }) => message).join(' ')).toContain(named);
      } finally {
        await work.database.query(repair);
      }
      expect(await written()).toEqual(before);
    },
  );
});

describe('by a role of the other lane', () => {
  /** Both connections as this role. */
  const as = (user: string): Databases =>
    serverDatabases({
      host: work.database.host,
      port: work.database.port,
      database: work.database.database,
      sslmode: 'disable',
      users: { exec: { user }, verify: { user } },
    });
  const refused = async (result: Promise<{ outcome: string; problems: readonly { code: string }[] }>) => {
    const { outcome, problems } = await result;
    expect({ outcome, codes: [...new Set(problems.map(({ code }) => code))] }).toEqual({
      outcome: 'refused',
      codes: ['gate.principal'],
    });
    expect(await written()).toEqual(before);
  };

  it('a cut is not recorded', () =>
    refused(derive(work, of('record'), RECORD, {}, { databases: as('cutter_verify') })));
  it('nor made together with its record', () =>
    refused(derive(work, of('atomic'), { ...RECORD, kind: recordedCut }, {}, { databases: as('cutter_verify') })));
  it('nor verified', () =>
    refused(derive(work, of('write-verify'), WRITE_VERIFY, {}, { databases: as('cutter_exec') })));
  it.each([
    ['enacted', () => planEnact(work, of('enact'))],
    ['reverted', () => planRevert(work, of('revert'))],
  ] as const)('nor %s', async (_, planned) => {
    const plan = planOf(await planned());
    await work.approve(plan);
    await refused(applied(work, plan, {}, { databases: as('cutter_verify') }));
  });
});
