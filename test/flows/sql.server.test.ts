/** `cutter show --format sql` is SQL that psql runs to the same rows as apply. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordedCut } from '../../src/core/kinds/recorded-cut/index.ts';
import { adminQuery } from '../support/admin.ts';
import { cutter } from '../support/cli.ts';
import { contentOf, NOTHING, type PlannedCut, serverWorkplace } from '../support/cutter.ts';
import type { TestDatabase } from '../support/database.ts';
import { derive, laneKeys, RECORD } from '../support/governed.ts';
import { applied, articlesCut, planOf, planRevert } from '../support/own.ts';

const psqlThere = ((): boolean => {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Runs a script as psql does; without psql, through the simple protocol, less the two commands of psql itself. */
async function run(database: TestDatabase, script: string, folder: string): Promise<void> {
  if (psqlThere) {
    const file = join(folder, 'plan.sql');
    writeFileSync(file, script);
    const { host, port, database: name } = database;
    execFileSync('psql', ['-X', '-q', '-h', host, '-p', String(port), '-U', 'cutter_exec', '-d', name, '-f', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return;
  }
  process.stdout.write('\npsql is not installed: the SQL of the plan was sent through the simple protocol.\n');
  await adminQuery(
    { ...database, superuser: 'cutter_exec' },
    database.database,
    script.replaceAll(/^\\(set|encoding) .*\n/gm, ''),
  );
}

const rowsOf = (database: TestDatabase) =>
  database.query(`SELECT to_jsonb(u) - 'created_at' - 'updated_at' AS unit, to_jsonb(v) - 'created_at' - 'updated_at' AS version
    FROM public.information_unit u JOIN public.unit_version v ON v.unit_id = u.id ORDER BY u.canonical_address`);

it('gives the same rows in a second sandbox, timestamps aside', async () => {
  const [applied, shown] = [await serverWorkplace(), await serverWorkplace()];
  const plan = await applied.plan();
  await applied.approve(plan);
  expect((await applied.apply(plan)).outcome).toBe('applied');
  const { code, stdout } = await cutter(['show', plan.file, '--format', 'sql'], { cwd: applied.folder });
  expect(code).toBe(0);
  await run(shown.database, stdout, shown.folder);
  const rows = await rowsOf(shown.database);
  expect(rows).toHaveLength(60);
  expect(rows).toEqual(await rowsOf(applied.database));
  expect(await contentOf(shown.database)).toEqual({ ...NOTHING, units: '60', versions: '60', births: '60' });
  // The second sandbox now holds what a plan of its own would write.
  expect((await shown.plan()).header.changes).toMatchObject({ create: 0, same: 60 });
  await applied.database.drop();
  await shown.database.drop();
});

it('gives the rows of every kind of plan: applied behind it, each is there already', async () => {
  const work = await serverWorkplace();
  await laneKeys(work);
  const shown = async ({ file }: { readonly file: string }): Promise<void> => {
    const { code, stdout } = await cutter(['show', file, '--format', 'sql'], { cwd: work.folder });
    expect(code).toBe(0);
    await run(work.database, stdout, work.folder);
  };
  const there = async (plan: PlannedCut): Promise<void> => {
    await shown(plan);
    expect(await applied(work, plan), plan.header.kind).toMatchObject({ outcome: 'already_applied' });
  };
  const articles = [{ number: 1, title: 'Một', text: `Chữ "một" và 'hai' \\ $1` }];
  const canonical = await articlesCut(work, 'LAW-ONE', articles);
  writeFileSync(canonical, JSON.stringify({ ...JSON.parse(readFileSync(canonical, 'utf8')), writer: 'canonical' }));
  const cut = await work.plan(canonical);
  await there(cut);
  await there(planOf(await planRevert(work, cut)));
  const again = await work.plan(canonical);
  expect(again.header.kind).toBe('cut.reissue');
  await there(again);

  const atomic = await articlesCut(work, 'LAW-TWO', articles);
  writeFileSync(atomic, JSON.stringify({ ...JSON.parse(readFileSync(atomic, 'utf8')), record: 'atomic' }));
  const whole = await work.plan(atomic);
  await work.approve(whole);
  const RECORDED_CUT = { ...RECORD, kind: recordedCut };
  expect(await derive(work, whole, RECORDED_CUT, { dryRun: true })).toMatchObject({ outcome: 'dry_run' });
  await shown({ file: join(whole.folder, 'record/plan.json') });
  expect(await derive(work, whole, RECORDED_CUT)).toMatchObject({ outcome: 'already_applied' });
  await work.database.drop();
});
