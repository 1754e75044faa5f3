import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedServer, openEmbedded, removeEmbedded } from '../../src/edge/embedded/open.ts';
import type { Session } from '../../src/ports.ts';
import { startChild } from '../support/child.ts';
import { temporaryFolder } from '../support/folder.ts';
import { inserts, SCHEMA } from './items.ts';
import { failureOf } from './session.contract.ts';

const folder = join(temporaryFolder(), 'embedded');
const opened: EmbeddedServer[] = [];

async function open(): Promise<EmbeddedServer> {
  const server = await openEmbedded(folder);
  opened.push(server);
  return server;
}

const session = (server: EmbeddedServer, lane: 'exec' | 'verify' | 'owner'): Promise<Session> =>
  server.databases().open(lane, { name: `cutter/test/${lane}` });

const stored = async (from: Session): Promise<string | null | undefined> => {
  const [row] = await from.rows('SELECT count(*) AS count FROM public.item WHERE id > 0');
  return row?.count;
};

beforeAll(async () => {
  const server = await openEmbedded(folder, { create: true });
  await expect(session(server, 'exec')).rejects.toMatchObject({
    problems: [{ code: 'database.absent', hint: expect.stringContaining('cutter sandbox up') }],
  });
  const owner = await session(server, 'owner');
  await owner.command(`CREATE ROLE cutter_exec LOGIN; CREATE ROLE cutter_verify LOGIN; ${SCHEMA}`);
  await server.close();
});
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

describe('the lanes of the embedded database', () => {
  it('have their roles and nothing of each other', async () => {
    const server = await open();
    const lanes = [await session(server, 'exec'), await session(server, 'verify'), await session(server, 'owner')];
    const who = "SELECT session_user || ' ' || current_user || ' ' || current_setting('application_name') AS who";
    await lanes[0]?.command('SET default_transaction_read_only = on');
    await lanes[0]?.command("SET search_path = pg_catalog, 'Odd''Name'");
    for (const round of [1, 2]) {
      const answers = await Promise.all(lanes.map((lane) => lane.rows(who)));
      expect(
        answers.flat().map((row) => row.who),
        `round ${round}`,
      ).toEqual([
        'cutter_exec cutter_exec cutter/test/exec',
        'cutter_verify cutter_verify cutter/test/verify',
        'postgres postgres cutter/test/owner',
      ]);
    }
    const settings =
      "SELECT current_setting('default_transaction_read_only') AS r, current_setting('search_path') AS s";
    expect(await lanes[0]?.rows(settings)).toEqual([{ r: 'on', s: `pg_catalog, "Odd'Name"` }]);
    expect(await lanes[1]?.rows(settings)).toEqual([{ r: 'off', s: '"$user", public' }]);
  });

  it('wait while one is in a transaction, and then see what it committed', async () => {
    const server = await open();
    const [exec, verify] = [await session(server, 'exec'), await session(server, 'verify')];
    await exec.command('BEGIN');
    let answered = false;
    const count = stored(verify).finally(() => {
      answered = true;
    });
    await exec.send({ statements: inserts(2_000), window: 100 });
    await exec.rows('SELECT 1');
    expect(answered).toBe(false);
    expect(await exec.command('COMMIT')).toBe('COMMIT');
    expect(await count).toBe('2000');
    await exec.command('DELETE FROM public.item');
  });

  it('take turns between transactions, each with its own series of messages', async () => {
    const server = await open();
    const lanes = [await session(server, 'exec'), await session(server, 'verify'), await session(server, 'owner')];
    await Promise.all(
      lanes.map(async (lane, index) => {
        for (let round = 0; round < 5; round += 1) {
          const statements = inserts(40).map((s) => ({
            ...s,
            parameters: [String(index * 300 + round * 50 + s.number), 'x'],
          }));
          const answers = await Promise.all([
            lane.command('BEGIN'),
            lane.send({ statements, window: 7 }),
            lane.command('COMMIT'),
          ]);
          expect(answers).toEqual(['BEGIN', 40, 'COMMIT']);
        }
      }),
    );
    expect(await stored(lanes[1] as Session)).toBe('600');
    await lanes[0]?.command('DELETE FROM public.item');
  });

  it('roll back when they close, abort or break off in the middle', async () => {
    const server = await open();
    const verify = await session(server, 'verify');
    const leaver = await session(server, 'exec');
    await leaver.command('BEGIN');
    const sending = leaver.send({
      statements: inserts(3_000),
      window: 10,
      onProgress: (n) => n === 500 && leaver.close(),
    });
    expect((await failureOf(sending)).connectionLost).toBe(true);
    expect(await stored(verify)).toBe('0');
    const aborted = await session(server, 'exec');
    await aborted.command('BEGIN');
    await failureOf(aborted.send({ statements: [...inserts(5), ...inserts(1)], window: 3 }));
    await aborted.close();
    expect(await stored(verify)).toBe('0');
  });
});

