/** What the steps of a request refuse: named, and nothing written in any table. */
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Databases } from '../../src/ports.ts';
import { made, type Place, place, refused, STEPS, step, verdict } from '../support/backlog.ts';
import type { PlannedCut } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { derive, WRITE_VERIFY } from '../support/governed.ts';

const T = 'cutter_governance';

/** Runs the statements around a check, so that the place can go on being used. */
async function within({ work }: Place, change: string, back: string, check: () => Promise<unknown>): Promise<void> {
  await work.database.query(change);
  try {
    await check();
  } finally {
    await work.database.query(back);
  }
}

/** The cut's folder, copied to one of its own, with one file edited. */
function edited(cut: PlannedCut, file: string, from: string | RegExp, to: string): PlannedCut {
  const folder = join(temporaryFolder(), 'cut');
  cpSync(cut.folder, folder, { recursive: true });
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
  return { ...cut, folder, file: join(folder, 'plan.json') };
}

const TABLES: readonly (readonly [string, string, string, string, RegExp])[] = [
  [
    'lacks a column',
    `ALTER TABLE ${T}.decision_backlog_history RENAME COLUMN rationale TO reason`,
    `ALTER TABLE ${T}.decision_backlog_history RENAME COLUMN reason TO rationale`,
    'plan.catalogue',
    /lacks the column rationale/,
  ],
  [
    'has one more',
    `ALTER TABLE ${T}.decision_backlog_history ADD COLUMN mood text`,
    `ALTER TABLE ${T}.decision_backlog_history DROP COLUMN mood`,
    'plan.catalogue',
    /knows nothing of: mood/,
  ],
  [
    'wants a value for what stays empty',
    `ALTER TABLE ${T}.decision_backlog_entry ALTER COLUMN scenario_ref SET NOT NULL`,
    `ALTER TABLE ${T}.decision_backlog_entry ALTER COLUMN scenario_ref DROP NOT NULL`,
    'plan.catalogue',
    /scenario_ref may not be NULL/,
  ],
  [
    'may not be read',
    `REVOKE SELECT ON ${T}.decision_backlog_history FROM cutter_verify`,
    `GRANT SELECT ON ${T}.decision_backlog_history TO cutter_verify`,
    'database.permission',
    /may not read cutter_governance.decision_backlog_history/,
  ],
  [
    'cannot be seen for lack of USAGE',
    `REVOKE USAGE ON SCHEMA ${T} FROM cutter_verify`,
    `GRANT USAGE ON SCHEMA ${T} TO cutter_verify`,
    'database.permission',
    /has no USAGE on the schema/,
  ],
];

describe('a table of the ledger that', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place(1);
  });

  it.each(TABLES)('%s', async (_, change, back, code, says) => {
    await within(at, change, back, async () => {
      const problems = await refused(at, () => step(at.work, at.cut, STEPS.request), code);
      expect(problems.map(({ message }) => message).join('\n')).toMatch(says);
    });
  });

  it('is whole again, and the request is made', async () => {
    await made(at, STEPS.request);
  });
});

describe('a manifest that was changed after its digest', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place(2);
  });

  it('is not requested, swept, reviewed nor cut', async () => {
    const other = edited(at.cut, 'manifest.json', 'Tên của điều 1', 'Tên của điều l');
    await refused(at, () => step(at.work, other, STEPS.request), 'gate.pins');
    await made(at, STEPS.request);
    await refused(at, () => step(at.work, other, STEPS.sweep), 'gate.pins');
    await made(at, STEPS.sweep);
    await refused(at, () => step(at.work, other, STEPS.review, verdict('approve')), 'gate.pins');
    await made(at, STEPS.review, verdict('approve'));
    await refused(at, () => step(at.work, other, STEPS.cut), 'gate.pins');
  });

  it('nor is one whose plan was changed with it: that is another request', async () => {
    const other = edited(at.cut, 'plan.json', '"author":"author@example.org"', '"author":"other@example.org"');
    const problems = await refused(at, () => step(at.work, other, STEPS.cut), 'plan.backlog');
    expect(problems[0]?.message).toMatch(/holds no request/);
  });
});

