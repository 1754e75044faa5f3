/** The commands, and gate G7 in an apply: a policy that asks for a backup gets one, or nothing is written. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, startCutter } from '../support/cli.ts';
import {
  codesOf,
  contentOf,
  NOTHING,
  type PlannedCut,
  type ServerWorkplace,
  serverWorkplace,
} from '../support/cutter.ts';
import { type Keyring, keyring } from './keyring.ts';

let keys: Keyring;
let place: ServerWorkplace;
let plan: PlannedCut;
const receipts = (): string[] =>
  existsSync(join(place.folder, 'backups'))
    ? readdirSync(join(place.folder, 'backups')).filter((name) => /Z-[0-9a-f]{8}\.json$/.test(name))
    : [];
const environment = (): Record<string, string> => ({ GNUPGHOME: keys.home, TMPDIR: tmpdir() });
const command = (...argv: string[]): Promise<Ended> =>
  startCutter(argv, { cwd: place.folder, env: environment() }).ended;
const apply = async (file?: string) => {
  const { outcome, problems, verdicts } = await place.apply(plan, { backup: await place.wire.backupChoice(file) });
  return { outcome, codes: codesOf(problems), said: problems.map(({ message }) => message).join('\n'), verdicts };
};

beforeAll(async () => {
  keys = keyring();
  place = await serverWorkplace();
  const config = join(place.folder, 'cutter.yaml');
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace(
      '  ssh_keygen:',
      '  require: {backup: true, restore_test: true}\n  ssh_keygen:',
    ),
  );
  appendFileSync(config, `backup: {gpg_recipient: ${keys.key('keeper')}}\n`);
  plan = await place.plan();
  await place.approve(plan);
}, 60_000);
afterAll(() => keys.remove());

describe('a policy that asks for a backup and its restore test', () => {
  test('refuses without a backup, and says what to do', async () => {
    const { outcome, codes, said, verdicts } = await apply();
    expect({ outcome, codes }).toEqual({ outcome: 'refused', codes: ['gate.backup'] });
    expect(said).toBe('There is no backup of this database.');
    expect(verdicts.filter(({ problems }) => problems.length > 0).map(({ gate }) => gate)).toEqual(['G7']);
  });

  test('refuses a backup that was not tested, then one that was changed', async () => {
    const made = await command('backup', '--json');
    expect(made.code, made.stderr).toBe(0);
    const { receiptFile, artifactFile } = JSON.parse(made.stdout) as { receiptFile: string; artifactFile: string };
    expect(receipts()).toHaveLength(1);
    expect(await apply()).toMatchObject({
      outcome: 'refused',
      codes: ['gate.backup'],
      said: expect.stringContaining('restore test'),
    });

    const tested = await command('backup', 'verify', receiptFile);
    expect(tested.code, tested.stderr).toBe(0);
    expect(tested.stdout).toContain('equal to the receipt');

    const artifact = join(place.folder, artifactFile);
    const bytes = readFileSync(artifact);
    writeFileSync(artifact, Buffer.concat([bytes, Buffer.from('x')]));
    expect(await apply()).toMatchObject({
      outcome: 'refused',
      codes: ['gate.backup'],
      said: expect.stringContaining('not as it was written'),
    });
    expect((await command('backup', 'verify', receiptFile)).code).toBe(3);
    writeFileSync(artifact, bytes);
    expect(await contentOf(place.database)).toEqual(NOTHING);
  });

  test('applies with a fresh, tested backup, which the receipt shows', async () => {
    const { outcome, verdicts, said } = await apply();
    expect({ outcome, said }).toEqual({ outcome: 'applied', said: '' });
    expect(verdicts.filter(({ gate }) => gate === 'G7').map(({ check }) => check)).toEqual(['offline', 'online']);
    const [receipt] = readdirSync(join(plan.folder, 'receipts'));
    expect(readFileSync(join(plan.folder, 'receipts', receipt ?? ''), 'utf8')).toContain('"gate":"G7"');
  });
});

test('a backup that is named is judged, also where the policy asks for none', async () => {
  const other = await serverWorkplace();
  const cut = await other.plan();
  await other.approve(cut);
  const foreign = join(place.folder, 'backups', receipts()[0] ?? '');
  const refused = await other.apply(cut, { backup: { file: foreign } });
  expect({ outcome: refused.outcome, codes: codesOf(refused.problems) }).toEqual({
    outcome: 'refused',
    codes: ['gate.backup'],
  });
  expect(refused.problems[0]?.message).toContain('another database');
  const applied = await other.apply(cut);
  expect(applied.outcome).toBe('applied');
  expect(applied.verdicts.map(({ gate }) => gate)).not.toContain('G7');
});

test.each(['SIGKILL', 'SIGINT'] as const)(
  'a restore test that is ended by %s leaves no server and no folder',
  async (signal) => {
    // Open to all: as root the scratch server runs as another user.
    const temporary = mkdtempSync(join(tmpdir(), 'cutter-test-'));
    chmodSync(temporary, 0o755);
    const file = join(place.folder, 'backups', receipts()[0] ?? '');
    const { process: child, ended } = startCutter(['backup', 'verify', file], {
      cwd: place.folder,
      env: { ...environment(), TMPDIR: temporary },
    });
    const scratch = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('cutter-scratch-'));
    while (!scratch().some((name) => existsSync(join(temporary, name, 'data', 'postmaster.pid')))) {
      if (child.exitCode !== null) throw new Error('it ended before it was to be ended');
      await sleep(5);
    }
    child.kill(signal);
    const { code } = await ended;
    expect(code).not.toBe(0);
    for (let waited = 0; scratch().length > 0 && waited < 15_000; waited += 50) await sleep(50);
    expect(scratch()).toEqual([]);
    expect(running(temporary)).toEqual([]);
    rmSync(temporary, { recursive: true, force: true });
  },
);

/** Command lines of processes that name this folder. */
function running(folder: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return line.includes(folder) ? [line] : [];
      } catch {
        return [];
      }
    });
}
