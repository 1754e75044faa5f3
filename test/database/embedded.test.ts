/** The same reference database on the embedded engine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedServer, openEmbedded } from '../../src/edge/embedded/open.ts';
import { sandboxRegister, sandboxReset, sandboxUp } from '../../src/flows/sandbox.ts';
import { DatabaseFailure, type Lane } from '../../src/ports.ts';
import { sqlFiles, unit } from './reference.ts';

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

  test('is registered in, and reset, as on a server', async () => {
    const version = {
      source_document_ref: 'document',
      address_docprefix: 'DOC',
      document_version_id: 'document/1',
      content_checksum: 'a'.repeat(64),
    };
    expect(await sandboxRegister(server.databases(), version, 'test')).toEqual({ document: true, version: true });
    await sandboxReset(server.databases(), sqlFiles(), 'test');
    expect(await count('public.information_unit')).toBe('0');
    expect(await count('cutter_governance.source_document_registry')).toBe('0');
    expect(await attempt('exec', unit().birth)).toBe('COMMIT');
  });
});
