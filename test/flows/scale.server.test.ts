/** A large first cut stays linear, whatever ANALYZE does in its middle. */
import { afterAll, expect, it } from 'vitest';
import {
  contentOf,
  NOTHING,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  syntheticDocument,
} from '../support/cutter.ts';
import { emptied } from '../support/rig.ts';
import { overriding } from './ports.ts';

const UNITS = 6_000;

let work: ServerWorkplace;
afterAll(() => work.database.drop());

it(`a cut of ${UNITS} units takes no longer at its end when ANALYZE runs at its beginning, or midway`, async () => {
  work = await serverWorkplace();
  const { cutFile } = syntheticDocument(UNITS);
  await registerCut(work.databases, cutFile);
  const plan = await work.plan(cutFile);
  expect(plan.header.expect.statements).toBe(3 * UNITS);
  await work.approve(plan);

  /**
   * Milliseconds of SET CONSTRAINTS ALL IMMEDIATE, which runs all deferred gates, and of COMMIT. ANALYZE runs on another
   * session, as autovacuum's does, once so many statements are answered; it sees pages full of uncommitted rows.
   */
  async function applied(analyseAt?: number): Promise<{ readonly constraints: number; readonly commit: number }> {
    const times = { constraints: 0, commit: 0 };
    let began = 0;
    let analysed: Promise<unknown> | undefined;
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      async before() {
        began = performance.now();
      },
      async after(sql) {
        if (sql.includes('SET CONSTRAINTS ALL IMMEDIATE')) times.constraints = performance.now() - began;
        if (sql === 'COMMIT') times.commit = performance.now() - began;
      },
      answered(count) {
        if (analyseAt === undefined || analysed !== undefined || count < analyseAt) return;
        analysed = work.database.query('ANALYZE public.information_unit; ANALYZE public.unit_version');
      },
    });
    expect((await work.apply(plan, {}, { databases })).outcome).toBe('applied');
    if (analyseAt !== undefined) expect(analysed).toBeDefined();
    await analysed;
    expect(await contentOf(work.database)).toEqual({
      ...NOTHING,
      units: `${UNITS}`,
      versions: `${UNITS}`,
      births: `${UNITS}`,
    });
    await emptied(work.database);
    return times;
  }

  const plain = await applied();
  for (const at of [30, (3 * UNITS) / 2]) {
    const analysed = await applied(at);
    // A gate that scans for every unit takes forty times as long at this size; four leaves room for a busy machine.
    expect(analysed.constraints, `ANALYZE after ${at} statements`).toBeLessThan(4 * plain.constraints + 300);
    expect(analysed.commit, `ANALYZE after ${at} statements`).toBeLessThan(4 * plain.commit + 300);
  }
}, 60_000);
