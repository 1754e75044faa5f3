/** Backups of a server: what they hold, what they leave behind, and what happens when a part of the work dies. */
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
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Stop } from '../../src/core/problem.ts';
import { Secret } from '../../src/core/secret.ts';
import { pgDump } from '../../src/edge/backup/pg-dump.ts';
import { findProgram } from '../../src/edge/backup/programs.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import type { BackupPorts } from '../../src/flows/backup/take.ts';
import type { Bytes, DumpSource } from '../../src/ports.ts';
import { adminQuery } from '../support/admin.ts';
import { codesOf, refusalOf, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Keyring, keyring } from './keyring.ts';
import { check, serverPorts, settingsOf, take, wire } from './support.ts';

const MARKER = 'PLAIN-TEXT-MARKER-7f3a';
/** Six megabytes that no compression makes smaller: a dump of them does not fit into pipes. */
const LARGE = `INSERT INTO public.dot_config (key, value)
  SELECT 'large.' || n, (SELECT string_agg(md5(random()::text || i), '') FROM generate_series(1, 32768) AS i) FROM generate_series(1, 6) AS n`;

let keys: Keyring;
let recipient: string;
let place: ServerWorkplace;
let large: ServerWorkplace;
beforeAll(async () => {
  keys = keyring();
  recipient = keys.key('keeper');
  place = await serverWorkplace(
    `INSERT INTO public.dot_config (key, value) VALUES ('note', '${MARKER}'), ('odd', E'tab\\there, "quote", back\\\\slash, \\u1ec0')`,
  );
  large = await serverWorkplace(LARGE);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => keys.remove());

const files = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []).sort();

/** Calls `then` when the dump has given its first bytes. */
const interfering = (source: DumpSource, then: () => Promise<void> | void): DumpSource => ({
  ...source,
  async *dump(question): AsyncGenerator<Uint8Array, void, undefined> {
    let first = true;
    for await (const chunk of source.dump(question)) {
      if (first) await then();
      first = false;
      yield chunk;
    }
  },
});

/** Processes of this name that we started. */
function children(name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const [, command, , parent] = /^\d+ \((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        return command === name && parent === String(process.pid);
      } catch {
        return false;
      }
    })
    .map(Number);
}

describe('a backup of a server', () => {
  test('holds every table at the moment of its receipt, and passes its restore test', async () => {
    const { receipt, receiptFile, artifactFile } = await take(serverPorts(place.database), recipient);
    const [found] = await place.database.query(`SELECT count(*)::text AS rows FROM public.dot_config`);
    expect(receipt.tables['public.dot_config']?.rows).toBe(Number(found?.rows));
    expect(Object.keys(receipt.tables).filter((name) => name.startsWith('cutter_governance.')).length).toBeGreaterThan(
      1,
    );
    expect(receipt).toMatchObject({
      format: 'cutter.backup/1',
      content: 'pg_dump',
      gpg_fpr: recipient,
      size_bytes: statSync(artifactFile).size,
      source: { kind: 'server', database: place.database.database, timeline: '1' },
    });
    expect(statSync(artifactFile).mode & 0o777).toBe(0o600);
    const { verified, verifiedFile } = await check(receiptFile);
    expect(verified.tables).toEqual(receipt.tables);
    expect(existsSync(verifiedFile)).toBe(true);
  });

  test('does not hold what was committed after that moment', async () => {
    const ports = serverPorts(place.database);
    const late = {
      ...ports.source,
      async *dump(question: Parameters<DumpSource['dump']>[0]): AsyncGenerator<Uint8Array, void, undefined> {
        await place.database.query(`INSERT INTO public.dot_config (key, value) VALUES ('late', 'row')`);
        yield* ports.source.dump(question);
      },
    };
    const { receipt, receiptFile } = await take({ ...ports, source: late }, recipient);
    const [found] = await place.database.query(`SELECT count(*)::text AS rows FROM public.dot_config`);
    expect(receipt.tables['public.dot_config']?.rows).toBe(Number(found?.rows) - 1);
    await check(receiptFile);
  });

  test('refuses without a recipient, and names every table that the role may not read', async () => {
    expect(codesOf(await refusalOf(take(serverPorts(place.database), undefined)))).toEqual(['backup.recipient']);
    const closed = await serverWorkplace(
      `REVOKE SELECT ON public.birth_registry FROM cutter_verify; CREATE TABLE cutter_governance."Odd ""table" (id int);
       REVOKE SELECT ON SEQUENCE public.iu_lifecycle_log_log_id_seq FROM cutter_verify`,
    );
    const problems = await refusalOf(take(serverPorts(closed.database), recipient));
    expect(codesOf(problems)).toEqual(['database.permission']);
    expect(problems.map(({ hint }) => hint).join('\n')).toContain(
      'GRANT SELECT ON TABLE cutter_governance."Odd ""table" TO',
    );
    expect(problems.map(({ hint }) => hint).join('\n')).toContain(
      'GRANT SELECT ON SEQUENCE public.iu_lifecycle_log_log_id_seq',
    );
    await closed.database.query('GRANT SELECT ON ALL TABLES IN SCHEMA public, cutter_governance TO cutter_verify');
    await closed.database.query('GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO cutter_verify');
    const { receipt, receiptFile } = await take(serverPorts(closed.database), recipient);
    expect(Object.keys(receipt.tables)).toContain('cutter_governance."Odd ""table"');
    await check(receiptFile);
  });

  test('refuses rows that row security would hide', async () => {
    const hidden = await serverWorkplace('ALTER TABLE public.dot_config ENABLE ROW LEVEL SECURITY');
    expect(await refusalOf(take(serverPorts(hidden.database), recipient))).toMatchObject([
      { message: expect.stringContaining('row-level security') },
    ]);
  });
});

