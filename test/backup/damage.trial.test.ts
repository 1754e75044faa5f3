/**
 * Backups that must not be accepted. Each kind is a copy of a good backup with one thing wrong; a forged one has a receipt
 * that fits its artefact. `cutter backup verify` and gate G7 are asked, each about what it can see.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BackupReceipt, BackupVerified } from '../../src/core/backup/receipt.ts';
import { canonical, type JsonObject } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/hash.ts';
import { findProgram } from '../../src/edge/backup/programs.ts';
import { EXAMPLE_CUT, refusalOf, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Keyring, keyring } from './keyring.ts';
import { askGate, check, serverPorts, take } from './support.ts';

let keys: Keyring;
let recipient: string;
let other: string;
let place: ServerWorkplace;
let pgDump: string;
/** A good backup, verified, and another one of the same database a moment later. */
let good: { readonly folder: string; readonly receipt: BackupReceipt; readonly name: string };
let later: { readonly folder: string; readonly receipt: BackupReceipt };
let plain: Buffer;

beforeAll(async () => {
  keys = keyring();
  recipient = keys.key('keeper');
  other = keys.key('other');
  place = await serverWorkplace();
  const plan = await place.plan(EXAMPLE_CUT);
  await place.approve(plan);
  expect((await place.apply(plan)).outcome).toBe('applied');
  pgDump = (await findProgram('pg_dump', 10)).file;
  const folder = temporaryFolder();
  const { receipt, receiptFile } = await take(serverPorts(place.database), recipient, { directory: folder });
  await check(receiptFile);
  good = { folder, receipt, name: basename(receiptFile, '.json') };
  plain = keys.gpg(['--decrypt'], readFileSync(join(folder, receipt.artifact_ref)));
  await place.database.query(
    `UPDATE public.dot_config SET description = 'later' WHERE key = 'vocab.unit_kind.law_unit'`,
  );
  const second = temporaryFolder();
  const taken = await take(serverPorts(place.database), recipient, { directory: second });
  later = { folder: second, receipt: taken.receipt };
}, 120_000);
afterAll(() => keys.remove());

/** A copy of the good backup, to be damaged. */
class Copy {
  readonly folder = temporaryFolder();
  constructor() {
    cpSync(good.folder, this.folder, { recursive: true });
  }
  get artifact(): string {
    return join(this.folder, good.receipt.artifact_ref);
  }
  get receipt(): string {
    return join(this.folder, `${good.name}.json`);
  }
  get verified(): string {
    return join(this.folder, `${good.name}.verified.json`);
  }
  folderAt(file: string): void {
    unlinkSync(file);
    mkdirSync(file);
  }
  linkAt(file: string): void {
    renameSync(file, `${file}.there`);
    symlinkSync(`${file}.there`, file);
  }
  /** Changes the bytes of a file. */
  bytes(file: string, change: (bytes: Buffer) => Uint8Array): void {
    writeFileSync(file, change(readFileSync(file)));
  }
  /** Writes the receipt anew, and the record of the restore test so that it fits. */
  rewrite(change: Record<string, unknown>): void {
    const text = canonical({ ...good.receipt, ...change } as unknown as JsonObject);
    writeFileSync(this.receipt, text);
    const receipt = { ...good.receipt, ...change } as BackupReceipt;
    this.record({ receipt_sha256: sha256(text), artifact_sha256: receipt.sha256, tables: receipt.tables });
  }
  record(change: Partial<Record<keyof BackupVerified, unknown>>): void {
    const old = JSON.parse(readFileSync(this.verified, 'utf8')) as BackupVerified;
    writeFileSync(this.verified, canonical({ ...old, ...change } as unknown as JsonObject));
  }
  /** Puts another artefact in place of the good one, with a receipt that fits it. */
  forge(artifact: Uint8Array, change: Record<string, unknown> = {}): void {
    writeFileSync(this.artifact, artifact);
    this.rewrite({ sha256: sha256(artifact), size_bytes: artifact.length, ...change });
  }
  gate(): ReturnType<typeof askGate> {
    return askGate({ file: this.receipt, recipient, restoreTest: true, source: good.receipt.source });
  }
}

const encrypted = (content: Uint8Array, ...to: readonly string[]): Buffer =>
  keys.gpg(['--trust-model', 'always', ...to.flatMap((key) => ['--recipient', key]), '--encrypt'], content);
