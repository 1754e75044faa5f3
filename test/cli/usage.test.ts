/** What a person meets who mistypes, and a program whose reader goes away. The real command, as a process. */
import { spawnSync } from 'node:child_process';
import { existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { REPOSITORY } from './repository.ts';

const CUTTER = join(REPOSITORY, 'bin/cutter.js');
const PLAN = join(REPOSITORY, 'plans/constitution');
const cutter = (words: readonly string[], stdout: 'pipe' | number = 'pipe', cwd = REPOSITORY) =>
  spawnSync(process.execPath, [CUTTER, ...words], { cwd, encoding: 'utf8', stdio: ['ignore', stdout, 'pipe'] });

describe('inputs of an apply where there is no database', () => {
  const problems = (plan: string) => {
    const { status, stdout } = cutter(['apply', plan, '--approval', 'nope.json', '--json'], 'pipe', temporaryFolder());
    expect(status).toBeGreaterThan(0);
    return (JSON.parse(stdout) as { readonly problems: readonly { code: string; place?: { file: string } }[] })
      .problems;
  };

  it('what cannot be read is said all at once, and before what the database says', () => {
    expect(problems('nowhere.json').map(({ code, place }) => `${code} ${place?.file}`)).toEqual([
      'input.missing nope.json',
      'input.missing nowhere.json',
    ]);
  });

  it('that there is none is said beside what the gates refuse', () => {
    const codes = problems(PLAN).map(({ code }) => code);
    expect(codes).toContain('config.signers');
    expect(codes).toContain('database.absent');
  });
});

describe('a place that cannot be written', () => {
  it('is no bug of cutter: which it is, and what to do', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    writeFileSync(
      join(folder, 'cutter.yaml'),
      'format: cutter.config/1\ndefault_target: local\ntargets:\n  local:\n    kind: embedded\n    directory: file\n',
    );
    const { status, stdout } = cutter(['sandbox', 'up', '--json'], 'pipe', folder);
    expect(status).toBe(2);
    const { problems } = JSON.parse(stdout) as {
      readonly problems: readonly { code: string; place: { file: string } }[];
    };
    expect(problems).toMatchObject([{ code: 'output.unwritable', place: { file: expect.stringContaining('file') } }]);
  });
});

describe('mistyped commands', () => {
  it.each([
    [['shwo', 'x'], 'There is no command "shwo".', 'Did you mean "show"?'],
    [['sandbox', 'registr'], 'There is no command "sandbox registr".', 'Did you mean "register"?'],
    [['nothing-like-it'], 'There is no command "nothing-like-it".', 'Run `cutter --help`'],
    [['--target', 'x', 'show'], 'The command comes first', 'Run `cutter --help`'],
    [['help', 'aply'], 'There is no command "aply".', 'Did you mean "apply"?'],
    [['help', 'ledger', 'hed'], 'There is no command "ledger hed".', 'Did you mean "head"?'],
    [['help', 'apply', 'now'], 'There is no command "apply now".', 'Run `cutter --help`'],
    [['show'], 'PLAN is missing: plan.json or manifest.json', 'Run `cutter show --help`'],
    [['show', PLAN, 'more'], '"more" is one too many: show takes PLAN.', 'Run `cutter show --help`'],
    [['apply', PLAN, '--aproval', 'x'], 'apply has no flag --aproval.', 'Did you mean "--approval"?'],
    [['approve', PLAN, '--key', 'k'], '--as is missing: Who approves', 'Run `cutter approve --help`'],
    [['plan', 'cut.yaml', '--out', ''], '--out is empty.', 'Run `cutter plan --help`'],
    [['init', '--new-key', 'k'], '--new-key goes with --signer, which is missing.', 'Run `cutter init --help`'],
    [
      ['approve', PLAN, '--all', '--as', 'a', '--key', 'k', '--run', 'r'],
      '--all and --run exclude each other.',
      '--help',
    ],
    [['approve', PLAN, '--as', 'a', '--key', 'k', '--hours', 'x'], 'Parsing --hours: Expected an integer', '--help'],
    [['ledger', 'head', '--last', 'a', '--last=b'], '--last is given 2 times, and takes one value.', 'Give it once.'],
  ])('%j: exit 2, what is wrong and what to do', (words, wrong, hint) => {
    const { status, stdout, stderr } = cutter(words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('error[input.usage]');
    expect(stderr.replace(/\s+/g, ' ')).toContain(wrong);
    expect(stderr).toContain(hint);
  });

  it('everything that is missing is said at once, and as JSON to a program', () => {
    const { status, stdout, stderr } = cutter(['decide', '--json']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    const { problems } = JSON.parse(stdout) as { readonly problems: readonly { code: string; message: string }[] };
    expect(problems.map(({ code }) => code)).toEqual(['input.usage', 'input.usage', 'input.usage']);
    expect(problems.map(({ message }) => message.split(' ')[0]).sort()).toEqual(['--reason', 'DECISION', 'RUN']);
  });

  it.each([
    [[]],
    [['--help']],
    [['-h']],
    [['apply', '-h']],
    [['sandbox']],
    [['help']],
    [['help', 'apply']],
    [['help', 'ledger']],
    [['--version']],
  ])('%j: exit 0', (words) => {
    const { status, stdout, stderr } = cutter(words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('cutter');
  });
});

describe('output', () => {
  it('a reader that goes away ends the printing, and is no error', () => {
    const script = `"${process.execPath}" "${CUTTER}" show "${PLAN}" --full | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe('Plan of constitution (cut.direct)\n0\n');
  });

  // Only Linux has a device that is always full.
  it.runIf(existsSync('/dev/full'))('a full disk is an error with a next step, not a stack trace', () => {
    const { status, stderr } = cutter(['show', PLAN], openSync('/dev/full', 'w'));
    expect(status).toBe(2);
    expect(stderr).toContain('error[output.unwritable]');
    expect(stderr).not.toContain('    at ');
  });
});

describe('sandbox run', () => {
  it('changes a sandbox, refuses wrong SQL and changes nothing then', { timeout: 240_000 }, () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'good.sql'), 'CREATE TABLE noted (n int); INSERT INTO noted VALUES (1);');
    writeFileSync(join(folder, 'bad.sql'), 'CREATE TABLE half (n int); SELECT 1 / 0;');
    writeFileSync(join(folder, 'after.sql'), 'SELECT * FROM noted; CREATE TABLE half (n int);');
    expect(cutter(['sandbox', 'run', 'good.sql'], 'pipe', folder)).toMatchObject({ status: 2 });
    const up = cutter(['sandbox', 'up'], 'pipe', folder);
    expect(up).toMatchObject({ status: 0, stderr: '' });
    // There are no examples in this folder.
    expect(up.stdout).toContain('cutter sandbox register FILE');
    expect(cutter(['sandbox', 'up'], 'pipe', folder).stderr).toContain('The sandbox is up already');
    expect(cutter(['sandbox', 'run', 'good.sql'], 'pipe', folder)).toMatchObject({ status: 0, stderr: '' });
    const bad = cutter(['sandbox', 'run', 'bad.sql'], 'pipe', folder);
    expect(bad.status).toBe(4);
    expect(bad.stderr).toMatch(/sandbox\.failed[\s\S]*division by zero[\s\S]*Correct the SQL/);
    expect(cutter(['sandbox', 'run', 'after.sql'], 'pipe', folder)).toMatchObject({ status: 0, stderr: '' });
  });
});
