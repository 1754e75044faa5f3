/** What is printed under `Next:` is typed as it stands, from a folder where only --config says where everything is. */
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutter } from '../support/cli.ts';
import { APPROVER, EXAMPLE_CUT, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';

const CONFIG = `--config 'my settings/cutter.yaml'`;
const FOLDER = "'a plan'";

let work: ServerWorkplace;
let folder: string;

beforeAll(async () => {
  work = await serverWorkplace();
  folder = temporaryFolder();
  symlinkSync(work.folder, join(folder, 'my settings'));
  expect(await type(`cutter keys init ${CONFIG}`)).toContain(`\n  cutter run FILE ${CONFIG}\n`);
});
afterAll(() => work.database.drop());

/** The line as a shell takes it apart; what the command printed. */
async function type(line: string, exit = 0): Promise<string> {
  const [, ...argv] = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
  const { code, stdout, stderr } = await cutter(argv, { cwd: folder });
  expect({ line, code, stderr: exit === 0 ? stderr : '' }).toEqual({ line, code: exit, stderr: '' });
  for (const next of commandsIn(stdout)) expect(next).toContain(CONFIG);
  return exit === 0 ? stdout : stderr;
}

/** The commands that stand on lines of their own. */
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/^ {2,4}(cutter .*)$/gm)].map(([, line]) => line ?? '');

/** Types what is printed first, until nothing is: the verbs that were typed. */
async function follow(first: string): Promise<string[]> {
  const verbs: string[] = [];
  for (let line: string | undefined = first; line !== undefined; ) {
    verbs.push(line.split(' ')[1] ?? '');
    line = commandsIn(await type(line))[0]
      ?.replaceAll('you@example.org', APPROVER)
      .replace('~/.ssh/id_ed25519', "'my settings/key'");
  }
  return verbs;
}

describe('with --config, in a folder whose name has a blank', () => {
  it('the job command by command: each line as it was printed', { timeout: 240_000 }, async () => {
    expect(await follow(`cutter plan ${EXAMPLE_CUT} --out ${FOLDER} ${CONFIG}`)).toEqual([
      'plan',
      'approve',
      'apply',
      'verify',
    ]);
    const [arm, record] = commandsIn(await type(`cutter record ${FOLDER} --plan-only ${CONFIG}`));
    expect(arm).toBe(`cutter arm 'a plan/record/plan.json' --for 15m ${CONFIG}`);
    expect(record).toBe(`cutter record ${FOLDER} ${CONFIG}`);
    expect(await follow(record ?? '')).toEqual(['record', 'write-verify', 'enact', 'approve', 'apply', 'verify']);
  });

  it('the signed head, and the check against it', { timeout: 120_000 }, async () => {
    expect(await follow(`cutter ledger head --out 'the head.json' ${CONFIG}`)).toEqual(['ledger', 'ledger']);
    expect(await type(`cutter ledger check ${CONFIG}`)).toContain(`Next: cutter ledger head ${CONFIG}\n`);
  });

  it('a refusal names its next step so, too', async () => {
    const refused = await type(`cutter resume ${CONFIG}`, 2);
    expect(refused.replace(/\s+/g, ' ')).toContain(`\`cutter run cut.yaml ${CONFIG}\``);
  });
});
