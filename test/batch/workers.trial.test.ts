/**
 * Workers in processes of their own take the documents of a batch from the queue, are killed while they work, so is the
 * batch itself, and the server goes down once: every document is cut exactly once, and the table says what the database
 * holds.
 *
 * CUTTER_BATCH_DOCUMENTS, CUTTER_BATCH_WORKERS, CUTTER_BATCH_KILLS and CUTTER_BATCH_KILL_MS make the trial larger.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Started } from '../support/cli.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Row, type ServerStage, serverStage } from './stage.ts';

const given = (name: string, otherwise: number): number => Number(process.env[`CUTTER_BATCH_${name}`] ?? otherwise);
const DOCUMENTS = given('DOCUMENTS', 6);
const WORKERS = given('WORKERS', 2);
const KILLS = given('KILLS', 4);
const KILL_MS = given('KILL_MS', 4_000);
const UNITS = 3;

let server: TestServer | undefined;
const workers = new Set<Started>();
/** What workers said that ended by themselves. */
const deserted: string[] = [];
afterEach(async () => {
  for (const worker of workers) worker.process.kill('SIGKILL');
  workers.clear();
  await server?.stop();
  server = undefined;
});

function hire(stage: ServerStage): void {
  const worker = stage.start('worker', '--json');
  const hired = Date.now();
  workers.add(worker);
  void worker.ended.then(({ code, stdout, stderr }) => {
    // One that was started while the server was down finds none, and says so.
    if (workers.delete(worker) && Date.now() - hired > 10_000) deserted.push(`${code} ${stdout} ${stderr}`);
  });
}

let killed = 0;

/** The batch works with hands of its own, and is killed itself. */
async function killBatch(stage: ServerStage): Promise<void> {
  const batch = stage.start('batch', 'queue.yaml', '--json', '--parallel', '1');
  await sleep(KILL_MS / 4);
  batch.process.kill('SIGKILL');
  await batch.ended;
  killed += 1;
}

/** While the work goes on: workers come, and one is killed every few seconds. */
async function haunted<T>(stage: ServerStage, work: Promise<T>): Promise<T> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  for (let since = Date.now(); !over; await sleep(100)) {
    while (workers.size < WORKERS) hire(stage);
    if (killed >= KILLS || Date.now() - since < KILL_MS) continue;
    since = Date.now();
    const [oldest] = workers;
    if (oldest === undefined) continue;
    workers.delete(oldest);
    oldest.process.kill('SIGKILL');
    await oldest.ended;
    killed += 1;
  }
  return done;
}

const counts = async (stage: ServerStage): Promise<readonly Record<string, string | null>[]> =>
  stage.query(`SELECT split_part(canonical_address, '/', 1) AS prefix, count(*) AS units,
    count(DISTINCT canonical_address) AS addresses, string_agg(DISTINCT lifecycle_status, ',') AS status
    FROM public.information_unit GROUP BY 1 ORDER BY 1`);

const expected = (stage: ServerStage, status: string) =>
  stage.documents.map(({ prefix, units }) => ({ prefix, units: String(units), addresses: String(units), status }));

const shown = (rows: readonly Row[]) =>
  rows.map(({ prefix, state, run_state }) => [prefix, state, run_state].join(' '));
const all = (stage: ServerStage, state: string) => stage.documents.map(({ prefix }) => `${prefix} ${state}`);

describe('workers', () => {
  it(
    'cut every document exactly once, whoever is killed and whatever goes down',
    async () => {
      server = await startServer();
      const stage = await serverStage(server, DOCUMENTS, UNITS);
      const began = Date.now();
      const times: string[] = [];
      const lap = (what: string): void => void times.push(`${what} ${((Date.now() - began) / 1000).toFixed(0)} s`);
      killed = 0;
      let doubtful = 0;
      const goOn = async (): Promise<readonly Row[]> => {
        const { rows, code } = await haunted(stage, stage.batch('--parallel', '0'));
        // Killed between COMMIT and the count of rows, a run counts those of the next one, too, and says so.
        const inexact = rows.filter(({ problems }) => problems.length > 0);
        expect(
          inexact.flatMap(({ problems }) => problems.map((one) => one.code)).filter((one) => one !== 'audit.changed'),
        ).toEqual([]);
        expect(inexact.length).toBeLessThanOrEqual(killed);
        expect(code).toBe(inexact.length > 0 ? 10 : 0);
        doubtful += inexact.length;
        return rows;
      };
      await killBatch(stage);
      expect(shown(await goOn())).toEqual(all(stage, 'waiting awaiting_cut_authorization'));
      expect(await counts(stage)).toEqual([]);
      lap('planned');
      expect(await stage.approveAll()).toBe(DOCUMENTS);
      await killBatch(stage);
      const cutting = goOn();
      // The server goes down while the batch is at work: what had been cut by then says nothing about that.
      const before = (await counts(stage)).length;
      const enough = Math.min(DOCUMENTS, before + Math.ceil(DOCUMENTS / 3));
      while ((await counts(stage)).length < enough) await sleep(100);
      await server.crash();
      await sleep(500);
      await server.restart();
      expect(shown(await cutting)).toEqual(all(stage, 'waiting awaiting_lifecycle_authorization'));
      expect(await counts(stage)).toEqual(expected(stage, 'draft'));
      lap('cut');
      // Approvals of the cut say nothing about the enactment.
      expect(shown((await stage.batch('--parallel', '0')).rows)).toEqual(
        all(stage, 'waiting awaiting_lifecycle_authorization'),
      );
      expect(await stage.approveAll()).toBe(DOCUMENTS);
      const rows = await goOn();
      expect(shown(rows)).toEqual(all(stage, 'done closeout_reported'));
      lap('enacted');
      expect(await counts(stage)).toEqual(expected(stage, 'enacted'));
      expect(await stage.query('SELECT count(*) AS n FROM cutter_governance.cut_change_set')).toEqual([
        { n: String(DOCUMENTS) },
      ]);
      expect(await stage.query('SELECT count(*) AS n FROM cutter_governance.verify_result')).toEqual([
        { n: String(DOCUMENTS) },
      ]);
      // What somebody had in hand who was killed is put back seconds later, and swept where it was given anew since.
      await expect
        .poll(() => stage.query('SELECT * FROM cutter_queue._private_jobs'), { timeout: 20_000, interval: 500 })
        .toEqual([]);
      // One run a document, and it is the one in the table.
      const runs = await stage.query('SELECT DISTINCT run_id FROM cutter_governance.run_transition ORDER BY 1');
      expect(runs.map(({ run_id }) => run_id)).toEqual(rows.map(({ run }) => run).sort());
      // What is done is not done again.
      expect(shown((await stage.batch('--parallel', '0')).rows)).toEqual(shown(rows));
      expect(killed).toBeGreaterThan(0);
      // The restart of the server ended no worker.
      expect(deserted).toEqual([]);
      // Asked to end, a worker does; it gave up no job but those whose count of rows is in doubt.
      let givenUp = 0;
      for (const worker of [...workers]) {
        workers.delete(worker);
        worker.process.kill('SIGTERM');
        const { code, stdout } = await worker.ended;
        expect(code).toBe(0);
        givenUp += JSON.parse(stdout).refused;
      }
      expect(givenUp).toBeLessThanOrEqual(doubtful);
      process.stdout.write(
        `${DOCUMENTS} documents, ${WORKERS} workers, ${killed} killed, ${doubtful} row counts in doubt: ${times.join(', ')}\n`,
      );
    },
    60_000 + DOCUMENTS * 40_000,
  );
});
