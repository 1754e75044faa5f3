/** The canonical writer: a call of fn_iu_create for each unit, and the rows that the direct writer leaves. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cutCanonical } from '../../src/core/kinds/cut-canonical/index.ts';
import { writerOf } from '../../src/core/kinds/cuts.ts';
import { boundStatements } from '../../src/flows/apply/statements.ts';
import { openPlan } from '../../src/flows/open-plan.ts';
import type { BoundStatement } from '../../src/ports.ts';
import { attempt, posture } from '../database/reference.ts';
import {
  codesOf,
  contentOf,
  NOTHING,
  type PlannedCut,
  refusalOf,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
} from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { derive, laneKeys, RECORD, WRITE_VERIFY } from '../support/governed.ts';
import { approvedAndApplied, cutOf, exampleBy, liveDigest, planEnact, planOf, planRevert } from '../support/own.ts';

const LAW = `LUẬT HỘP

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi
Luật này có hai khoản.
1. Luật này quy định về hộp "gỗ" và hộp 'giấy' \\ khác.
2. Hộp gồm:
a) hộp gỗ;
b) hộp giấy.

Chương II
HIỆU LỰC

Điều 2. Hiệu lực
Luật này có hiệu lực từ ngày mai.
`;

let work: ServerWorkplace;
const opened: ServerWorkplace[] = [];

async function place(sql?: string): Promise<ServerWorkplace> {
  const made = await serverWorkplace(sql);
  opened.push(made);
  return made;
}

beforeEach(async () => {
  work = await place();
});
afterEach(async () => {
  for (const { database } of opened.splice(0)) await database.drop();
});

const gateway = (mode: string) =>
  work.database.query(`UPDATE public.dot_config SET value = '${mode}' WHERE key = 'iu_create.gateway.mode'`);

/** A law whose parts have parts, as units of four levels. */
async function lawCut(at: ServerWorkplace, writer: string): Promise<string> {
  const folder = join(temporaryFolder(), 'law');
  mkdirSync(folder);
  writeFileSync(join(folder, 'law.txt'), LAW);
  const cut = {
    format: 'cutter.cut/1',
    name: 'law-box',
    author: 'author@example.org',
    document: 'law.txt',
    profile: 'vn-law/1',
    leaf: 'diem',
    prefix: 'LAW-BOX',
    writer,
    publication: { type: 'law', authority: 'incomex_council' },
  };
  const file = join(folder, 'cut.yaml');
  writeFileSync(file, JSON.stringify(cut));
  await registerCut(at.databases, file);
  return file;
}

/** Every column of every row that a cut leaves, but ids, what names an id (an address instead), times and provenance. */
async function rowsOf({ database }: ServerWorkplace): Promise<unknown> {
  const [row] = await database.query(`SELECT jsonb_build_object(
    'units', (SELECT jsonb_agg(to_jsonb(u) - ARRAY['id', 'version_anchor_ref', 'content_anchor_ref', 'created_at', 'updated_at', 'parent_or_container_ref']
        || jsonb_build_object('identity_profile', u.identity_profile - 'provenance', 'parent', p.canonical_address,
          'anchored', u.version_anchor_ref::text = u.content_anchor_ref AND v.id = u.version_anchor_ref,
          'version', to_jsonb(v) - ARRAY['id', 'unit_id', 'created_at', 'updated_at', 'provenance'],
          'one_time', u.created_at = v.created_at AND u.updated_at = u.created_at AND v.updated_at = v.created_at)
        ORDER BY u.canonical_address)
      FROM public.information_unit u LEFT JOIN public.unit_version v ON v.unit_id = u.id
      LEFT JOIN public.information_unit p ON p.id = u.parent_or_container_ref),
    'births', (SELECT jsonb_agg(u.canonical_address ORDER BY 1) FROM public.birth_registry b JOIN public.information_unit u ON u.id = b.unit_id),
    'log', (SELECT count(*) FROM public.iu_lifecycle_log))::text AS rows`);
  return JSON.parse(row?.rows ?? 'null');
}

describe.each([
  ['the example', 60, async (_: ServerWorkplace, writer: 'direct' | 'canonical') => exampleBy(writer)],
  ['a law whose parts have parts', 8, lawCut],
] as const)('of %s', (_, units, cutFile) => {
  it('leaves the rows of the direct writer, ids and provenance aside, in N statements for its 3N', async () => {
    const other = await place();
    const direct = await cutOf(other, await cutFile(other, 'direct'));
    const canonical = await cutOf(work, await cutFile(work, 'canonical'));
    expect(direct.header).toMatchObject({ kind: 'cut.direct', expect: { statements: 3 * units } });
    expect(canonical.header).toMatchObject({ kind: 'cut.canonical', expect: { statements: units } });
    const rows = await rowsOf(work);
    expect(rows).toEqual(await rowsOf(other));
    expect(rows).toMatchObject({ units: expect.objectContaining({ length: units }), log: 0 });
    expect(await work.verify(canonical)).toMatchObject({ verdict: 'PASS' });
    expect(await work.apply(canonical)).toMatchObject({ outcome: 'already_applied' });
  });
});

