/**
 * The ordinary way of a cut where the policy is `preset: production`: TLS, roots of trust in the database, restored
 * backups, and an arming for every plan that is applied; every step by the command that a person would type.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Keyring, keyring } from '../backup/keyring.ts';
import { selfSigned } from '../support/certificate.ts';
import { cutter } from '../support/cli.ts';
import { APPROVER, EXAMPLE_CUT } from '../support/cutter.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startServer, type TestServer } from '../support/server.ts';

const certificate = selfSigned('localhost');
let server: TestServer;
let database: TestDatabase;
let keys: Keyring;
let folder: string;

beforeAll(async () => {
  keys = keyring();
  server = await startServer({ tls: certificate });
  database = await freshDatabase({ server });
  folder = temporaryFolder();
});
afterAll(async () => {
  keys.remove();
  await server.stop();
});

type Json = Record<string, unknown> & { readonly problems?: readonly { readonly code: string }[] };

/** What the command answers as JSON; it must end with this exit code. */
async function run(command: string, exit = 0): Promise<Json> {
  const ended = await cutter([...command.split(' '), '--json'], { cwd: folder, env: { GNUPGHOME: keys.home } });
  expect({ command, exit: ended.code, said: ended.code === exit ? '' : ended.stdout + ended.stderr }).toEqual({
    command,
    exit,
    said: '',
  });
  return JSON.parse(ended.stdout === '' ? ended.stderr : ended.stdout) as Json;
}

const owner = '--run --owner postgres';
const codes = ({ problems = [] }: Json): string[] => [...new Set(problems.map(({ code }) => code))];
const count = async (table: string): Promise<string | null | undefined> =>
  (await database.query(`SELECT count(*) AS n FROM ${table}`))[0]?.n;

it('cuts, records, verifies and reverts, each plan armed by the owner between planning and applying', async () => {
  await run(`init --signer ${APPROVER} --new-key approver_key`);
  mkdirSync(join(folder, 'tls'));
  writeFileSync(join(folder, 'tls/authorities.pem'), certificate.certificate);
  const settings = {
    DB_HOST: 'localhost',
    DB_PORT: String(server.port),
    DB_NAME: database.database,
    DB_SSLMODE: 'verify-full',
    EXEC_DB_USER: 'cutter_exec',
    EXEC_DB_PASSWORD: 'not asked for',
    VERIFY_DB_USER: 'cutter_verify',
    VERIFY_DB_PASSWORD: 'not asked for',
  };
  const lines = Object.entries(settings).map(([key, value]) => `DOT_CUTTER_${key}=${value}\n`);
  writeFileSync(join(folder, 'server.env'), lines.join(''), { mode: 0o600 });
  const signers = /^signers:\n(?: .*\n)+/m.exec(readFileSync(join(folder, 'cutter.yaml'), 'utf8'))?.[0] ?? '';
  writeFileSync(
    join(folder, 'cutter.yaml'),
    `format: cutter.config/1
default_target: law
targets:
  law: {kind: server, env_file: server.env, authorities: tls/authorities.pem}
policy: {preset: production}
backup: {gpg_recipient: ${keys.key('keeper')}}
${signers}`,
  );
  await run('keys init');
  await run('sandbox up --owner postgres');
  await run(`sandbox register ${EXAMPLE_CUT} --owner postgres`);
  await run(`trust pin ${owner}`);
  const backup = await run('backup');
  await run(`backup verify ${backup.receiptFile}`);

  await run(`plan ${EXAMPLE_CUT} --out plans/law`);
  await run(`approve plans/law --as ${APPROVER} --key approver_key`);
  const approval = `--approval plans/law/approvals/SG_1.${APPROVER}.json`;
  expect(codes(await run(`apply plans/law ${approval}`, 3))).toEqual(['gate.arming']);
  await run(`arm plans/law --for 15m ${owner}`);
  expect(await run(`apply plans/law ${approval}`)).toMatchObject({ outcome: 'applied', problems: [] });

  // Without an arming nothing is written; what was planned is what is armed, and what is applied then.
  for (const [step, table, rows] of [
    ['record', 'cut_change_set_affected_row', '60'],
    ['write-verify', 'verify_result', '1'],
  ] as const) {
    expect(codes(await run(`${step} plans/law`, 3))).toEqual(['gate.arming']);
    const planned = await run(`${step} plans/law --plan-only`);
    expect(planned).toMatchObject({ state: 'planned', plan: `plans/law/${step}/plan.json` });
    expect(await count(`cutter_governance.${table}`)).toBe('0');
    expect(await run(`arm plans/law/${step} --for 15m ${owner}`)).toMatchObject({ plan: { sha256: planned.sha256 } });
    expect(await run(`${step} plans/law`)).toMatchObject({
      outcome: 'applied',
      problems: [],
      plan: { sha256: planned.sha256 },
    });
    expect(await count(`cutter_governance.${table}`)).toBe(rows);
    expect(await run(`${step} plans/law --plan-only`)).toMatchObject({ state: 'applied' });
  }

  const [decision] = await database.query('SELECT review_decision_id AS id FROM cutter_governance.review_decision');
  await run(`enact plans/law --decision ${decision?.id}`);
  const reverted = await run('revert plans/law --reason A.test.of.the.way.back');
  expect(reverted).toMatchObject({ state: 'planned' });
  await run(`approve plans/law/revert --as ${APPROVER} --key approver_key`);
  await run(`arm plans/law/revert --for 15m ${owner}`);
  const undo = `apply plans/law/revert --approval plans/law/revert/approvals/SG_1.${APPROVER}.json`;
  expect(await run(undo)).toMatchObject({ outcome: 'applied', problems: [] });
  expect(await run(undo)).toMatchObject({ outcome: 'already_applied' });
  const open = `SELECT count(*) AS n FROM cutter_governance.execution_arming WHERE taken_at IS NULL`;
  expect((await database.query(open))[0]?.n).toBe('0');
}, 180_000);
