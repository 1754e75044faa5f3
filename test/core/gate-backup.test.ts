/** Gate G7 with a backup as it should be, and every way in which it is not. */
import { describe, expect, it } from 'vitest';
import type { BackupReceipt, BackupVerified } from '../../src/core/backup/receipt.ts';
import { backupGate } from '../../src/core/gates/backup.ts';
import type { BackupFacts, FoundBackup, OfflineFacts, OnlineFacts } from '../../src/core/gates/facts.ts';
import type { Problem } from '../../src/core/problem.ts';

const TABLE = { rows: 1, digest: 'd', columns: 'c' };
const TABLES = {
  'public.information_unit': TABLE,
  'public.unit_version': TABLE,
  'public.birth_registry': TABLE,
  'public.iu_lifecycle_log': TABLE,
  'public.dot_config': TABLE,
};
const RECEIPT = {
  format: 'cutter.backup/1',
  run: 'backup-1',
  source: { database: 'law', system_identifier: '74', kind: 'server', timeline: '1', server_version: '150018' },
  taken_at: '2026-03-01T12:00:00.000Z',
  artifact_ref: 'backup-1.dump.gpg',
  content: 'pg_dump',
  sha256: 'a',
  size_bytes: 10,
  gpg_fpr: 'F',
  tables: TABLES,
  dump_program: 'pg_dump 15',
  tool: { version: '0', build: 'b' },
} as const satisfies BackupReceipt;
const VERIFIED = {
  format: 'cutter.backup-verified/1',
  receipt_sha256: 'r',
  artifact_sha256: 'a',
  restore_test_passed_at: '2026-03-01T12:10:00.000Z',
  scratch: { kind: 'server', server_version: '150018' },
  restore_program: 'pg_restore 15',
  tables: TABLES,
} as unknown as BackupVerified;
const FOUND: FoundBackup = {
  file: 'backup-1.json',
  receiptSha256: 'r',
  receipt: RECEIPT,
  artifact: { sha256: 'a', size: 10, outside: undefined },
  verified: VERIFIED,
};
const FACTS: BackupFacts = {
  asked: true,
  required: true,
  restoreTest: true,
  maxAgeMinutes: 60,
  recipient: 'F',
  found: FOUND,
  hostClock: '2026-03-01T12:30:00.000Z',
};
const PLAN = {
  target: { database: 'law', system_identifier: '74', principal: 'cutter_exec' },
  expect: { statements: 6, inserted: { 'public.information_unit': 2 }, updated: { 'public.unit_version': 2 } },
};
const SESSION = { clock: '2026-03-01T12:30:01.000Z', timeline: '1' };

const offline = (backup: BackupFacts, plan: object = PLAN): readonly Problem[] =>
  backupGate.offline?.({ plan, backup } as OfflineFacts) ?? [];
const online = (backup: BackupFacts, session: object = SESSION): readonly Problem[] =>
  backupGate.online?.({ backup, session } as OnlineFacts) ?? [];
const found = (over: Partial<FoundBackup>): BackupFacts => ({ ...FACTS, found: { ...FOUND, ...over } });
const receipt = (over: object): BackupFacts => found({ receipt: { ...RECEIPT, ...over } });
const source = (over: object): BackupFacts => receipt({ source: { ...RECEIPT.source, ...over } });
const verified = (over: object): BackupFacts => found({ verified: { ...VERIFIED, ...over } });
const OTHER: Problem = { code: 'input.missing', message: 'It is not there.', hint: 'Look.' };

const GOOD: readonly (readonly [string, BackupFacts])[] = [
  ['as it is', FACTS],
  ['an hour old', { ...FACTS, hostClock: '2026-03-01T13:00:00.000Z' }],
  ['of five seconds from now', { ...FACTS, restoreTest: false, hostClock: '2026-03-01T11:59:55.000Z' }],
  ['whose key nobody names', (({ recipient: _, ...rest }) => rest)(FACTS)],
  ['not tested, where no test is asked for', { ...found({ verified: undefined }), restoreTest: false }],
  [
    'in the clear, of an embedded database, where none is required',
    { ...receipt({ gpg_fpr: null, source: { ...RECEIPT.source, kind: 'embedded' } }), required: false },
  ],
  [
    'in the clear, and looking like it',
    {
      ...found({
        receipt: { ...RECEIPT, gpg_fpr: null, source: { ...RECEIPT.source, kind: 'embedded' } },
        artifact: { sha256: 'a', size: 10, outside: 'no' },
      }),
      required: false,
    },
  ],
  ['tested five seconds before it was taken', verified({ restore_test_passed_at: '2026-03-01T11:59:55.000Z' })],
  ['tested five seconds from now', verified({ restore_test_passed_at: '2026-03-01T12:30:05.000Z' })],
];