describe('where the gateway is enforced', () => {
  beforeEach(async () => {
    await work.database.query(posture('canonical'));
    await laneKeys(work);
  });

  it('the direct writer is refused when it is planned', async () => {
    expect(await refusalOf(work.plan(exampleBy('direct')))).toMatchObject([
      { code: 'plan.gateway_enforced', hint: expect.stringContaining('writer: auto') },
    ]);
  });

  it('the canonical writer is chosen and takes a cut all the way', async () => {
    const before = await liveDigest(work.database);
    const cut = await cutOf(work, exampleBy('auto'));
    expect(cut.header.kind).toBe('cut.canonical');
    for (const one of [RECORD, WRITE_VERIFY]) {
      expect(await derive(work, cut, one)).toMatchObject({ outcome: 'applied', problems: [] });
    }
    const [found] = await work.database.query('SELECT verdict FROM cutter_governance.verify_result');
    expect(found?.verdict).toBe('pass');
    expect(await approvedAndApplied(work, planOf(await planRevert(work, cut)))).toMatchObject({ outcome: 'applied' });
    expect(await liveDigest(work.database)).toBe(before);
    const again = await cutOf(work, exampleBy('auto'));
    expect(again.header.kind).toBe('cut.reissue');
    for (const one of [RECORD, WRITE_VERIFY])
      expect(await derive(work, again, one)).toMatchObject({ outcome: 'applied' });
    expect(await approvedAndApplied(work, planOf(await planEnact(work, again)))).toMatchObject({ outcome: 'applied' });
  });
});

describe('where the gateway is off, and the executor may insert nothing', () => {
  beforeEach(async () => {
    await work.database.query(posture('canonical'));
    await gateway('off');
  });

  it('the direct writer is refused when it is planned, and the canonical one is chosen', async () => {
    expect(codesOf(await refusalOf(work.plan(exampleBy('direct'))))).toEqual(['plan.gateway_enforced']);
    const cut = await cutOf(work, exampleBy('auto'));
    expect(cut.header.kind).toBe('cut.canonical');
    // Rebuilt from its folder alone, it is the same plan.
    expect(await work.apply(cut)).toMatchObject({ outcome: 'already_applied' });
  });
});

describe('a direct plan that was approved before the gateway was enforced', () => {
  let direct: PlannedCut;
  beforeEach(async () => {
    direct = await work.plan(exampleBy('direct'));
    await work.approve(direct);
  });

  it('is refused by the gates', async () => {
    await gateway('enforced');
    const result = await work.apply(direct);
    expect({ outcome: result.outcome, codes: codesOf(result.problems) }).toEqual({
      outcome: 'refused',
      codes: ['gate.drift'],
    });
  });

  it.each([
    ['for lack of a grant', posture('canonical'), '42501'],
    [
      'by its gateway, whatever is granted',
      `UPDATE public.dot_config SET value = 'enforced' WHERE key = 'iu_create.gateway.mode'`,
      'IU001',
    ],
  ])('and its statements by the database behind them: %s', async (_, sql, code) => {
    await work.database.query(sql);
    const plan = await openPlan(work.wire.files, direct.file);
    const [first] = await bound(plan);
    const answer = await attempt(work.database, 'cutter_exec', [first ?? '']);
    expect(answer).toMatchObject({ refused: true, code });
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });
});

it('counts only a call that created the unit; any other answer ends the transaction', async () => {
  const cut = await work.plan(exampleBy('canonical'));
  await work.approve(cut);
  const [first = ''] = await bound(await openPlan(work.wire.files, cut.file));
  expect((await attempt(work.database, 'cutter_exec', [first, first], 'ROLLBACK')).rows).toEqual([]);
  expect((await attempt(work.database, 'cutter_exec', [first])).rows).toHaveLength(1);
  expect(await contentOf(work.database)).toMatchObject({ units: '1' });
  const result = await work.apply(cut);
  expect({ outcome: result.outcome, codes: codesOf(result.problems) }).toEqual({
    outcome: 'refused',
    codes: ['gate.cut_once'],
  });
  expect(await contentOf(work.database)).toMatchObject({ units: '1' });
});

describe('the choice of the writer', () => {
  const unit = { address: 'A-B/C', id: 'other', versions: 1, lifecycle_status: 'draft' };
  const live = (mode: 'off' | 'enforced', ...units: object[]) =>
    ({ gateway: { mode }, units }) as unknown as Parameters<typeof writerOf>[1];

  it.each([
    ['auto', live('off'), 'cut.direct', 'gateway is off'],
    ['auto', live('enforced'), 'cut.canonical', 'gateway is enforced'],
    ['auto', live('off', unit), 'cut.canonical', 'made by the canonical writer'],
    [
      'auto',
      live('off', { ...unit, lifecycle_status: 'retired' }),
      'cut.reissue',
      '1 units under the prefix are retired',
    ],
    ['canonical', live('off'), 'cut.canonical', 'cut.yaml asks'],
    ['canonical', live('enforced', { ...unit, lifecycle_status: 'retired' }), 'cut.reissue', 'retired'],
    ['direct', live('enforced'), 'cut.direct', 'cut.yaml asks'],
  ] as const)('%s: %#', (writer, snapshot, kind, why) => {
    const chosen = writerOf({ writer }, snapshot);
    expect(chosen.kind.name).toBe(kind);
    expect(chosen.why).toContain(why);
  });
});

it('its calls are the only ones that its plan may hold', () => {
  expect(Object.values(cutCanonical.templates).map(({ writes }) => writes)).toEqual([
    { call: 'public.fn_iu_create', verb: 'call' },
  ]);
});

/** The statements of a plan with their values in their places. */
async function bound(plan: Awaited<ReturnType<typeof openPlan>>): Promise<string[]> {
  const texts: string[] = [];
  for await (const statement of boundStatements(work.wire.files, plan, new AbortController().signal)) {
    texts.push(withValues(statement.sql, statement.parameters));
  }
  return texts;
}

const withValues = (sql: string, values: BoundStatement['parameters']): string =>
  sql.replace(/\$(\d+)/g, (_, number) => {
    const value = values[Number(number) - 1] ?? null;
    return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`;
  });
