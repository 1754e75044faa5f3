/**
 * No output holds a secret. Unique ones are planted: the passwords of the lanes and of the owner, the private key of an
 * approver, and, in a spoilt file, all eight connection settings. Then every command is run, as it succeeds and as it
 * fails, and everything that it printed or wrote, and the arguments and environments of the programs it called, are
 * searched for each secret in every encoding.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { serverSettings } from '../../src/cli/server-settings.ts';
import { Wire } from '../../src/cli/wire.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import { type Keyring, keyring } from '../backup/keyring.ts';
import { adminQuery } from '../support/admin.ts';
import { type Ended, cutter as run } from '../support/cli.ts';
import { EXAMPLE_CUT, ROOT } from '../support/cutter.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { encodings } from '../support/encodings.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Characters that every encoding changes. */
const canary = (name: string): string => `${name}-c4n&r<y>é'"\\ $H%41/+?=${Math.random().toString(36).slice(2)}`;
const EXEC = canary('exec');
const VERIFY = canary('verify');
const OWNER = canary('owner');

let server: TestServer;
let database: TestDatabase;
let keys: Keyring;
let folder: string;
/** What the commands printed, and what they wrote. */
const printed: { readonly what: string; readonly bytes: Buffer }[] = [];
const ran = new Set<string>();
const called = () => join(folder, '..', `called-${folder.split('/').at(-1)}`);

const ENV = (over: Record<string, string> = {}): string =>
  Object.entries({
    DB_HOST: server.host,
    DB_PORT: String(server.port),
    DB_NAME: database.database,
    DB_SSLMODE: 'disable',
    EXEC_DB_USER: 'cutter_exec',
    EXEC_DB_PASSWORD: EXEC,
    VERIFY_DB_USER: 'cutter_verify',
    VERIFY_DB_PASSWORD: VERIFY,
    ...over,
  })
    .map(([key, value]) => `DOT_CUTTER_${key}=${value}\n`)
    .join('');
const settings = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
const writeEnv = (text: string): void => {
  writeFileSync(join(folder, 'server.env'), text, { mode: 0o600 });
  chmodSync(join(folder, 'server.env'), 0o600);
};

/** Programs that cutter may call, in front of the real ones: each notes how it was called. */
function shims(): string {
  const shelf = join(folder, 'shims');
  mkdirSync(shelf);
  for (const name of ['ssh-keygen', 'gpg', 'pg_dump', 'pg_restore', 'pg_config']) {
    let real: string;
    try {
      real = realpathSync(execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim());
    } catch {
      continue;
    }
    const log = join(called(), name);
    const note = `{ printf '%s\\n' "ARGV $0 $*"; /usr/bin/env; } >> '${log}'`;
    writeFileSync(join(shelf, name), `#!/bin/sh\n${note}\nexec '${real}' "$@"\n`, { mode: 0o755 });
  }
  return shelf;
}

async function cutter(argv: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const id = Object.keys(COMMANDS).find((one) => one === argv.slice(0, 2).join(':')) ?? argv[0] ?? '';
  ran.add(id);
  const path = `${join(folder, 'shims')}:${process.env.PATH}`;
  const ended = await run(argv, { cwd: folder, env: { GNUPGHOME: keys.home, PATH: path, ...env } });
  const what = `cutter ${argv.join(' ')}`;
  printed.push({ what: `${what}: stdout`, bytes: Buffer.from(ended.stdout) });
  printed.push({ what: `${what}: stderr`, bytes: Buffer.from(ended.stderr) });
  return ended;
}

/** The same with --json. */
const both = async (...argv: string[]): Promise<Ended> => {
  const ended = await cutter(argv);
  await cutter([...argv, '--json']);
  return ended;
};
const fine = async (...argv: string[]): Promise<Ended> => {
  const ended = await cutter(argv);
  expect({ argv, code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 });
  return ended;
};

/** Files that hold a secret on purpose. */
const GIVEN = ['server.env', 'owner.pw', 'approver_key', 'lanes/dot-991', 'lanes/dot-992'];

const written = (below: string): { readonly what: string; readonly bytes: Buffer }[] =>
  readdirSync(below, { recursive: true, encoding: 'utf8' })
    .filter((name) => !GIVEN.includes(name) && !name.startsWith('shims') && statSync(join(below, name)).isFile())
    .map((name) => ({ what: name, bytes: readFileSync(join(below, name)) }));