const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
};
/** What pg_dump gives with other arguments. */
const dumped = (...argv: readonly string[]): Buffer =>
  execFileSync(pgDump, [...argv], {
    env: {
      PGHOST: place.database.host,
      PGPORT: String(place.database.port),
      PGUSER: place.database.superuser,
      PGDATABASE: place.database.database,
    },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const tablesArguments = (tables: readonly string[]): string[] => tables.map((table) => `--table=${table}`);
const names = (): string[] => Object.keys(good.receipt.tables);
const tables = (change: (tables: Record<string, { rows: number; digest: string; columns: string }>) => void) => {
  const copy = structuredClone(good.receipt.tables) as Record<
    string,
    { rows: number; digest: string; columns: string }
  >;
  change(copy);
  return { tables: copy };
};
const ZEROS = '0'.repeat(64);
const UNITS = 'public.information_unit';
const unitsOf = (all: Record<string, { rows: number; digest: string; columns: string }>) =>
  all[UNITS] as { rows: number; digest: string; columns: string };

test('the backup that is damaged below is good', async () => {
  const copy = new Copy();
  expect(await copy.gate()).toEqual([]);
  await check(copy.receipt);
  expect(good.receipt.tables[UNITS]?.rows).toBe(60);
});

/** Seen by the command and by the gate. */
const BOTH: [string, (copy: Copy) => void][] = [
  ['the artefact is missing', (copy) => unlinkSync(copy.artifact)],
  ['the artefact is empty', (copy) => writeFileSync(copy.artifact, '')],
  ['the artefact lacks its last byte', (copy) => copy.bytes(copy.artifact, (bytes) => bytes.subarray(0, -1))],
  ['the artefact is cut in half', (copy) => copy.bytes(copy.artifact, (bytes) => bytes.subarray(0, bytes.length / 2))],
  [
    'a bit of the artefact is flipped',
    (copy) => copy.bytes(copy.artifact, (bytes) => flipped(bytes, bytes.length >> 1)),
  ],
  ['the first bit of the artefact is flipped', (copy) => copy.bytes(copy.artifact, (bytes) => flipped(bytes, 0))],
  [
    'a byte follows the artefact',
    (copy) => copy.bytes(copy.artifact, (bytes) => Buffer.concat([bytes, Buffer.from('x')])),
  ],
  [
    'two bytes of the artefact are swapped',
    (copy) =>
      copy.bytes(copy.artifact, (bytes) =>
        Buffer.concat([
          bytes.subarray(0, 500),
          bytes.subarray(501, 502),
          bytes.subarray(500, 501),
          bytes.subarray(502),
        ]),
      ),
  ],
  [
    'the artefact is of another backup',
    (copy) => cpSync(join(later.folder, later.receipt.artifact_ref), copy.artifact),
  ],
  ['the artefact is plain text', (copy) => writeFileSync(copy.artifact, plain)],
  ['the artefact is a folder', (copy) => copy.folderAt(copy.artifact)],
  ['the artefact is a symbolic link', (copy) => copy.linkAt(copy.artifact)],
  ['the receipt is missing', (copy) => unlinkSync(copy.receipt)],
  ['the receipt is empty', (copy) => writeFileSync(copy.receipt, '')],
  ['the receipt is cut in half', (copy) => copy.bytes(copy.receipt, (bytes) => bytes.subarray(0, bytes.length / 2))],
  ['the receipt is a symbolic link', (copy) => copy.linkAt(copy.receipt)],
  ['the receipt is larger than any', (copy) => copy.bytes(copy.receipt, () => Buffer.alloc(2_000_000, 0x20))],
  ['the receipt is laid out otherwise', (copy) => writeFileSync(copy.receipt, JSON.stringify(good.receipt))],
  [
    'the receipt has CRLF',
    (copy) => copy.bytes(copy.receipt, (bytes) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n'))),
  ],
  [
    'the receipt has a field twice',
    (copy) =>
      copy.bytes(copy.receipt, (bytes) => Buffer.from(bytes.toString().replace('"content"', '"run":"x",\n"content"'))),
  ],
  ['the receipt has a field too many', (copy) => copy.rewrite({ note: 'x' })],
  ['the receipt is of another version', (copy) => copy.rewrite({ format: 'cutter.backup/2' })],
  ['the receipt is a file of another kind', (copy) => copy.rewrite({ format: 'cutter.receipt/1' })],
  ['the receipt is the record of the test', (copy) => cpSync(copy.verified, copy.receipt)],
  [
    'the receipt names a file in another folder',
    (copy) => copy.rewrite({ artifact_ref: `../${basename(copy.folder)}/${good.receipt.artifact_ref}` }),
  ],
  ['the receipt names itself', (copy) => copy.rewrite({ artifact_ref: `${good.name}.json` })],
  ['the receipt gives another digest', (copy) => copy.rewrite({ sha256: '0'.repeat(64) })],
  ['the receipt gives another size', (copy) => copy.rewrite({ size_bytes: good.receipt.size_bytes + 1 })],
  ['the receipt names no key', (copy) => copy.rewrite({ gpg_fpr: null })],
  ['the receipt names a short key id', (copy) => copy.rewrite({ gpg_fpr: recipient.slice(-16) })],
  ['the receipt names another key', (copy) => copy.rewrite({ gpg_fpr: other })],
  ['the receipt names the key in lower case', (copy) => copy.rewrite({ gpg_fpr: recipient.toLowerCase() })],
  ['the receipt says it is a data directory', (copy) => copy.rewrite({ content: 'data_directory' })],
  ['the receipt has no tables', (copy) => copy.rewrite({ tables: {} })],
  [
    'the receipt counts rows in words',
    (copy) => copy.rewrite(tables((all) => void Object.assign(unitsOf(all), { rows: 'many' }))),
  ],
  [
    'the receipt counts rows below zero',
    (copy) => copy.rewrite(tables((all) => void Object.assign(unitsOf(all), { rows: -1 }))),
  ],
  ['the receipt leaves a table out', (copy) => copy.rewrite(tables((all) => void delete all[UNITS]))],
  [
    'the receipt names a table that is SQL',
    (copy) =>
      copy.rewrite(tables((all) => void Object.assign(all, { 'x; CREATE ROLE y SUPERUSER; --.z': unitsOf(all) }))),
  ],
];

/** A forged artefact is seen by who decrypts it; to the gate its receipt fits. */
const FORGED: [string, (copy: Copy) => void][] = [
  ['half of it', (copy) => copy.forge(readFileSync(copy.artifact).subarray(0, good.receipt.size_bytes >> 1))],
  [
    'with a bit flipped in its middle',
    (copy) => copy.forge(flipped(readFileSync(copy.artifact), good.receipt.size_bytes >> 1)),
  ],
  [
    'with its last bit flipped',
    (copy) => copy.forge(flipped(readFileSync(copy.artifact), good.receipt.size_bytes - 1)),
  ],
  [
    'with garbage behind it',
    (copy) => copy.forge(Buffer.concat([readFileSync(copy.artifact), Buffer.from('garbage')])),
  ],
  ['twice', (copy) => copy.forge(Buffer.concat([readFileSync(copy.artifact), readFileSync(copy.artifact)]))],
  ['not encrypted', (copy) => copy.forge(plain)],
  ['packed by gpg, but not encrypted', (copy) => copy.forge(keys.gpg(['--store'], plain))],
  ['encrypted to another key', (copy) => copy.forge(encrypted(plain, other))],
  ['encrypted to a second key, too', (copy) => copy.forge(encrypted(plain, recipient, other))],
  [
    'encrypted with a passphrase',
    (copy) => copy.forge(keys.gpg(['--pinentry-mode', 'loopback', '--passphrase', 'x', '--symmetric'], plain)),
  ],
  [
    'encrypted with a passphrase, too',
    (copy) =>
      copy.forge(
        keys.gpg(
          [
            '--pinentry-mode',
            'loopback',
            '--passphrase',
            'x',
            '--trust-model',
            'always',
            '--recipient',
            recipient,
            '--encrypt',
            '--symmetric',
          ],
          plain,
        ),
      ),
  ],
  ['random bytes', (copy) => copy.forge(Buffer.from(crypto.getRandomValues(new Uint8Array(5000))))],
  ['nothing, encrypted', (copy) => copy.forge(encrypted(new Uint8Array(0), recipient))],
  ['random bytes, encrypted', (copy) => copy.forge(encrypted(crypto.getRandomValues(new Uint8Array(5000)), recipient))],
  ['half a dump, encrypted', (copy) => copy.forge(encrypted(plain.subarray(0, plain.length >> 1), recipient))],
  ['a dump without its last bytes', (copy) => copy.forge(encrypted(plain.subarray(0, -20), recipient))],
  [
    'a dump with a bit flipped in its rows',
    (copy) => copy.forge(encrypted(flipped(plain, plain.length - 2000), recipient)),
  ],
  [
    'a dump with a bit flipped in a definition',
    (copy) => copy.forge(encrypted(flipped(plain, plain.indexOf('CREATE TABLE public.information_unit')), recipient)),
  ],
  ['a dump as plain SQL', (copy) => copy.forge(encrypted(dumped('-Fp', ...tablesArguments(names())), recipient))],
  [
    'a dump without rows',
    (copy) => copy.forge(encrypted(dumped('-Fc', '--schema-only', ...tablesArguments(names())), recipient)),
  ],
  [
    'a dump without definitions',
    (copy) => copy.forge(encrypted(dumped('-Fc', '--data-only', ...tablesArguments(names())), recipient)),
  ],
  [
    'a dump without one table',
    (copy) =>
      copy.forge(encrypted(dumped('-Fc', ...tablesArguments(names().filter((name) => name !== UNITS))), recipient)),
  ],
  [
    'a dump with a table too many',
    (copy) =>
      copy.forge(encrypted(dumped('-Fc', ...tablesArguments([...names(), 'public.iu_lifecycle_vocab'])), recipient)),
  ],
  ['a dump of another moment', (copy) => copy.forge(encrypted(dumped('-Fc', ...tablesArguments(names())), recipient))],
  [
    'the right artefact, a row too many in the receipt',
    (copy) => copy.rewrite(tables((all) => void Object.assign(unitsOf(all), { rows: 61 }))),
  ],
  [
    'the right artefact, another digest in the receipt',
    (copy) => copy.rewrite(tables((all) => void Object.assign(unitsOf(all), { digest: ZEROS }))),
  ],
  [
    'the right artefact, other columns in the receipt',
    (copy) => copy.rewrite(tables((all) => void Object.assign(unitsOf(all), { columns: ZEROS }))),
  ],
  [
    'the right artefact, a table too many in the receipt',
    (copy) => copy.rewrite(tables((all) => void Object.assign(all, { 'public.another': unitsOf(all) }))),
  ],
];

/** Seen by the gate alone: whose backup it is, when it was taken, and what the restore test says. */
const GATE: [string, (copy: Copy) => void][] = [
  ['it is of another database', (copy) => copy.rewrite({ source: { ...good.receipt.source, database: 'another' } })],
  ['it is of another server', (copy) => copy.rewrite({ source: { ...good.receipt.source, system_identifier: '1' } })],
  ['it is of another timeline', (copy) => copy.rewrite({ source: { ...good.receipt.source, timeline: '2' } })],
  [
    'it is an hour and a second old',
    (copy) => copy.rewrite({ taken_at: new Date(Date.now() - 3_601_000).toISOString() }),
  ],
  ['it is of last year', (copy) => copy.rewrite({ taken_at: '2025-01-01T00:00:00.000Z' })],
  ['it is of tomorrow', (copy) => copy.rewrite({ taken_at: new Date(Date.now() + 86_400_000).toISOString() })],
  ['there is no restore test', (copy) => unlinkSync(copy.verified)],
  ['the restore test is empty', (copy) => writeFileSync(copy.verified, '')],
  [
    'the restore test is cut in half',
    (copy) => copy.bytes(copy.verified, (bytes) => bytes.subarray(0, bytes.length / 2)),
  ],
  ['the restore test is a symbolic link', (copy) => copy.linkAt(copy.verified)],
  ['the restore test is a receipt', (copy) => cpSync(copy.receipt, copy.verified)],
  ['the restore test is of another receipt', (copy) => copy.record({ receipt_sha256: '0'.repeat(64) })],
  ['the restore test is of another artefact', (copy) => copy.record({ artifact_sha256: '0'.repeat(64) })],
  [
    'the restore test found other rows',
    (copy) => copy.record(tables((all) => void Object.assign(unitsOf(all), { digest: ZEROS }))),
  ],
  ['the restore test found a table less', (copy) => copy.record(tables((all) => void delete all[UNITS]))],
  [
    'the restore test passed before the backup',
    (copy) => copy.record({ restore_test_passed_at: '2025-01-01T00:00:00.000Z' }),
  ],
  [
    'the restore test passes tomorrow',
    (copy) => copy.record({ restore_test_passed_at: new Date(Date.now() + 86_400_000).toISOString() }),
  ],
];

const FIELDS = [
  'format',
  'run',
  'source',
  'taken_at',
  'artifact_ref',
  'content',
  'sha256',
  'size_bytes',
  'gpg_fpr',
  'tables',
  'dump_program',
  'tool',
];

describe('not accepted by the command, nor by gate G7', () => {
  test.each(BOTH)('%s', async (_name, damage) => {
    const copy = new Copy();
    damage(copy);
    expect(await copy.gate()).not.toEqual([]);
    rmSync(copy.verified);
    expect(await refusalOf(check(copy.receipt))).not.toEqual([]);
    expect(readdirSync(copy.folder).filter((name) => name.endsWith('.verified.json'))).toEqual([]);
  });

  test.each(FIELDS)('the receipt lacks %s', async (field) => {
    const copy = new Copy();
    copy.rewrite({ [field]: undefined });
    expect((await copy.gate())[0]).toMatchObject({ code: 'shape.missing_field' });
    expect(await refusalOf(check(copy.receipt))).toMatchObject([{ code: 'shape.missing_field' }]);
  });
});

describe('forged, and not accepted by the command', () => {
  test.each(FORGED)('%s', async (_name, damage) => {
    const copy = new Copy();
    damage(copy);
    rmSync(copy.verified);
    const problems = await refusalOf(check(copy.receipt));
    for (const { code } of problems) expect(['backup.damaged', 'backup.restore']).toContain(code);
    expect(readdirSync(copy.folder).filter((name) => name.endsWith('.verified.json'))).toEqual([]);
    // Without a test that passed, the gate does not let it through either.
    expect(await copy.gate()).not.toEqual([]);
  });
});

describe('not accepted by gate G7', () => {
  test.each(GATE)('%s', async (_name, damage) => {
    const copy = new Copy();
    damage(copy);
    expect(await copy.gate()).not.toEqual([]);
  });

  test('age is judged by both clocks', async () => {
    const question = { file: new Copy().receipt, recipient, restoreTest: true, source: good.receipt.source };
    const taken = Date.parse(good.receipt.taken_at);
    const [fresh, old] = [new Date(taken + 3_600_000), new Date(taken + 3_600_001)];
    expect(await askGate({ ...question, now: fresh })).toEqual([]);
    expect(await askGate({ ...question, now: fresh, databaseNow: old })).toMatchObject([
      { message: expect.stringContaining("database's clock") },
    ]);
    expect(await askGate({ ...question, now: old, databaseNow: fresh })).toMatchObject([
      { message: expect.stringContaining("machine's clock") },
    ]);
  });

  test('the newest backup of this database is taken from the folder, past those of others', async () => {
    const folder = temporaryFolder();
    const put = (name: string, source: Partial<BackupReceipt['source']>): void => {
      const receipt = { ...good.receipt, source: { ...good.receipt.source, ...source } };
      writeFileSync(join(folder, `${name}.json`), canonical(receipt as unknown as JsonObject));
    };
    const question = { directory: folder, recipient, source: good.receipt.source };
    expect(await askGate(question)).toMatchObject([{ message: 'There is no backup of this database.' }, {}]);
    cpSync(join(good.folder, good.receipt.artifact_ref), join(folder, good.receipt.artifact_ref));
    put('backup-20300101T000000Z-00000000', { database: 'another' });
    writeFileSync(join(folder, 'backup-20310101T000000Z-00000000.json'), 'damaged');
    expect(await askGate(question)).not.toEqual([]);
    put('backup-20200101T000000Z-00000000', {});
    expect(await askGate(question)).toEqual([]);
  });
});

test('no scratch server, nor a folder of one, is left', () => {
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('cutter-scratch-'))).toEqual([]);
  expect(BOTH.length + FIELDS.length + FORGED.length + GATE.length).toBeGreaterThanOrEqual(90);
});