const BAD: readonly (readonly [string, BackupFacts])[] = [
  ['there is none', { ...FACTS, found: undefined }],
  ['it cannot be read', { ...FACTS, found: { problems: [OTHER] } }],
  ['another database', source({ database: 'other' })],
  ['another server', source({ system_identifier: '75' })],
  ['two tables less', { ...receipt({ tables: { 'public.unit_version': TABLE } }), restoreTest: false }],
  ['a minute too old', { ...FACTS, hostClock: '2026-03-01T13:01:00.000Z' }],
  ['a second too old', { ...FACTS, hostClock: '2026-03-01T13:00:01.000Z' }],
  ['of the future', { ...FACTS, restoreTest: false, hostClock: '2026-03-01T11:59:54.000Z' }],
  ['of no time', { ...receipt({ taken_at: 'x' }), restoreTest: false }],
  ['in the clear', receipt({ gpg_fpr: null })],
  ['in the clear, of a server, where none is required', { ...receipt({ gpg_fpr: null }), required: false }],
  [
    'in the clear, of an embedded database, where one is required',
    receipt({ gpg_fpr: null, source: { ...RECEIPT.source, kind: 'embedded' } }),
  ],
  ['to another key', { ...FACTS, recipient: 'G' }],
  ['its file cannot be read', found({ artifact: { problems: [OTHER] } })],
  ['its file is another', found({ artifact: { sha256: 'x', size: 10, outside: undefined } })],
  ['its file is longer', found({ artifact: { sha256: 'a', size: 11, outside: undefined } })],
  ['its file is not encrypted', found({ artifact: { sha256: 'a', size: 10, outside: 'plain text' } })],
  ['not tested', found({ verified: undefined })],
  ['its test cannot be read', found({ verified: { problems: [OTHER] } })],
  ['the test of another receipt', verified({ receipt_sha256: 'x' })],
  ['the test of another file', verified({ artifact_sha256: 'x' })],
  ['the test found other rows', verified({ tables: { ...TABLES, 'public.unit_version': { ...TABLE, rows: 2 } } })],
  ['tested before it was taken', verified({ restore_test_passed_at: '2026-03-01T11:59:54.000Z' })],
  ['tested in the future', verified({ restore_test_passed_at: '2026-03-01T12:30:06.000Z' })],
  ['tested at no time', verified({ restore_test_passed_at: 'x' })],
];

const textOf = ({ code, message, hint, place, detail = [] }: Problem): string =>
  [`${code}: ${message}`, ...detail.map((line) => `| ${line}`), `next: ${hint}`, `at: ${JSON.stringify(place ?? null)}`]
    .map((line) => `    ${line}\n`)
    .join('');

describe('before connecting', () => {
  it.each(GOOD)('good: %s', (_, facts) => expect(offline(facts)).toEqual([]));
  it.each(BAD)('refused: %s', (_, facts) => expect(offline(facts)).toHaveLength(1));

  it('a table that is only updated must be in it, and one that is only inserted to', () => {
    const plan = { ...PLAN, expect: { ...PLAN.expect, inserted: { 'public.i': 1 }, updated: { 'public.u': 1 } } };
    expect(offline(FACTS, plan)[0]?.message).toBe('The backup does not hold: public.i, public.u.');
  });

  it('is not asked where no backup is', () => {
    expect(backupGate.applies?.({ backup: { ...FACTS, asked: false } } as OfflineFacts)).toBe(false);
    expect(backupGate.applies?.({ backup: FACTS } as OfflineFacts)).toBe(true);
  });
});

const LATER: readonly (readonly [string, BackupFacts, object])[] = [
  ['there is none', { ...FACTS, found: undefined }, SESSION],
  ['it cannot be read', { ...FACTS, found: { problems: [OTHER] } }, SESSION],
  ['too old', FACTS, { ...SESSION, clock: '2026-03-01T13:00:30.000Z' }],
  ['of the future', FACTS, { ...SESSION, clock: '2026-03-01T11:59:54.000Z' }],
  ['at no time', FACTS, { timeline: '1' }],
  ['the server has failed over', FACTS, { ...SESSION, timeline: '2' }],
  ['the server does not say', FACTS, { clock: SESSION.clock, timeline: null }],
];

describe('connected', () => {
  it('good', () => expect(online(FACTS)).toEqual([]));
  it.each(LATER)('refused: %s', (_, facts, session) => expect(online(facts, session)).toHaveLength(1));
});

it('what each refusal says', async () => {
  const before = BAD.map(([name, facts]) => [name, offline(facts)] as const);
  const connected = LATER.map(([name, facts, session]) => [`connected: ${name}`, online(facts, session)] as const);
  const text = [...before, ...connected].map(([name, problems]) => `${name}\n${problems.map(textOf).join('')}`);
  await expect(text.join('\n')).toMatchFileSnapshot('gate-backup.txt');
});