function hits(
  secrets: Record<string, Buffer>,
  places: readonly { readonly what: string; readonly bytes: Buffer }[],
): string[] {
  const found: string[] = [];
  for (const [name, secret] of Object.entries(secrets)) {
    for (const [encoding, forms] of encodings(secret)) {
      for (const { what, bytes } of places) {
        if (forms.some((form) => bytes.includes(form))) found.push(`${name} (${encoding}) in ${what}`);
      }
    }
  }
  return found;
}

/** The 32 secret bytes of an Ed25519 key: they stand before the public ones, in the private part. */
function seedOf(file: string): Buffer {
  const blob = Buffer.from(readFileSync(file, 'utf8').replace(/-----.*-----|\s/g, ''), 'base64');
  const open = Buffer.from(readFileSync(`${file}.pub`, 'utf8').split(' ')[1] ?? '', 'base64').subarray(-32);
  const at = blob.lastIndexOf(open);
  return blob.subarray(at - 32, at);
}

const passwords = (): Record<string, Buffer> => ({
  'password of cutter_exec': Buffer.from(EXEC),
  'password of cutter_verify': Buffer.from(VERIFY),
  'password of the owner': Buffer.from(OWNER),
});

beforeAll(async () => {
  server = await startServer();
  database = await freshDatabase({ server });
  keys = keyring();
  folder = temporaryFolder();
  mkdirSync(called());
  shims();
  await adminQuery(server, 'postgres', `CREATE ROLE keeper SUPERUSER LOGIN PASSWORD '${OWNER.replaceAll("'", "''")}'`);
  const [hba] = await adminQuery(server, 'postgres', 'SHOW hba_file');
  const mine = `host all ${server.superuser} ${server.host}/32 trust\nhost all all ${server.host}/32 scram-sha-256\n`;
  writeFileSync(hba?.hba_file ?? '', mine);
  await adminQuery(server, 'postgres', 'SELECT pg_reload_conf()');
  writeFileSync(join(folder, 'owner.pw'), `${OWNER}\n`, { mode: 0o600 });
  writeEnv(ENV());
}, 120_000);
afterAll(async () => {
  keys.remove();
  await server.stop();
});

const PLAN = 'plans/constitution/plan.json';
const AS_OWNER = ['--owner', 'keeper', '--owner-password-file', 'owner.pw'];

