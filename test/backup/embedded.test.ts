/** Backups of the embedded database: its own dump, with the same receipt. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tarFault } from '../../src/core/backup/tar.ts';
import { canonical, type JsonObject } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/hash.ts';
import { embeddedDump } from '../../src/edge/backup/embedded.ts';
import { gpg } from '../../src/edge/backup/gpg.ts';
import type { EmbeddedServer } from '../../src/edge/embedded/open.ts';
import { artifacts } from '../../src/edge/file-writer.ts';
import type { BackupPorts, TakenBackup } from '../../src/flows/backup/take.ts';
import { codesOf, refusalOf, silent } from '../support/cutter.ts';
import { embeddedReference } from '../support/embedded.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Keyring, keyring } from './keyring.ts';
import { askGate, check, take, wire } from './support.ts';

let keys: Keyring;
let recipient: string;
let server: EmbeddedServer;
let ports: BackupPorts;
let taken: TakenBackup;
beforeAll(async () => {
  keys = keyring();
  recipient = keys.key('keeper');
  server = await embeddedReference(join(temporaryFolder(), 'database'));
  ports = {
    databases: server.databases(),
    source: embeddedDump(server),
    encryption: gpg,
    artifacts,
    output: wire.output,
    progress: silent,
  };
  taken = await take(ports, undefined);
});
afterAll(async () => {
  await server.close();
  keys.remove();
});

describe('a backup of the embedded database', () => {
  test('is encrypted to the recipient, restores into memory, and passes the gate', async () => {
    const { receipt, receiptFile } = await take(ports, recipient);
    expect(receipt).toMatchObject({ content: 'data_directory', gpg_fpr: recipient, source: { kind: 'embedded' } });
    expect(receipt.tables['public.dot_config']?.rows).toBeGreaterThan(0);
    const { verified } = await check(receiptFile);
    expect(verified.scratch.kind).toBe('embedded');
    expect(verified.tables).toEqual(receipt.tables);
    const question = { file: receiptFile, recipient, restoreTest: true, source: receipt.source };
    expect(await askGate(question)).toEqual([]);
    // The database goes on working.
    await take(ports, recipient);
  });

  test('without a recipient is written as it is, unless the policy asks for backups', async () => {
    expect(taken.receipt.gpg_fpr).toBeNull();
    await check(taken.receiptFile);
    expect(await askGate({ file: taken.receiptFile, source: taken.receipt.source })).toMatchObject([
      { message: 'The backup is not encrypted.' },
    ]);
    const directory = temporaryFolder();
    expect(codesOf(await refusalOf(take(ports, undefined, { directory, required: true })))).toEqual([
      'backup.recipient',
    ]);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('a damaged dump is not accepted', () => {
  const unpacked = (): Buffer => gunzipSync(readFileSync(taken.artifactFile));
  const at = (tar: Buffer, name: string): number => {
    for (let block = 0; block < tar.length; block += 512) {
      if (
        tar
          .toString('latin1', block, block + 100)
          .replace(/\0.*$/s, '')
          .endsWith(name)
      )
        return block;
    }
    throw new Error(`no ${name} in the dump`);
  };
  const kinds: [string, () => Buffer][] = [
    ['not compressed', () => unpacked()],
    ['cut in half', () => readFileSync(taken.artifactFile).subarray(0, taken.receipt.size_bytes >> 1)],
    ['nothing, compressed', () => gzipSync(Buffer.alloc(0))],
    ['zeros, compressed', () => gzipSync(Buffer.alloc(10_240))],
    ['text, compressed', () => gzipSync(Buffer.from('hello'.repeat(1000)))],
    ['a tar file cut in half', () => gzipSync(unpacked().subarray(0, unpacked().length >> 1))],
    [
      'a tar file with a damaged header',
      () => {
        const tar = unpacked();
        tar.write('x', at(tar, 'PG_VERSION'));
        return gzipSync(tar);
      },
    ],
    [
      'a data directory without its control file',
      () => {
        const tar = unpacked();
        const start = at(tar, 'global/pg_control');
        return gzipSync(Buffer.concat([tar.subarray(0, start), tar.subarray(start + 512 + 8192)]));
      },
    ],
    [
      'a control file of zeros',
      () => {
        const tar = unpacked();
        const start = at(tar, 'global/pg_control');
        return gzipSync(tar.fill(0, start + 512, start + 512 + 8192));
      },
    ],
  ];
  test.each(kinds)('%s', async (_name, content) => {
    const folder = temporaryFolder();
    const artifact = content();
    const receipt = { ...taken.receipt, sha256: sha256(artifact), size_bytes: artifact.length };
    writeFileSync(join(folder, receipt.artifact_ref), artifact);
    const file = join(folder, `${receipt.run}.json`);
    writeFileSync(file, canonical(receipt as unknown as JsonObject));
    const problems = await refusalOf(check(file));
    for (const { code } of problems) expect(['backup.damaged', 'backup.restore']).toContain(code);
    expect(readdirSync(folder).filter((name) => name.endsWith('.verified.json'))).toEqual([]);
  });

  test('a tar file that leads out of its folder, or holds links, is not taken', () => {
    const header = (name: string, type: string): Buffer => {
      const block = Buffer.alloc(512);
      block.write(name, 0);
      block.write('00000000000', 124);
      block.write(type, 156);
      block.write(' '.repeat(8), 148);
      const sum = block.reduce((total, byte) => total + byte, 0);
      block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      return Buffer.concat([block, Buffer.alloc(512)]);
    };
    expect(tarFault(header('PG_VERSION', '0'), ['PG_VERSION'])).toBeUndefined();
    expect(tarFault(header('/PG_VERSION', '0'), ['PG_VERSION'])).toBeUndefined();
    expect(tarFault(header('../PG_VERSION', '0'), [])).toContain('name');
    expect(tarFault(header('a/../../b', '0'), [])).toContain('name');
    expect(tarFault(header('PG_VERSION', '2'), [])).toContain('neither');
    expect(tarFault(header('PG_VERSION', '1'), [])).toContain('neither');
    expect(tarFault(header('other', '0'), ['PG_VERSION'])).toContain('PG_VERSION');
  });
});
