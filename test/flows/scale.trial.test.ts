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
   * Milliseconds from the answer to the last statement until COMMIT is sent (deferred gates, read-back, drift again), of
   * COMMIT, and of a verification. ANALYZE runs on another session, as autovacuum's does, once so many statements are
   * answered; it sees pages full of rows that are not committed yet.
   */
  async function applied(analyseAt?: number) {
    let last = 0;
    let sent = 0;
    let committed = 0;
    let analysed: Promise<unknown> | undefined;
    const databases = overriding(work.databases, {
      name: /apply-[^/]*$/,
      async before(sql) {
        if (sql === 'COMMIT') sent = performance.now();
      },
      async after(sql) {
        if (sql === 'COMMIT') committed = performance.now();
      },
      answered(count) {
        last = performance.now();
        if (analyseAt === undefined || analysed !== undefined || count < analyseAt) return;
        analysed = work.database.query('ANALYZE public.information_unit; ANALYZE public.unit_version');
      },
    });
    expect((await work.apply(plan, {}, { databases })).outcome).toBe('applied');
    if (analyseAt !== undefined) expect(analysed).toBeDefined();
    await analysed;
    const content = { ...NOTHING, units: `${UNITS}`, versions: `${UNITS}`, births: `${UNITS}` };
    expect(await contentOf(work.database)).toEqual(content);
    const start = performance.now();
    expect((await work.verify(plan)).verdict).toBe('PASS');
    const times = { checks: sent - last, commit: committed - sent, verify: performance.now() - start };
    await emptied(work.database);
    return times;
  }

  const plain = await applied();
  for (const at of [30, (3 * UNITS) / 2]) {
    const analysed = await applied(at);
    for (const step of ['checks', 'commit', 'verify'] as const) {
      // What scans a table for every unit takes forty times as long at this size; four leaves room for a busy machine.
      expect(analysed[step], `${step}, ANALYZE after ${at} statements`).toBeLessThan(4 * plain[step] + 500);
    }
  }
}, 90_000);