describe('every command, with secrets planted', () => {
  it('does its work', { timeout: 300_000 }, async () => {
    await fine('init', '--signer', 'approver@example.org', '--new-key', 'approver_key');
    const config = readFileSync(join(folder, 'cutter.yaml'), 'utf8')
      .replace('default_target: local', 'default_target: server')
      .replace(
        'targets:\n',
        'targets:\n  server:\n    kind: server\n    env_file: server.env\n  bare:\n    kind: server\n',
      )
      .replace(
        '  ssh_keygen: where_installed',
        '  ssh_keygen: required\n  require: {arming: true, roots_of_trust: true, backup: true, restore_test: true, same_build: true}',
      );
    writeFileSync(join(folder, 'cutter.yaml'), `${config}\nbackup: {gpg_recipient: ${keys.key('reader')}}\n`);

    await fine('sandbox', 'up', ...AS_OWNER);
    const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
    await database.query(
      `ALTER ROLE cutter_exec PASSWORD ${quoted(EXEC)}; ALTER ROLE cutter_verify PASSWORD ${quoted(VERIFY)}`,
    );
    await fine('sandbox', 'register', EXAMPLE_CUT, ...AS_OWNER);
    writeFileSync(join(folder, 'change.sql'), 'CREATE TABLE public.noted (n integer);');
    await fine('sandbox', 'run', 'change.sql', ...AS_OWNER);
    await both('sandbox', 'sql');
    await both('profiles', 'list');
    await both('validate', EXAMPLE_CUT);
    await both('mark', EXAMPLE_CUT);
    await fine('snapshot', EXAMPLE_CUT, '--out', 'snapshot.json');
    await fine('plan', EXAMPLE_CUT, '--out', 'plans/constitution');
    await both('plan', EXAMPLE_CUT, '--check', 'plans/constitution');
    await both('show', PLAN);
    await both('diff', 'plans/constitution', 'plans/constitution');
    await fine('approve', PLAN, '--as', 'approver@example.org', '--key', 'approver_key');
    await both('approvals', 'check', PLAN);
    await both('drift', PLAN);
    await both('grants');
    await cutter(['grants', '--posture', 'canonical', '--sql']);
    await both('trust', 'pin');
    await fine('trust', 'pin', '--run', ...AS_OWNER);
    const approval = 'plans/constitution/approvals/SG_1.approver@example.org.json';
    await both('preflight', PLAN, '--approval', approval);
    await both('apply', PLAN, '--approval', approval);
    const { receiptFile } = JSON.parse((await fine('backup', '--json')).stdout) as { receiptFile: string };
    await fine('backup', 'verify', receiptFile);
    await both('arm', PLAN);
    await fine('arm', PLAN, '--run', ...AS_OWNER);
    await fine('kill', 'a drill', '--run', ...AS_OWNER);
    await both('apply', PLAN, '--approval', approval);
    await fine('kill', '--lift', '--run', ...AS_OWNER);
    await fine('arm', PLAN, '--run', ...AS_OWNER);
    await fine('apply', PLAN, '--approval', approval);
    await both('apply', PLAN);
    await both('verify', PLAN);
    const [receipt = ''] = readdirSync(join(folder, 'plans/constitution/receipts'));
    await both('resolve', join('plans/constitution/receipts', receipt));
  });

  it('fails', { timeout: 300_000 }, async () => {
    const asking = [
      ['apply', PLAN],
      ['preflight', PLAN],
      ['grants'],
      ['plan', EXAMPLE_CUT, '--out', 'plans/again'],
      ['backup'],
      ['verify', PLAN],
      ['arm', PLAN, '--run', ...AS_OWNER],
    ];
    // Each command as text and as JSON by turns; each kind of failure comes in both, too.
    let turn = 0;
    const everywhere = async (code: readonly number[]) => {
      turn += 1;
      for (const [at, argv] of asking.entries()) {
        const json = (turn + at) % 2 === 0 ? ['--json'] : [];
        expect(code).toContain((await cutter([...argv, ...json])).code);
      }
    };
    // Wrong passwords, made of the right ones.
    writeEnv(ENV({ EXEC_DB_PASSWORD: `${EXEC}!`, VERIFY_DB_PASSWORD: `${VERIFY}!` }));
    writeFileSync(join(folder, 'owner.pw'), `${OWNER}!\n`, { mode: 0o600 });
    await everywhere([2, 3, 10]);
    writeFileSync(join(folder, 'owner.pw'), `${OWNER}\n`, { mode: 0o600 });
    // A server that offers no TLS; one that is not there; a database that is not.
    writeEnv(ENV({ DB_SSLMODE: 'verify-full' }));
    await everywhere([2, 3, 10]);
    writeEnv(ENV({ DB_PORT: '1' }));
    await everywhere([2, 3, 10]);
    writeEnv(ENV({ DB_NAME: 'nowhere' }));
    await everywhere([2, 3, 10]);
    // A file that others may read, and one that is none.
    writeEnv(ENV());
    chmodSync(join(folder, 'server.env'), 0o644);
    await everywhere([2, 3, 10]);
    // The same settings from the environment; then variables that belong to other tools.
    const bare = settings(ENV());
    for (const argv of asking) await cutter([...argv, '--target', 'bare'], bare);
    await cutter(['apply', PLAN, '--target', 'bare'], {
      ...bare,
      PGPASSWORD: EXEC,
      PG_DSN: `postgres://x:${EXEC}@y/z`,
    });
    await cutter(['approvals', 'check', PLAN, '--target', 'bare'], bare);
    writeEnv(ENV());
    // A key that is not one, and a password where a flag is expected.
    await both('approve', PLAN, '--as', 'approver@example.org', '--key', 'owner.pw');
    await both('approve', PLAN, '--as', 'approver@example.org', '--key', 'server.env');
    await both('validate', 'owner.pw');
    await both('plan', 'server.env', '--out', 'plans/none');
    await both('init', '--signer', 'other@example.org', '--key', 'approver_key');
    // Whatever other command there is, as a person would first try it.
    for (const id of Object.keys(COMMANDS).filter((one) => !ran.has(one))) {
      await cutter([...id.split(':'), PLAN, '--json']);
      await cutter(id.split(':'));
    }
    expect(Object.keys(COMMANDS).filter((id) => !ran.has(id))).toEqual([]);
  });

  it('prints none of them, writes none of them, and hands none on', () => {
    const notes = written(called());
    const privateKeys = GIVEN.slice(2).filter((name) => existsSync(join(folder, name)));
    const seeds = privateKeys.map((name) => [`key ${name}`, seedOf(join(folder, name))] as const);
    const secrets: Record<string, Buffer> = { ...passwords(), ...Object.fromEntries(seeds) };
    const places = [...printed, ...written(folder)];
    expect(places.length).toBeGreaterThan(100);
    expect(notes.map(({ what }) => what)).toEqual(expect.arrayContaining(['gpg', 'ssh-keygen']));
    expect(Object.keys(secrets)).toEqual(expect.arrayContaining(['key approver_key', 'password of the owner']));
    expect(hits(secrets, places)).toEqual([]);
    // libpq takes a password from its environment alone: only pg_dump gets one, that of its lane.
    const others = notes.filter(({ what }) => what !== 'pg_dump');
    expect(hits(secrets, others)).toEqual([]);
    const dump = notes.filter(({ what }) => what === 'pg_dump');
    const ofOthers = Object.fromEntries(
      Object.entries(secrets).filter(([name]) => name !== 'password of cutter_verify'),
    );
    expect(hits(ofOthers, dump)).toEqual([]);
    const argv = dump.map(({ what, bytes }) => ({
      what,
      bytes: Buffer.from(
        bytes
          .toString()
          .split('\n')
          .filter((line) => line.startsWith('ARGV'))
          .join('\n'),
      ),
    }));
    expect(hits(secrets, argv)).toEqual([]);
  });

  it('and a search that would miss one would find nothing here', () => {
    for (const [name, secret] of Object.entries(passwords())) {
      for (const [encoding, forms] of encodings(secret)) {
        expect(forms.length, encoding).toBeGreaterThan(0);
        const places = forms.map((form) => ({
          what: 'x',
          bytes: Buffer.concat([Buffer.from('ab'), form, Buffer.from('c')]),
        }));
        expect(hits({ [name]: secret }, places).length, encoding).toBeGreaterThan(0);
      }
    }
    const encoded = Buffer.from(JSON.stringify({ deep: Buffer.from(`postgres://u:${EXEC}@h`).toString('base64') }));
    expect(hits(passwords(), [{ what: 'x', bytes: encoded }])).toContain('password of cutter_exec (base64) in x');
  });
});