describe('a role of the wrong lane', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place(1);
    await made(at, STEPS.request);
  });
  const swapped = ({ work }: Place): Databases => ({
    ...work.databases,
    open: (lane, options) =>
      work.databases.open(lane === 'exec' ? 'verify' : lane === 'verify' ? 'exec' : lane, options),
  });
  const as = (databases: Databases) => ({ ports: { databases } });

  it('makes no step of the executor', async () => {
    const problems = await refused(at, () => step(at.work, at.cut, STEPS.sweep, as(swapped(at))), 'gate.principal');
    expect(problems.map(({ message }) => message).join('\n')).toMatch(/cutter_verify/);
  });

  it('does not verify, though it may cut', async () => {
    const other = await place(1);
    await made(other, STEPS.request);
    await made(other, STEPS.sweep);
    await made(other, STEPS.review, verdict('approve'));
    await made(other, STEPS.cut);
    await refused(
      other,
      () => derive(other.work, other.cut, WRITE_VERIFY, {}, { databases: swapped(other) }),
      'gate.principal',
    );
  });

  it('nor does the role of the lane, once it has more than its lane', async () => {
    await within(at, 'ALTER ROLE cutter_exec CREATEDB', 'ALTER ROLE cutter_exec NOCREATEDB', () =>
      refused(at, () => step(at.work, at.cut, STEPS.sweep), 'gate.principal'),
    );
  });

  it('the database holds it, too: the verifier may not sweep or review', async () => {
    for (const sql of [
      `INSERT INTO ${T}.decision_backlog_sweep_log SELECT * FROM ${T}.decision_backlog_sweep_log`,
      `INSERT INTO ${T}.review_decision SELECT * FROM ${T}.review_decision`,
      `UPDATE ${T}.decision_backlog_entry SET status = 'review_pending'`,
    ])
      await expect(at.work.database.query(`SET ROLE cutter_verify; ${sql}`), sql).rejects.toThrow(
        /permission denied|may not move/,
      );
  });
});

describe('a review decision that is not about this cut', () => {
  let at: Place;
  beforeAll(async () => {
    at = await place(2);
    const other = await place(1, at.work);
    for (const each of [at, other]) await made(each, STEPS.request);
    await made(at, STEPS.sweep);
    await made(at, STEPS.review, verdict('approve'));
  });

  const FORGED: readonly (readonly [string, string, string, string, RegExp])[] = [
    [
      'of another document',
      'manifest_envelope',
      'source_doc_ref',
      `(SELECT source_document_ref FROM ${T}.source_document_registry WHERE address_docprefix <> 'BIG-DOC' LIMIT 1)`,
      /its document is/,
    ],
    ['with another verdict', 'review_decision', `rationale = 'x', verdict`, `'reject'`, /its verdict is reject/],
    ['of another manifest', 'review_decision', 'manifest_digest', `repeat('0', 64)`, /its manifest digest is/],
    ['of another plan', 'review_decision', 'plan_sha256', `repeat('0', 64)`, /its plan is/],
    ['of another number of units', 'review_decision', 'candidate_count', '3', /its number of units is 3/],
    ['of another text', 'manifest_unit_block', 'content_hash', `repeat('0', 64)`, /not what this plan cuts/],
  ];
  it.each(FORGED)('%s', async (_, table, column, value, says) => {
    const off = (sql: string) =>
      `ALTER TABLE ${T}.${table} DISABLE TRIGGER ALL; ${sql}; ALTER TABLE ${T}.${table} ENABLE TRIGGER ALL`;
    await at.work.database.query(`CREATE TABLE public.kept AS SELECT * FROM ${T}.${table}`);
    await within(
      at,
      off(`UPDATE ${T}.${table} SET ${column} = ${value}`),
      `BEGIN; SET LOCAL session_replication_role = replica; ALTER TABLE ${T}.${table} DISABLE TRIGGER ALL;
       DELETE FROM ${T}.${table}; INSERT INTO ${T}.${table} SELECT * FROM public.kept;
       ALTER TABLE ${T}.${table} ENABLE TRIGGER ALL; COMMIT; DROP TABLE public.kept`,
      async () => {
        const problems = await refused(at, () => step(at.work, at.cut, STEPS.cut), 'plan.review');
        expect(problems.map(({ message }) => message).join('\n')).toMatch(says);
      },
    );
  });

  it('and the one that is about it is cut', async () => {
    expect((await step(at.work, at.cut, STEPS.cut)).outcome).toBe('applied');
  });
});

describe('keys of the lanes', () => {
  it('none, or one for both', async () => {
    const at = await place(1);
    await made(at, STEPS.request);
    await refused(at, () => derive(at.work, at.cut, { kind: STEPS.sweep, folder: 'sweep' }), 'plan.lane');
    const paths = await at.work.wire.laneKeyFiles();
    for (const end of ['', '.pub']) copyFileSync(`${paths['DOT-991']}${end}`, `${paths['DOT-992']}${end}`);
    await refused(at, () => step(at.work, at.cut, STEPS.sweep), 'plan.lane');
  });
});
