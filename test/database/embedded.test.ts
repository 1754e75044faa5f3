/** The same reference database on the embedded engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedServer, openEmbedded } from '../../src/edge/embedded/open.ts';
import { sandboxRegister, sandboxReset, sandboxUp } from '../../src/flows/sandbox.ts';
import { DatabaseFailure, type Lane } from '../../src/ports.ts';
import { call, newUnit } from './canonical.ts';
import { legB, newIds, writeVerify } from './ledger.ts';
import { posture, sqlFiles, unit } from './reference.ts';

let folder: string;
let server: EmbeddedServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cutter-reference-'));
  server = await openEmbedded(join(folder, 'database'), { create: true });
  await sandboxUp(server.databases(), sqlFiles(), 'test');
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The SQLSTATE of the refusal, or the tag of what ended the transaction. */
async function attempt(lane: Lane, statements: readonly string[]): Promise<string | undefined> {
  const session = await server.databases().open(lane, { name: 'cutter/test/embedded' });
  try {
    await session.command('BEGIN');
    for (const statement of statements) await session.command(statement);
    return await session.command('COMMIT');
  } catch (error) {
    if (!(error instanceof DatabaseFailure)) throw error;
    await session.command('ROLLBACK');
    return error.sqlstate;
  } finally {
    await session.close();
  }
}

const count = async (table: string): Promise<string | null | undefined> => {
  const session = await server.databases().open('owner', { name: 'cutter/test/count' });
  try {
    const [row] = await session.rows(`SELECT count(*)::text AS n FROM ${table}`);
    return row?.n;
  } finally {
    await session.close();
  }
};

describe('the reference database, embedded', () => {
  test('bears a unit for the executor, and registers its birth', async () => {
    expect(await attempt('exec', unit().birth)).toBe('COMMIT');
    expect(await count('public.birth_registry')).toBe(await count('public.information_unit'));
  });

  test('guards as a server does', async () => {
    const before = await count('public.information_unit');
    expect(await attempt('exec', unit({ owner_ref: '' }).birth)).toBe('IU002');
    expect(await attempt('exec', [unit().birth[0]])).toBe('IU003');
    expect(await attempt('exec', unit({ lifecycle_status: 'enacted' }).birth)).toBe('IU005');
    expect(await attempt('owner', ['DELETE FROM public.information_unit'])).toBe('IU006');
    expect(await attempt('exec', ['DELETE FROM public.information_unit'])).toBe('42501');
    expect(await attempt('verify', unit().birth)).toBe('42501');
    await attempt('owner', [`UPDATE public.dot_config SET value = 'enforced' WHERE key = 'iu_create.gateway.mode'`]);
    expect(await attempt('exec', unit().birth)).toBe('IU001');
    expect(await count('public.information_unit')).toBe(before);
  });

  test('records a cut, chains it, and enacts it by the canonical writer alone', async () => {
    const text = async (lane: Lane, sql: string) => {
      const session = await server.databases().open(lane, { name: 'cutter/test/text' });
      try {
        const [row] = await session.rows(sql);
        return row?.text;
      } finally {
        await session.close();
      }
    };
    const register = `INSERT INTO cutter_governance.source_document_registry (source_document_ref, address_docprefix) VALUES ('document', 'TST')`;
    expect(await attempt('owner', [register])).toBe('COMMIT');
    expect(await attempt('owner', [posture('canonical').replace(/^(BEGIN|COMMIT);$/gm, '')])).toBe('COMMIT');
    // Many in one transaction: the lock table of an embedded database is small.
    const document = `SELECT pg_advisory_xact_lock(hashtextextended('cutter/' || 'TST', 0))`;
    const calls = Array.from({ length: 300 }, (_, i) => call('fn_iu_create', newUnit(`TST/E-${i}`)));
    expect(await attempt('exec', [document, ...calls])).toBe('COMMIT');
    const at = `SELECT id || ' ' || version_anchor_ref AS text FROM public.information_unit WHERE canonical_address = 'TST/E-7'`;
    const [id = '', version = ''] = (await text('verify', at))?.split(' ') ?? [];
    const ids = newIds();
    const one = { id, version, address: 'TST/E-7', body: 'Text of TST/E-7.' };
    expect(await attempt('exec', legB(ids, [one]))).toBe('COMMIT');
    expect(await attempt('verify', writeVerify(ids))).toBe('COMMIT');
    const chained = `SELECT count(*) || ' of ' || max(seq) AS text FROM cutter_governance.ledger_chain`;
    expect(await text('verify', chained)).toBe('10 of 10');
    const why = {
      actor: 'test',
      review_decision_id: ids.decision,
      change_set_id: ids.changeSet,
      reason: 'good',
      tool_revision: 'executor',
      dry_run: false,
    };
    const enact = call('fn_iu_enact', { canonical_address: one.address, target_lifecycle: 'enacted', ...why });
    expect(await text('exec', enact.replace(' AS answer', `->> 'status' AS text`))).toBe('enacted');
    expect(await attempt('owner', ['DELETE FROM cutter_governance.review_decision'])).toBe('IU006');
    expect(await attempt('exec', [`UPDATE cutter_governance.review_decision SET reviewer = 'x'`])).toBe('42501');
    const arming = `INSERT INTO cutter_governance.execution_arming (plan_sha256, armed_until) VALUES ('${'a'.repeat(64)}', now() + interval '1 minute')`;
    expect(await attempt('owner', [arming])).toBe('COMMIT');
    const take = `SELECT cutter_governance.fn_execution_take('${'a'.repeat(64)}', 'run') ->> 'status' AS text`;
    expect([await text('exec', take), await text('exec', take)]).toEqual(['taken', 'not_armed']);
  });

  test('is registered in, and reset, as on a server', async () => {
    const version = {
      source_document_ref: 'registered',
      address_docprefix: 'DOC',
      document_version_id: 'document/1',
      content_checksum: 'a'.repeat(64),
    };
    expect(await sandboxRegister(server.databases(), version, 'test')).toEqual({ document: true, version: true });
    const reset = (yesDelete?: string) => sandboxReset(server.databases(), sqlFiles(), 'test', yesDelete);
    await expect(reset()).rejects.toMatchObject({ problems: [{ code: 'sandbox.law' }] });
    await reset('postgres');
    expect(await count('public.information_unit')).toBe('0');
    expect(await count('cutter_governance.source_document_registry')).toBe('0');
    expect(await attempt('exec', unit().birth)).toBe('COMMIT');
  });
});