describe('all eight settings', () => {
  it('stand in no refusal of the file that holds them', async () => {
    const eight = Object.fromEntries(Object.keys(settings(ENV())).map((key) => [key, canary(key.toLowerCase())]));
    const lines = Object.entries(eight).map(([key, value]) => `${key}=${value}\n`);
    const before = printed.length;
    for (const text of [
      lines.join(''),
      lines.map((line) => line.replace('=', '= ')).join(''),
      lines.map((line) => line.replace('DOT_', '')).join(''),
      lines.join('').replaceAll('\n', '\r\n'),
      `${lines.join('')}${lines.join('')}`,
      Object.values(eight).join('\n'),
    ]) {
      writeEnv(text);
      expect((await cutter(['grants'])).code).toBe(2);
      expect((await cutter(['grants', '--json'])).code).toBe(2);
    }
    expect((await cutter(['grants', '--target', 'bare'], eight)).code).toBe(2);
    writeEnv(ENV());
    const secrets = Object.fromEntries(Object.entries(eight).map(([key, value]) => [key, Buffer.from(value)]));
    expect(hits(secrets, printed.slice(before))).toEqual([]);
  });
});

describe('what a developer prints', () => {
  it('of settings, sessions and errors shows none of them', async () => {
    const shown: { what: string; bytes: Buffer }[] = [];
    const show = (what: string, value: unknown): void => {
      shown.push({
        what: `inspect ${what}`,
        bytes: Buffer.from(
          inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
        ),
      });
      shown.push({
        what: `stack ${what}`,
        bytes: Buffer.from(value instanceof Error ? `${value.stack}${value.cause}` : String(value)),
      });
      try {
        shown.push({ what: `JSON ${what}`, bytes: Buffer.from(JSON.stringify(value) ?? '') });
      } catch {
        // Circular: it has no JSON.
      }
    };
    const target = { kind: 'server', env_file: 'server.env' } as const;
    const given = await serverSettings(target, folder);
    show('settings', given);
    const databases = serverDatabases(given);
    show('databases', databases);
    const session = await databases.open('exec', { name: 'cutter/test' });
    show('session', session);
    show('error', await session.rows(`SELECT 1 / 0`).catch((error: unknown) => error));
    show(
      'error of a row',
      await session.rows(`SELECT '${VERIFY.replaceAll("'", "''")}'::text || 1 / 0`).catch((error: unknown) => error),
    );
    await session.close();
    show('closed session', session);
    writeEnv(ENV({ EXEC_DB_PASSWORD: `${EXEC}!` }));
    const wrong = serverDatabases(await serverSettings(target, folder));
    const refused = await wrong.open('exec', { name: 'cutter/test' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Error);
    show('refusal', refused);
    writeEnv(ENV());
    show('wire', new Wire({ config: join(folder, 'cutter.yaml'), target: undefined, root: ROOT }));
    expect(hits(passwords(), shown)).toEqual([]);
  });
});