describe('nothing but ciphertext touches a disk', () => {
  test('no file holds plain text while a backup is made', async () => {
    await large.database.query(
      `INSERT INTO public.dot_config (key, value) VALUES ('note', '${MARKER}') ON CONFLICT DO NOTHING`,
    );
    const temporary = temporaryFolder();
    const directory = temporaryFolder();
    vi.stubEnv('TMPDIR', temporary);
    let running = true;
    let looks = 0;
    const found: string[] = [];
    const watch = (async () => {
      while (running) {
        for (const folder of [temporary, directory]) {
          for (const name of readdirSync(folder, { recursive: true }) as string[]) {
            const file = join(folder, name);
            if (!existsSync(file) || !statSync(file).isFile()) continue;
            const content = readFileSync(file);
            looks += 1;
            // PGDMP begins every dump of pg_dump's custom format.
            if (content.includes('PGDMP') || content.includes(MARKER)) found.push(name);
          }
        }
        await sleep(5);
      }
    })();
    try {
      await take(serverPorts(large.database), recipient, { directory });
    } finally {
      running = false;
      vi.unstubAllEnvs();
      await watch;
    }
    expect(looks).toBeGreaterThan(2);
    expect(found).toEqual([]);
    expect(files(temporary)).toEqual([]);
  });

  test('no password stands among the arguments of any process, nor in what is written', async () => {
    const secret = `pw-${crypto.randomUUID()}`;
    await adminQuery(large.database, 'postgres', `CREATE ROLE needs_password LOGIN PASSWORD '${secret}'`);
    try {
      await large.database.query(
        `GRANT USAGE ON SCHEMA cutter_governance TO needs_password;
         GRANT SELECT ON ALL TABLES IN SCHEMA public, cutter_governance TO needs_password;
         GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, cutter_governance TO needs_password`,
      );
      const settings = settingsOf(large.database);
      const login = { user: 'needs_password', password: new Secret(secret) };
      const asked = { ...settings, users: { exec: login, verify: login } };
      const seen = new Set<string>();
      let running = true;
      const watch = (async () => {
        while (running) {
          for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
            try {
              seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
            } catch {
              // It is gone.
            }
          }
          await sleep(5);
        }
      })();
      const ports = { ...serverPorts(large.database), databases: serverDatabases(asked), source: pgDump(asked) };
      const taken = await take(ports, recipient).finally(() => {
        running = false;
      });
      await watch;
      expect([...seen].some((line) => line.includes('--snapshot='))).toBe(true);
      expect([...seen].filter((line) => line.includes(secret))).toEqual([]);
      expect(readFileSync(taken.receiptFile, 'utf8')).not.toContain(secret);

      const wrong = { ...asked, users: { exec: login, verify: { ...login, password: new Secret(`${secret}x`) } } };
      const source = pgDump(wrong);
      const problems = await refusalOf(take({ ...ports, source }, recipient));
      expect(codesOf(problems)).toEqual(['backup.failed']);
      expect(JSON.stringify(problems)).not.toContain(secret);
    } finally {
      await large.database.query('DROP OWNED BY needs_password');
      await adminQuery(large.database, 'postgres', 'DROP ROLE needs_password');
    }
  });
});

