/** The check of the ledger on a server, against everything a superuser can do to it, given the last signed head. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HEAD_NAMESPACE } from '../../src/core/approval/sshsig.ts';
import { checkLedger } from '../../src/flows/ledger/check.ts';
import { takeHead } from '../../src/flows/ledger/head.ts';
import type { HeadSigners } from '../../src/flows/ledger/head-file.ts';
import { recorded, registerDocuments, subject, writeVerify } from '../database/ledger.ts';
import { attempt, databasesOf, referenceDatabase, unit } from '../database/reference.ts';
import { APPROVER, refusalOf, type Workplace, workplaceAt } from '../support/cutter.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { laneKeys } from '../support/governed.ts';
import { ONLY_BY_HEAD, TAMPERS, unguarded } from './tampers.ts';

let original: TestDatabase;
let database: TestDatabase;
let work: Workplace;
let signers: HeadSigners;
let head: string;
let ids: Awaited<ReturnType<typeof recorded>>;

beforeAll(async () => {
  original = await referenceDatabase();
  await registerDocuments(original);
  ids = await recorded(original, [subject(unit()), subject(unit())]);
  work = await workplaceAt(databasesOf(original));
  await laneKeys(work);
  signers = { lanes: await work.wire.laneKeys(), approvers: await work.wire.signerFiles() };
});
beforeEach(async () => {
  database = await freshDatabase({ template: original.database });
  head = await headOf(database);
});
afterEach(() => database.drop());

async function headOf(of: TestDatabase, options: { as?: string; key?: string; last?: string } = {}): Promise<string> {
  const paths = await work.wire.laneKeyFiles();
  const key = await (await work.wire.signers()).open(options.key ?? paths['DOT-992'], HEAD_NAMESPACE);
  const { file } = await takeHead(
    {
      signer: options.as ?? 'DOT-992',
      key,
      signers,
      out: join(temporaryFolder(), 'head.json'),
      run: 'test',
      ...(options.last === undefined ? {} : { last: options.last }),
    },
    { files: work.wire.files, output: work.wire.output, databases: databasesOf(of) },
  );
  return file;
}

const check = (of: TestDatabase = database, kept: string | undefined = head) =>
  checkLedger(
    { signers, run: 'test', ...(kept === undefined ? {} : { head: kept }) },
    { files: work.wire.files, databases: databasesOf(of) },
  );
const found = async (of?: TestDatabase, kept?: string): Promise<string[]> =>
  (await check(of, kept)).findings.map(({ what, where }) => `${what} ${where}`);

describe('an untouched ledger', () => {
  it('passes, and names its last link', async () => {
    expect(await check()).toMatchObject({
      verdict: 'PASS',
      findings: [],
      state: { rows: 10, seq: 10 },
      head: { seq: 10 },
    });
  });

  it('passes against the same head after it has grown', async () => {
    await attempt(database, 'cutter_verify', writeVerify(ids));
    expect(await check()).toMatchObject({ verdict: 'PASS', state: { rows: 12, seq: 12 }, head: { seq: 10 } });
  });

  it('passes without a head', async () => {
    const without = await checkLedger(
      { signers, run: 'test' },
      { files: work.wire.files, databases: databasesOf(database) },
    );
    expect(without).toMatchObject({ verdict: 'PASS' });
    expect(without.head).toBeUndefined();
  });

  it('gives a head that an approver signs', async () => {
    const file = await headOf(database, { as: APPROVER, key: join(work.folder, 'key'), last: head });
    expect(await check(database, file)).toMatchObject({ verdict: 'PASS', head: { signer: APPROVER } });
  });
});

describe('the check finds', () => {
  it.each(TAMPERS)('%s', async (name, statements, finding) => {
    const done = await attempt(database, database.superuser, [...statements]);
    expect(done.message).toBeUndefined();
    const findings = await found();
    expect(
      findings.some((line) => finding.test(line)),
      findings.join('\n'),
    ).toBe(true);
    const alone = await checkLedger(
      { signers, run: 'test' },
      { files: work.wire.files, databases: databasesOf(database) },
    );
    expect(alone.verdict, name).toBe(ONLY_BY_HEAD.has(name) ? 'PASS' : 'FAIL');
  });

  it('a ledger that was put in the place of another, as a whole', async () => {
    const other = await freshDatabase({ template: original.database });
    expect(await found(other)).toEqual([expect.stringMatching(/^head_foreign /)]);
    await other.drop();
  });

  it('at least 25 tampers are tried, each by a name of its own', () => {
    expect(TAMPERS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(TAMPERS.map(([name]) => name)).size).toBe(TAMPERS.length);
  });
});

describe('a head', () => {
  it('is not taken of a ledger in which something is wrong', async () => {
    await attempt(
      database,
      database.superuser,
      unguarded('dot_pair_signature', 'DELETE FROM cutter_governance.dot_pair_signature'),
    );
    expect(await refusalOf(headOf(database))).toMatchObject([{ code: 'ledger.broken' }]);
  });

  it('is not taken where the ledger no longer holds the one before', async () => {
    await attempt(
      database,
      database.superuser,
      unguarded(
        'ledger_chain',
        "UPDATE cutter_governance.ledger_chain SET link_sha256 = repeat('e', 64) WHERE seq = 10",
      ),
    );
    expect(await refusalOf(headOf(database, { last: head }))).toMatchObject([{ code: 'ledger.broken' }]);
  });

  it('is not signed by a key that is nobody’s here', async () => {
    expect(await refusalOf(headOf(database, { as: 'other@example.org', key: join(work.folder, 'key') }))).toMatchObject(
      [{ code: 'ledger.head' }],
    );
  });

  it('that was changed, or signed over something else, does not count', async () => {
    const text = readFileSync(head, 'utf8');
    writeFileSync(head, text.replace('"seq":10', '"seq":9'));
    expect(await refusalOf(check())).toMatchObject([
      { code: 'ledger.head', message: expect.stringMatching(/something else/) },
    ]);
  });

  it('whose signer is another than whose key signed does not count', async () => {
    const file = await headOf(database, { as: APPROVER, key: join(work.folder, 'key') });
    writeFileSync(`${head}.sig`, readFileSync(`${file}.sig`));
    writeFileSync(head, readFileSync(file, 'utf8').replace(APPROVER, 'DOT-992'));
    expect(await refusalOf(check())).toMatchObject([{ code: 'ledger.head' }]);
  });
});

describe('a ledger that cannot be read whole is refused', () => {
  it.each([
    [
      'lacks a column',
      'ALTER TABLE cutter_governance.verify_result DROP COLUMN escalation_ref',
      'plan.catalogue',
      /lacks the column escalation_ref/,
    ],
    [
      'has one more',
      'ALTER TABLE cutter_governance.verify_result ADD COLUMN more text',
      'plan.catalogue',
      /knows nothing of: more/,
    ],
    [
      'may not be read',
      'REVOKE SELECT ON cutter_governance.verify_result FROM cutter_verify',
      'database.permission',
      /may not read/,
    ],
    [
      'is hidden for lack of USAGE',
      'REVOKE USAGE ON SCHEMA cutter_governance FROM cutter_verify',
      'database.permission',
      /no USAGE/,
    ],
  ])('where a table %s', async (_, sql, code, message) => {
    await database.query(`DROP VIEW cutter_governance.v_verify_result_observe; ${sql}`);
    const problems = await refusalOf(check());
    expect(problems[0]?.code).toBe(code);
    expect(problems[0]?.message).toMatch(message);
  });
});
