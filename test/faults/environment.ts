/** Variables of the environment that mean something to the driver, to libpq, to Node or to the system. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cutter, type Ended } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Found, type Part, some, Tally, type Trial } from './part.ts';
import { openStage } from './stage.ts';

/** What hostile values lead to: a port where somebody counts who calls, and a folder where loaded code leaves a mark. */
interface Bait {
  readonly port: string;
  readonly folder: string;
}

const hostile = ({ port, folder }: Bait): readonly Readonly<Record<string, string>>[] => [
  { PGHOST: '127.0.0.1', PGPORT: port },
  { PGHOSTADDR: '127.0.0.1', PGPORT: port },
  { PGPORT: port },
  { PGUSER: 'postgres' },
  { PGPASSWORD: 'x' },
  { PGDATABASE: 'postgres' },
  { PG_DSN: `postgres://postgres@127.0.0.1:${port}/postgres` },
  { DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres` },
  { DIRECTUS_URL: `http://127.0.0.1:${port}` },
  { PGOPTIONS: '-c default_transaction_read_only=on' },
  { PGOPTIONS: '-c session_replication_role=replica' },
  { PGOPTIONS: '-c search_path=evil -c role=postgres' },
  { PGSSLMODE: 'require' },
  { PGSSLMODE: 'verify-full' },
  { PGSSLNEGOTIATION: 'direct' },
  { PGSSLROOTCERT: join(folder, 'absent.pem') },
  { PGSSLCERT: join(folder, 'absent.pem'), PGSSLKEY: join(folder, 'absent.pem') },
  { PGREQUIREAUTH: 'none' },
  { PGGSSENCMODE: 'require' },
  { PGAPPNAME: 'intruder' },
  { PGREPLICATION: 'database' },
  { PGBINARY: '1' },
  { PGCLIENT_ENCODING: 'LATIN1' },
  { PGTZ: 'Asia/Ho_Chi_Minh' },
  { PGDATESTYLE: 'German' },
  { PGCONNECT_TIMEOUT: '1' },
  { PGTARGETSESSIONATTRS: 'read-only' },
  { PGLOADBALANCEHOSTS: 'random' },
  { PGPASSFILE: join(folder, 'pgpass') },
  { PGSERVICE: 'intruder', PGSERVICEFILE: join(folder, 'services') },
  { PGSYSCONFDIR: folder },
  { NODE_PG_FORCE_NATIVE: '1' },
  { NODE_OPTIONS: `--require ${join(folder, 'bait.cjs')}` },
  { NODE_OPTIONS: `--import ${join(folder, 'bait.mjs')}` },
  { NODE_OPTIONS: '--frozen-intrinsics --no-warnings' },
  { NODE_PATH: join(folder, 'modules') },
  { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  { NODE_EXTRA_CA_CERTS: join(folder, 'absent.pem') },
  { NODE_ENV: 'production' },
  { NODE_NO_WARNINGS: '1' },
  { NODE_DEBUG: 'fs' },
  { NODE_PENDING_DEPRECATION: '1' },
  { NODE_PRESERVE_SYMLINKS: '1' },
  { HTTP_PROXY: `http://127.0.0.1:${port}`, HTTPS_PROXY: `http://127.0.0.1:${port}` },
  { ALL_PROXY: `socks5://127.0.0.1:${port}` },
  { SSH_ASKPASS: join(folder, 'bait.sh'), SSH_ASKPASS_REQUIRE: 'force' },
  { SSH_AUTH_SOCK: join(folder, 'absent') },
  { SSH_SK_PROVIDER: join(folder, 'absent.so') },
  { OPENSSL_CONF: join(folder, 'openssl.cnf') },
  { HOME: join(folder, 'absent') },
  { XDG_CONFIG_HOME: folder },
  { TMPDIR: join(folder, 'absent') },
  { TZ: 'Pacific/Kiritimati' },
  { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  { UV_THREADPOOL_SIZE: '1' },
  { DEBUG: '*' },
  { FORCE_COLOR: '3' },
  { COLUMNS: '1' },
  { TERM: 'dumb', CI: 'true' },
  { CUTTER_TARGET: 'local', CUTTER_CONFIG: join(folder, 'absent.yaml') },
  { DOT_CUTTER_DB_HOST: '127.0.0.1', DOT_CUTTER_DB_PORT: port },
  { DOT_CUTTER_EXEC_DB_USER: 'postgres' },
  { ELECTRON_RUN_AS_NODE: '1' },
];

export const environment: Part = {
  name: 'environment',
  what: 'hostile variables in the environment of `cutter apply --dry-run`',
  target: 20,
  list: true,
  short: 2,
  must: 'no effect, or refused',
  run: proveEnvironment,
};

async function proveEnvironment(trial: Trial): Promise<Found> {
  const stage = await openStage();
  const folder = join(temporaryFolder(), 'bait');
  layBait(folder);
  let calls = 0;
  let count = 0;
  const bait = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve));
  const { port } = bait.address() as { port: number };
  const wrong: string[] = [];
  const words = new Tally();
  const argv = ['apply', stage.plan.file, '--approval', stage.approval, '--dry-run', '--json'];
  const run = (env: Readonly<Record<string, string>>): Promise<Ended> => cutter(argv, { cwd: stage.work.folder, env });
  try {
    const undisturbed = essence(await run({}));
    if (!undisturbed.startsWith('0 ')) throw new Error(`Undisturbed, the run ends so: ${undisturbed}`);
    const cases = some(hostile({ port: String(port), folder }), trial);
    for (const env of cases) {
      if (trial.over()) break;
      count += 1;
      const ended = await run(env);
      // A temporary folder that is not there is named as a path that cannot be written to.
      const refused =
        (ended.code === 3 && Object.keys(env).some((name) => says(ended, name))) ||
        (ended.code === 2 && `${ended.stdout}${ended.stderr}`.includes('output.unwritable'));
      words.add(refused ? 'refused' : 'no effect');
      const name = JSON.stringify(env);
      if (!refused && essence(ended) !== undisturbed)
        wrong.push(`${name}: exit ${ended.code} ${ended.stderr.slice(0, 300)}`);
      if (calls > 0) wrong.push(`${name}: ${calls} calls of the port that it names`);
      // Node itself runs what NODE_OPTIONS names, before there is anybody to refuse.
      const marks = readdirSync(folder).filter((file) => file.startsWith('mark'));
      if (marks.length > 0 && !refused) wrong.push(`${name}: foreign code ran, and the run was not refused`);
      for (const mark of marks) rmSync(join(folder, mark));
      if ((await stage.judge()).rows !== 'none') wrong.push(`${name}: it wrote`);
      calls = 0;
      trial.done();
    }
    return { count, wrong, detail: words.toString() };
  } finally {
    bait.close();
    await stage.close();
  }
}

function layBait(folder: string): void {
  mkdirSync(join(folder, 'modules/pg'), { recursive: true });
  const mark = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'mark'))} + process.pid, '')`;
  writeFileSync(join(folder, 'bait.cjs'), mark);
  writeFileSync(join(folder, 'modules/pg/index.js'), mark);
  writeFileSync(
    join(folder, 'bait.mjs'),
    `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${mark}`,
  );
  writeFileSync(join(folder, 'bait.sh'), `#!/bin/sh\ntouch ${join(folder, 'mark')}\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'pgpass'), '*:*:*:*:x\n', { mode: 0o600 });
  writeFileSync(join(folder, 'services'), '[intruder]\nhost=127.0.0.1\nport=1\nuser=postgres\n');
  writeFileSync(join(folder, 'openssl.cnf'), 'openssl_conf = nothing\n');
}

const says = ({ stdout, stderr }: Ended, name: string): boolean =>
  `${stdout}${stderr}`.includes('gate.environment') && `${stdout}${stderr}`.includes(name);

/** What a run came to, without what is another in every run. */
function essence({ code, stdout }: Ended): string {
  try {
    const { run: _run, receipt: _receipt, receiptFile: _file, ...rest } = JSON.parse(stdout);
    return `${code} ${JSON.stringify(rest)}`;
  } catch {
    return `${code} ${stdout}`;
  }
}
