/**
 * Random cuts, each taken back: whatever was cut, however, and how far it had come, what is live afterwards is what was
 * live before, nothing is deleted, and taking it back once more does nothing.
 *
 * Short here; more with `CUTTER_CUTS=200 npx vitest run test/kinds/random-reverts`, others with `CUTTER_SEED=7`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { loadModule, parseSync } from 'libpg-query';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordedCut } from '../../src/core/kinds/recorded-cut/index.ts';
import { rowCounts, total } from '../database/ledger.ts';
import { databasesOf } from '../database/reference.ts';
import { type Random, random } from '../faults/random.ts';
import { EXAMPLE_CUT, type PlannedCut, type ServerWorkplace, serverWorkplace, workplaceAt } from '../support/cutter.ts';
import { derive, laneKeys, RECORD, WRITE_VERIFY } from '../support/governed.ts';
import {
  type Article,
  applied,
  approvedAndApplied,
  articlesCut,
  cutOf,
  liveDigest,
  planOf,
  planRevert,
} from '../support/own.ts';
import { startProxy } from '../support/proxy.ts';

const CUTS = Number(process.env.CUTTER_CUTS ?? '8');
const SEED = Number(process.env.CUTTER_SEED ?? '1');

let work: ServerWorkplace;
let proxy: Awaited<ReturnType<typeof startProxy>>;
/** Every SQL text that was sent, once. */
const sent = new Set<string>();

beforeAll(async () => {
  const { database } = await serverWorkplace();
  proxy = await startProxy({ to: database, onSql: (sql) => sent.add(sql) });
  const databases = databasesOf({ ...database, host: proxy.host, port: proxy.port });
  work = { ...(await workplaceAt(databases, database)), database };
  await laneKeys(work);
  // Something of others is live all along.
  await cutOf(work, EXAMPLE_CUT);
});
afterAll(async () => {
  await proxy.close();
  await work.database.drop();
});

const WORDS = [
  'điều',
  'khoản',
  'hội',
  'đồng',
  'quyền',
  'nghĩa',
  'vụ',
  'luật',
  '“trích”',
  "d'un",
  'a\\b',
  '1 000',
  '§',
  'ἀρχή',
];
const words = (at: Random, most: number): string =>
  Array.from({ length: 1 + at.below(most) }, () => at.pick(WORDS)).join(' ');

const articles = (at: Random): readonly Article[] =>
  Array.from({ length: 1 + at.below(7) }, (_, number) => ({
    number: number * 2 + at.below(2),
    title: words(at, 4),
    text: `${words(at, 30)}.`,
  }));

/** How a cut is made. */
const MODES = ['direct', 'canonical', 'auto', 'atomic'] as const;
/** How far it comes before it is taken back. */
const STAGES = ['cut', 'recorded', 'verified', 'edited', 'recorded and edited'] as const;

async function made(at: Random, prefix: string, mode: (typeof MODES)[number]): Promise<PlannedCut> {
  const cutFile = await articlesCut(work, prefix, articles(at));
  if (mode !== 'atomic') {
    patch(cutFile, { writer: mode });
    return cutOf(work, cutFile);
  }
  patch(cutFile, { record: 'atomic' });
  const cut = await work.plan(cutFile);
  await work.approve(cut);
  expect(await derive(work, cut, { ...RECORD, kind: recordedCut })).toMatchObject({ outcome: 'applied' });
  return cut;
}

const patch = (file: string, over: object): void =>
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...over }));

const edit = (prefix: string) =>
  work.database.query(`SELECT public.fn_iu_apply_edit_draft(u.canonical_address, NULL, 'Sửa tay.', 'by-hand', u.version_anchor_ref, 'a slip', false)
    FROM public.information_unit u WHERE u.canonical_address LIKE '${prefix}/%' AND u.lifecycle_status = 'draft'
    ORDER BY u.canonical_address LIMIT 1`);

const rows = async (): Promise<string> => {
  const [content] = await work.database.query(`SELECT (SELECT count(*) FROM public.information_unit) || ' '
    || (SELECT count(*) FROM public.unit_version) || ' ' || (SELECT count(*) FROM public.iu_lifecycle_log) AS n`);
  return `${content?.n} ${total(await rowCounts(work.database))}`;
};

it(
  `of ${CUTS} random cuts, each taken back`,
  async () => {
    const at = random(SEED);
    const before = await liveDigest(work.database);
    let prefix = '';
    for (let number = 1; number <= CUTS; number += 1) {
      // Now and then the addresses of the last one are cut again, by whoever can make new versions of units.
      const again = prefix !== '' && at.below(3) === 0;
      if (!again) prefix = `R-${number}-X`;
      const mode = at.pick(again ? (['auto', 'canonical'] as const) : MODES);
      const stage = at.pick(STAGES);
      const what = `cut ${number} of seed ${SEED}: ${prefix}, ${mode}${again ? ' again' : ''}, ${stage}`;
      try {
        const cut = await made(at, prefix, mode);
        expect(await liveDigest(work.database), what).not.toBe(before);
        if (stage !== 'cut' && stage !== 'edited' && mode !== 'atomic') await derive(work, cut, RECORD);
        if (stage === 'verified') await derive(work, cut, WRITE_VERIFY);
        if (stage.endsWith('edited')) await edit(prefix);

        const plan = planOf(await planRevert(work, cut));
        expect(await approvedAndApplied(work, plan), what).toMatchObject({ outcome: 'applied', problems: [] });
        expect(await liveDigest(work.database), what).toBe(before);

        const after = await rows();
        expect(await planRevert(work, cut), what).toMatchObject({ state: 'applied' });
        expect(await applied(work, plan), what).toMatchObject({ outcome: 'already_applied' });
        expect((await work.apply(cut)).outcome, what).toBe('refused');
        expect(await rows(), what).toBe(after);
      } catch (error) {
        throw new Error(what, { cause: error });
      }
    }
  },
  30_000 + CUTS * 15_000,
);

it('nothing is deleted: not on the wire, and not by a function of the database', async () => {
  await loadModule();
  const kinds = new Set([...sent].flatMap((sql) => (sql.trim() === '' ? [] : nodesOf(parseSync(sql)))));
  expect(kinds.has('InsertStmt')).toBe(true);
  for (const kind of ['DeleteStmt', 'TruncateStmt', 'DropStmt', 'MergeStmt', 'AlterTableStmt']) {
    expect(kinds.has(kind), kind).toBe(false);
  }
  const [statistics] = await work.database.query(
    'SELECT sum(n_tup_ins)::text AS inserted, sum(n_tup_del)::text AS deleted FROM pg_stat_user_tables',
  );
  expect(Number(statistics?.inserted)).toBeGreaterThan(0);
  expect(statistics?.deleted).toBe('0');
});

/** The names of all nodes of a parse tree. */
function nodesOf(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(nodesOf);
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, value]) => [name, ...nodesOf(value)]);
}