it('does not wait for ever for a transaction that sits still', async () => {
  const server = await open();
  const [exec, verify] = [await session(server, 'exec'), await session(server, 'verify')];
  await exec.command('BEGIN');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const waiting = failureOf(verify.rows('SELECT 1'));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    vi.advanceTimersByTime(30_000);
    expect((await waiting).message).toContain('another connection keeps the only session');
  } finally {
    vi.useRealTimers();
  }
  expect(await exec.command('COMMIT')).toBe('COMMIT');
});

describe('the files of the embedded database', () => {
  it('keep what was committed', async () => {
    const writer = await open();
    await (await session(writer, 'exec')).command("INSERT INTO public.item VALUES (7, 'kept')");
    await writer.close();
    const reader = await openEmbedded(folder);
    opened[0] = reader;
    const exec = await session(reader, 'exec');
    expect(await exec.rows('SELECT body FROM public.item WHERE id = 7')).toEqual([{ body: 'kept' }]);
    await exec.command('DELETE FROM public.item');
  });

  it('are not there until they are made', async () => {
    const nowhere = join(temporaryFolder(), 'nothing');
    await expect(openEmbedded(nowhere)).rejects.toMatchObject({
      problems: [{ code: 'database.absent', hint: expect.stringContaining('cutter sandbox up') }],
    });
    expect(existsSync(nowhere)).toBe(false);
  });

  it('are refused while they are half made, and can be removed', async () => {
    const half = temporaryFolder();
    mkdirSync(join(half, 'data'));
    writeFileSync(join(half, 'data', 'PG_VERSION'), '18\n');
    await expect(openEmbedded(half)).rejects.toMatchObject({ problems: [{ code: 'database.absent' }] });
    await expect(openEmbedded(half, { create: true })).rejects.toMatchObject({
      problems: [{ code: 'database.not_empty', hint: expect.stringContaining('reset') }],
    });
    expect(existsSync(join(half, 'lock'))).toBe(false);
    await removeEmbedded(half);
    expect(existsSync(join(half, 'data'))).toBe(false);
  });
});

describe('the lock of the embedded database', () => {
  const lock = join(folder, 'lock');

  it('keeps a second opener out, and is given back', async () => {
    const server = await open();
    await expect(openEmbedded(folder)).rejects.toMatchObject({
      problems: [
        { code: 'database.busy', message: expect.stringContaining(String(process.pid)), place: { file: lock } },
      ],
    });
    await expect(removeEmbedded(folder)).rejects.toMatchObject({ problems: [{ code: 'database.busy' }] });
    expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    await server.close();
    opened.length = 0;
    expect(existsSync(lock)).toBe(false);
  });

  it('keeps another process out while it lives; what that one had not committed is gone when it is killed', async () => {
    const child = startChild('edge/embedded-holder.ts', folder);
    await child.says('in the middle');
    await expect(openEmbedded(folder)).rejects.toMatchObject({
      problems: [{ code: 'database.busy', message: expect.stringContaining(`process ${child.pid}`) }],
    });
    await child.kill();
    expect(existsSync(lock)).toBe(true);
    const exec = await session(await open(), 'exec');
    expect(await stored(exec)).toBe('0');
    expect(await exec.rows('SELECT body FROM public.item WHERE id = -1')).toEqual([{ body: 'committed' }]);
    await exec.command('DELETE FROM public.item');
  });

  const holder = { pid: process.pid, started: 'another time', host: hostname(), token: '' };

  it('is stale when its process number belongs to a later process', async () => {
    writeFileSync(lock, `${JSON.stringify(holder)}\n`);
    await open();
    expect(readFileSync(lock, 'utf8')).not.toContain('another time');
  });

  for (const [what, content] of [
    ['of another machine', JSON.stringify({ ...holder, host: `not-${hostname()}` })],
    ['that cannot be read', 'nonsense'],
  ] as const) {
    it(`is respected when it is one ${what}`, async () => {
      writeFileSync(lock, content);
      await expect(openEmbedded(folder)).rejects.toMatchObject({
        problems: [{ code: 'database.busy', hint: expect.stringContaining('remove the lock file') }],
      });
      expect(readFileSync(lock, 'utf8')).toBe(content);
      writeFileSync(lock, JSON.stringify({ ...holder, pid: 2 ** 22 + 1 }));
      await (await open()).close();
      opened.length = 0;
      expect(existsSync(lock)).toBe(false);
    });
  }
});
