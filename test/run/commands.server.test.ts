/** The whole job as a person types it: what one command prints is what is typed next. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCutter } from '../../src/cli/library.ts';
import { makeKeyPair } from '../../src/edge/ssh/keygen.ts';
import { cutter } from '../support/cli.ts';
import { APPROVER, EXAMPLE_CUT, ROOT, type ServerWorkplace, serverWorkplace } from '../support/cutter.ts';
import { embeddedReference } from '../support/embedded.ts';
import { temporaryFolder } from '../support/folder.ts';

let work: ServerWorkplace | undefined;
afterEach(async () => {
  await work?.database.drop();
  work = undefined;
});

const DIGEST = /\b[0-9a-f]{64}\b/;

/** Types what is printed under `Next:`, until nothing is; everything that was typed, and what the last command said. */
async function followed(folder: string, first: string): Promise<{ typed: string[]; last: string; all: string }> {
  const typed: string[] = [];
  let [command, last, all] = [first as string | undefined, '', ''];
  while (command !== undefined) {
    typed.push(command);
    const { code, stdout, stderr } = await cutter(command.split(' ').slice(1), { cwd: folder });
    expect(`${code} ${stderr}`).toBe('0 ');
    [last, all] = [stdout, all + stdout];
    const next = stdout
      .slice(stdout.indexOf('Next:'))
      .split('\n')
      .map((line) => line.trim());
    const wanted = command.startsWith('cutter approve') ? 'cutter resume' : 'cutter approve';
    command = next
      .find((line) => line.startsWith(wanted))
      ?.replace('WHO', APPROVER)
      .replace('KEY', 'key');
  }
  return { typed, last, all };
}

async function expectLaw(folder: string, cut: string): Promise<void> {
  const { typed, last } = await followed(folder, `cutter run ${cut}`);
  expect(typed.map((line) => line.split(' ')[1])).toEqual(['run', 'approve', 'resume', 'approve', 'resume']);
  expect(typed.filter((line) => DIGEST.test(line))).toEqual([]);
  expect(last).toContain('PASS The units are enacted.');
  const report = /^Evidence: (.+)$/m.exec(last)?.[1] ?? '';
  expect(readFileSync(join(folder, report), 'utf8')).toContain('<p class="verdict PASS">');
  const pack = report.slice(0, -'/report.html'.length);
  expect(await cutter(['audit', 'check', pack], { cwd: folder })).toMatchObject({ code: 0 });
  // Far from where it was made, without a configuration.
  const elsewhere = temporaryFolder();
  cpSync(join(folder, pack), join(elsewhere, 'pack'), { recursive: true });
  const away = await cutter(['audit', 'check', 'pack', '--json'], { cwd: elsewhere });
  expect(JSON.parse(away.stdout)).toMatchObject({ verdict: 'PASS', trusted: 'pack', evidence: { verdict: 'PASS' } });
  // Finished, and audited already: nothing changes.
  const id = typed[2]?.split(' ')[2] ?? '';
  const again = await cutter(['resume', id, '--json'], { cwd: folder });
  expect(JSON.parse(again.stdout)).toMatchObject({ verdict: 'PASS', evidence: { problems: [] } });
}

describe('from nothing to law', () => {
  it('takes five commands and two approvals on a server, and no digest is typed', async () => {
    work = await serverWorkplace();
    expect(await cutter(['keys', 'init'], { cwd: work.folder })).toMatchObject({ code: 0 });
    await expectLaw(work.folder, EXAMPLE_CUT);
  }, 240_000);

  it('takes five commands and two approvals on the embedded database', async () => {
    const folder = temporaryFolder();
    cpSync(join(ROOT, 'examples'), join(folder, 'examples'), { recursive: true });
    const cut = 'examples/01-constitution/cut.yaml';
    await (await embeddedReference(join(folder, '.cutter/database'))).close();
    for (const line of [`init --signer ${APPROVER} --new-key key`, 'keys init', `sandbox register ${cut}`]) {
      expect(await cutter(line.split(' '), { cwd: folder })).toMatchObject({ code: 0 });
    }
    await expectLaw(folder, cut);
  }, 300_000);

  it('is tried out in a dry run, of which nothing is left', async () => {
    const folder = temporaryFolder();
    const { code, stdout } = await cutter(['run', EXAMPLE_CUT, '--mode', 'dry-run', '--json'], { cwd: folder });
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { verdict: string; mode: string; facts: Record<string, string> };
    expect(report).toMatchObject({ verdict: 'PASS', mode: 'dry-run', facts: { closed: 'enacted', cut_units: '60' } });
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(report.facts.plan_folder ?? '')).toBe(false);
  }, 240_000);
});

describe('a program that is told', () => {
  it('reads a line of JSON for every phase, gate and step, the format first', async () => {
    work = await serverWorkplace();
    await cutter(['keys', 'init'], { cwd: work.folder });
    const { code, stdout } = await cutter(['run', EXAMPLE_CUT, '--events', '-'], { cwd: work.folder });
    expect(code).toBe(0);
    const [head, ...events] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(head).toEqual({ format: 'cutter.events/1' });
    const done = events.filter(({ event, status }) => event === 'phase' && status === 'done');
    expect(done.map(({ phase }) => phase)).toEqual([
      'source_pin',
      'mark',
      'cutplan',
      'pre_write_backup',
      'grant_probe',
      'ask_sg_1',
    ]);
    expect(events[0]).toMatchObject({ event: 'run', state: 'pending' });
    expect(events.at(-1)).toMatchObject({ event: 'end', state: 'awaiting_cut_authorization', verdict: 'BLOCKED' });
  });
});

describe('from code', () => {
  it('a service starts a run, reads it and goes on with it', async () => {
    work = await serverWorkplace();
    const { folder, wire } = work;
    for (const [lane, file] of Object.entries(await wire.laneKeyFiles())) {
      mkdirSync(join(file, '..'), { recursive: true });
      await makeKeyPair(file, lane);
    }
    const { run, resume, status } = openCutter(ROOT);
    const config = join(folder, 'cutter.yaml');
    const phases: string[] = [];
    const onEvent = (event: { readonly event: string; readonly phase?: string }) => {
      if (event.event === 'phase') phases.push(event.phase ?? '');
    };
    const started = await run(EXAMPLE_CUT, { config, out: join(folder, 'plan'), onEvent });
    expect(started).toMatchObject({ verdict: 'BLOCKED', pause: 'SG_1', mode: 'live' });
    expect(phases).toContain('cutplan');
    expect(await status(started.run, { config })).toEqual(started);
    await expect(resume(started.run, { config })).rejects.toMatchObject({
      problems: [{ code: 'gate.approval_required' }],
    });
    await expect(run(EXAMPLE_CUT, { config })).rejects.toMatchObject({ problems: [{ code: 'run.open' }] });
  });

  it('by the name of the package', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/cutter'));
    const program = `import { run, resume, status, Stop } from 'cutter';
      await run('none.yaml').catch((error) => console.log(error instanceof Stop, error.problems[0].code, typeof resume, typeof status));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(said.trim()).toBe('true input.missing function function');
  });
});