describe('when a part of the work dies', () => {
  const kinds: [string, (ports: BackupPorts) => BackupPorts, string][] = [
    [
      'pg_dump is killed',
      (ports) => ({ ...ports, source: interfering(ports.source, () => kill('pg_dump')) }),
      'backup.failed',
    ],
    ['gpg is killed', (ports) => ({ ...ports, source: interfering(ports.source, () => kill('gpg')) }), 'backup.failed'],
    [
      'the server ends the session of pg_dump',
      (ports) => ({
        ...ports,
        source: interfering(ports.source, async () => {
          const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'cutter/backup/%' AND query LIKE 'COPY%'`;
          // It may be between two tables.
          while ((await large.database.query(end)).length === 0) await sleep(5);
        }),
      }),
      'backup.failed',
    ],
    [
      'the disk is full',
      (ports) => ({
        ...ports,
        artifacts: {
          ...ports.artifacts,
          create: (file: string, content: Bytes) => ports.artifacts.create(file, fullAfter(100_000, content)),
        },
      }),
      'output.unwritable',
    ],
    [
      'the receipt cannot be written',
      (ports) => ({
        ...ports,
        output: { ...ports.output, create: async () => Promise.reject(new Stop([noSpace])) },
      }),
      'output.unwritable',
    ],
  ];
  test.each(kinds)('%s: it says so and leaves nothing behind', async (_name, change, code) => {
    const directory = temporaryFolder();
    const problems = await refusalOf(take(change(serverPorts(large.database)), recipient, { directory }));
    expect(codesOf(problems)).toEqual([code]);
    expect(files(directory)).toEqual([]);
    expect([...children('pg_dump'), ...children('gpg')]).toEqual([]);
  });

  test('an interruption leaves nothing behind', async () => {
    const directory = temporaryFolder();
    const controller = new AbortController();
    const ports = serverPorts(large.database);
    const source = interfering(ports.source, () => controller.abort());
    const problems = await refusalOf(take({ ...ports, source }, recipient, { directory, signal: controller.signal }));
    expect(problems[0]?.message).toContain('Interrupted');
    expect(files(directory)).toEqual([]);
    expect([...children('pg_dump'), ...children('gpg')]).toEqual([]);
  });

  test('another file that stands there is not touched', async () => {
    const directory = temporaryFolder();
    const run = wire.run('backup');
    writeFileSync(join(directory, `${run}.dump.gpg`), 'older');
    expect(codesOf(await refusalOf(take(serverPorts(place.database), recipient, { directory, run })))).toEqual([
      'input.exists',
    ]);
    expect(readFileSync(join(directory, `${run}.dump.gpg`), 'utf8')).toBe('older');
    expect(files(directory)).toEqual([`${run}.dump.gpg`]);
  });
});

describe('a gpg that fails or lies', () => {
  const GOOD = '[GNUPG:] KEY_CONSIDERED $FPR 0\\n[GNUPG:] BEGIN_ENCRYPTION 2 9\\n[GNUPG:] END_ENCRYPTION\\n';
  test.each([
    ['is not there', undefined],
    ['leaves with 0 and says nothing', 'cat >/dev/null'],
    ['passes the plain text through', 'cat'],
    ['says all is well and leaves with 2', `cat; printf '${GOOD}' >&3; exit 2`],
    ['says all is well and does not read on', `head -c 10; printf '${GOOD}' >&3`],
    [
      'begins and does not finish',
      `cat; printf '[GNUPG:] KEY_CONSIDERED $FPR 0\\n[GNUPG:] BEGIN_ENCRYPTION 2 9\\n' >&3`,
    ],
    ['uses another key', `cat; printf '${GOOD.replace('$FPR', '0'.repeat(40))}' >&3`],
    ['leaves out the integrity protection', `cat; printf '${GOOD.replace('2 9', '0 9')}' >&3`],
    ['ends by a signal', 'head -c 1000; kill -9 $$'],
  ])('%s', async (_name, script) => {
    const programs = join(temporaryFolder(), 'bin');
    mkdirSync(programs);
    if (script !== undefined) {
      writeFileSync(join(programs, 'gpg'), `#!/bin/sh\nFPR=${recipient}\n${script}\n`);
      // The shell does not expand what stands in single quotes.
      writeFileSync(join(programs, 'gpg'), readFileSync(join(programs, 'gpg'), 'utf8').replaceAll('$FPR', recipient));
      chmodSync(join(programs, 'gpg'), 0o755);
      vi.stubEnv('PATH', `${programs}${delimiter}${process.env.PATH}`);
    } else {
      vi.stubEnv('PATH', programs);
    }
    const directory = temporaryFolder();
    const problems = await refusalOf(take(serverPorts(large.database), recipient, { directory }));
    expect(codesOf(problems)).toEqual([script === undefined ? 'backup.program' : 'backup.failed']);
    expect(files(directory)).toEqual([]);
  });

  test('a key that is not there, has expired, is revoked, or cannot encrypt is refused', async () => {
    keys.gpg(['--passphrase', '', '--quick-gen-key', 'signer <signer@example.org>', 'ed25519', 'sign', 'never']);
    const list = keys.gpg(['--list-keys', '--with-colons', 'signer@example.org']).toString();
    const signer = /^fpr:+([0-9A-F]{40}):/m.exec(list)?.[1] ?? '';
    const expired = keys.key('expired', ['--faked-system-time', '20200101T000000'], '1d');
    const revoked = keys.key('revoked');
    const certificate = readFileSync(join(keys.home, 'openpgp-revocs.d', `${revoked}.rev`), 'utf8');
    // gpg puts a colon before it, so that nobody revokes by mistake.
    keys.gpg(['--import'], Buffer.from(certificate.replace(':-----BEGIN', '-----BEGIN')));
    for (const key of ['0'.repeat(40), signer, expired, revoked]) {
      const directory = temporaryFolder();
      const problems = await refusalOf(take(serverPorts(place.database), key, { directory }));
      expect(codesOf(problems), key).toEqual(['backup.recipient']);
      expect(files(directory)).toEqual([]);
    }
  });

  test('a subkey is not taken for the key', async () => {
    const list = keys.gpg(['--list-keys', '--with-colons', recipient]).toString();
    const subkey = [...list.matchAll(/^fpr:+([0-9A-F]{40}):/gm)].at(-1)?.[1] ?? '';
    expect(subkey).not.toBe(recipient);
    expect(codesOf(await refusalOf(take(serverPorts(place.database), subkey)))).toEqual(['backup.failed']);
  });
});

describe('programs', () => {
  test('one that is missing or too old is named, with what to install', async () => {
    expect(await refusalOf(findProgram('pg_dump', 99))).toMatchObject([
      {
        code: 'backup.program',
        message: expect.stringContaining("older than the server's 99"),
        hint: expect.stringContaining('99'),
      },
    ]);
    expect(await refusalOf(findProgram('pg_dump_of_nobody', 15))).toMatchObject([
      { code: 'backup.program', message: 'pg_dump_of_nobody is not installed.' },
    ]);
  });

  test('are the real ones, not a wrapper that chooses for itself', async () => {
    const { file, version } = await findProgram('pg_dump', 10);
    expect(realpathSync(file)).toBe(file);
    expect(execFileSync(file, ['--version']).toString().trim()).toBe(version);
    expect(readFileSync(file).subarray(0, 2).toString()).not.toBe('#!');
  });
});

function kill(name: string): void {
  const pids = children(name);
  if (pids.length === 0) throw new Error(`no ${name} is running`);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

const noSpace = {
  code: 'output.unwritable' as const,
  message: 'There is no space left to write the file.',
  hint: 'Make room, then run the command again.',
};

async function* fullAfter(limit: number, content: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > limit) throw new Stop([noSpace]);
    yield chunk;
  }
}
