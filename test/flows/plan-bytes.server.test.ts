/** The same inputs and the same database give the same bytes: in any order, in any place, at any time, on any machine. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonical, type JsonObject } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { Snapshot } from '../../src/core/plan/snapshot.ts';
import { markDocument } from '../../src/flows/mark.ts';
import { measurePlan, newInputs } from '../../src/flows/plan/make.ts';
import { cutter } from '../support/cli.ts';
import { EXAMPLE_CUT, type PlannedCut, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';

let work: ServerWorkplace;
let plan: PlannedCut;
let snapshot: Snapshot;
beforeAll(async () => {
  work = await serverWorkplace();
  plan = await work.plan();
  snapshot = await work.snapshot();
});
afterAll(() => work.database.drop());

/** The same value with the keys of every object, and the items of `units`, in another order. */
function shuffled<T>(value: T, random: () => number): T {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, random)).sort(() => random() - 0.5) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => ({ key, item: shuffled(item, random), order: random() }));
  entries.sort((a, b) => a.order - b.order);
  return Object.fromEntries(entries.map(({ key, item }) => [key, item])) as T;
}

/** A generator of numbers that gives the same ones on every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

describe('twenty builds and more', () => {
  it('from a snapshot put together in any order', async () => {
    const marked = await markDocument(EXAMPLE_CUT, work.wire);
    const trust = await work.wire.trust();
    const hashes = new Set<string>();
    for (let seed = 1; seed <= 14; seed += 1) {
      const inputs = newInputs(marked, shuffled(snapshot, numbers(seed)));
      hashes.add((await measurePlan(inputs, trust)).sha256);
    }
    expect([...hashes]).toEqual([plan.sha256]);
  });

  it('in other processes: other time zones, languages, folders, shuffled files', async () => {
    const random = numbers(7);
    const places = [
      { TZ: 'Asia/Ho_Chi_Minh', LANG: 'vi_VN.UTF-8', LC_ALL: 'vi_VN.UTF-8' },
      { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' },
      { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
      { TZ: 'UTC', LANG: 'de_DE.ISO-8859-1', NODE_ICU_DATA: '', COLUMNS: '40' },
      { TZ: 'Asia/Kathmandu', LANG: 'ar_EG.UTF-8', FORCE_COLOR: '3' },
      {},
    ];
    const build = async (env: Readonly<Record<string, string>>, index: number): Promise<string> => {
      const cwd = join(temporaryFolder(), `place ${index}`);
      mkdirSync(cwd);
      for (const name of ['allowed_signers', 'revoked_keys', 'server.env'])
        cpSync(join(work.folder, name), join(cwd, name));
      cpSync(join(EXAMPLE_CUT, '..'), join(cwd, 'example'), { recursive: true });
      writeFileSync(join(cwd, 'snapshot.json'), canonical(shuffled(snapshot, random) as unknown as JsonObject));
      writeFileSync(join(cwd, 'cutter.yaml'), readFileSync(join(work.folder, 'cutter.yaml')));
      const argv = [
        'plan',
        'example/cut.yaml',
        '--out',
        'out',
        ...(index % 2 === 0 ? ['--snapshot', 'snapshot.json'] : []),
      ];
      const { code, stderr } = await cutter(argv, { cwd, env });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const name of ['cut.yaml', 'manifest.json', 'region.txt', 'snapshot.json', 'plan.json']) {
        expect(sha256(readFileSync(join(cwd, 'out', name))), name).toBe(sha256(readFileSync(join(plan.folder, name))));
      }
      return sha256(readFileSync(join(cwd, 'out/plan.json')));
    };
    const hashes: string[] = [];
    // Two at a time.
    for (let at = 0; at < places.length; at += 2) {
      hashes.push(...(await Promise.all(places.slice(at, at + 2).map((env, index) => build(env, at + index)))));
    }
    expect(hashes).toEqual(places.map(() => plan.sha256));
  });

  it('rebuilt by the process that checks it, from the folder alone', async () => {
    const folder = join(temporaryFolder(), 'copy');
    cpSync(plan.folder, folder, { recursive: true });
    const { code, stdout } = await cutter(
      [
        'plan',
        '--check',
        folder,
        '--snapshot',
        join(folder, 'snapshot.json'),
        '--config',
        join(work.folder, 'cutter.yaml'),
        '--json',
      ],
      {
        cwd: folder,
        env: { TZ: 'Asia/Tokyo' },
      },
    );
    expect({ code, now: JSON.parse(stdout).now }).toEqual({ code: 0, now: plan.sha256 });
  });
});

it('a cut.yaml with its keys in another order gives the same statements', async () => {
  const folder = join(temporaryFolder(), 'example');
  cpSync(join(EXAMPLE_CUT, '..'), folder, { recursive: true });
  const blocks = readFileSync(EXAMPLE_CUT, 'utf8').split(/\n(?=[a-z_]+:)/);
  writeFileSync(join(folder, 'cut.yaml'), `${blocks.slice(1).reverse().join('\n')}\n${blocks[0]}\n`);
  const other = await work.plan(join(folder, 'cut.yaml'));
  const differing = (a: PlannedCut, b: PlannedCut) => {
    const [left, right] = [a, b].map(({ file }) => readFileSync(file, 'utf8').split('\n')) as [string[], string[]];
    expect(left).toHaveLength(right.length);
    return left.filter((line, index) => line !== right[index]).map((line) => line.split(':')[0]);
  };
  expect(differing(plan, other)).toEqual(['"cut_sha256"']);
});

it('a configuration with its keys in another order is the same policy', async () => {
  const { policySha256 } = await import('../../src/core/approval/policy.ts');
  const policy = await work.wire.policy();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (seed) => {
      expect(policySha256(shuffled(policy, numbers(seed)))).toBe(policySha256(policy));
    }),
    { numRuns: 50 },
  );
});
