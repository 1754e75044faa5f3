/** The embedded database keeps the same promises: the whole job, a refusal for drift, a roll-back that leaves nothing. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EmbeddedServer } from '../../src/edge/embedded/open.ts';
import type { Databases } from '../../src/ports.ts';
import { codesOf, EXAMPLE_CUT, registerCut, type Workplace, workplaceAt } from '../support/cutter.ts';
import { embeddedReference } from '../support/embedded.ts';
import { temporaryFolder } from '../support/folder.ts';

let server: EmbeddedServer;
let databases: Databases;
let work: Workplace;
beforeAll(async () => {
  server = await embeddedReference(join(temporaryFolder(), 'database'));
  databases = server.databases();
  await registerCut(databases, EXAMPLE_CUT);
  work = await workplaceAt(databases);
});
afterAll(() => server.close());

async function asOwner(sql: string): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const session = await databases.open('owner', { name: 'test' });
  try {
    await session.command(sql);
    return await session.rows(
      'SELECT (SELECT count(*) FROM public.information_unit)::text AS units, (SELECT count(*) FROM public.unit_version)::text AS versions',
    );
  } finally {
    await session.close();
  }
}

it('cuts the example: 180 statements, applied, verified, and no second time', async () => {
  const plan = await work.plan();
  expect(plan.header.expect.statements).toBe(180);
  expect(codesOf((await work.apply(plan)).problems)).toEqual(['gate.approval_required']);
  await work.approve(plan);

  expect((await work.apply(plan, { dryRun: true })).outcome).toBe('dry_run');
  await asOwner(
    `CREATE TRIGGER trg_new BEFORE INSERT ON public.unit_version FOR EACH ROW EXECUTE FUNCTION public.fn_iu_immutable()`,
  );
  const drifted = await work.apply(plan);
  expect(codesOf(drifted.problems)).toEqual(['gate.drift']);
  expect(drifted.problems[0]?.message).toContain('trigger trg_new on public.unit_version');
  expect(await asOwner('DROP TRIGGER trg_new ON public.unit_version')).toEqual([{ units: '0', versions: '0' }]);

  const applied = await work.apply(plan);
  expect(applied).toMatchObject({
    outcome: 'applied',
    receipt: { commit: { tag: 'COMMIT', witness: 'session', rows: 'all' } },
  });
  expect((await work.apply(plan)).outcome).toBe('already_applied');
  expect((await work.verify(plan)).verdict).toBe('PASS');
  expect(await asOwner('SELECT 1')).toEqual([{ units: '60', versions: '60' }]);
});

it('rolls back what a pinned trigger refuses in the middle', async () => {
  const { syntheticDocument } = await import('../support/cutter.ts');
  const { cutFile } = syntheticDocument(30, 'EMB-DOC');
  await registerCut(databases, cutFile);
  await asOwner(`CREATE FUNCTION public.test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.canonical_address = 'EMB-DOC/DIEU-15' THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER trg_test BEFORE INSERT ON public.information_unit FOR EACH ROW EXECUTE FUNCTION public.test_refuse()`);
  const plan = await work.plan(cutFile);
  await work.approve(plan);
  const { outcome, problems } = await work.apply(plan);
  expect(outcome).toBe('rolled_back');
  expect(problems).toMatchObject([
    { code: 'apply.statement_failed', place: { address: 'EMB-DOC/DIEU-15', statement: 46 } },
  ]);
  expect(await asOwner('SELECT 1')).toEqual([{ units: '60', versions: '60' }]);
  // The session is the only one there is; it must be usable afterwards.
  expect((await work.apply(plan, { dryRun: true })).outcome).toBe('rolled_back');
});
