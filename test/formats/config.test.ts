import { describe, expect, test } from 'vitest';
import { DEFAULT_APPROVAL_POLICY, policyProblems, policySha256, REQUIREMENTS } from '../../src/core/approval/policy.ts';
import { init } from '../../src/flows/init.ts';
import { defaultConfig, readConfig } from '../../src/formats/config.ts';
import type { Files } from '../../src/ports.ts';
import { bytes, codes, refused } from './support.ts';

const read = (text: string) => readConfig(bytes(`format: cutter.config/1\n${text}`), 'cutter.yaml');
const problems = (text: string) => refused(read(text), 'cutter.yaml');

describe('a configuration', () => {
  test('with nothing in it has one embedded target, the default policy, and nobody who can approve', () => {
    expect(read('')).toEqual({ ok: true, value: defaultConfig() });
    expect(defaultConfig()).toEqual({
      format: 'cutter.config/1',
      default_target: 'local',
      targets: { local: { kind: 'embedded', directory: '.cutter/database' } },
      policy: DEFAULT_APPROVAL_POLICY,
      backup: { directory: 'backups', max_age_minutes: 60 },
      lanes: { executor_key: 'lanes/dot-991', verifier_key: 'lanes/dot-992' },
    });
  });

  test('two readings share nothing', () => {
    expect(defaultConfig().targets).not.toBe(defaultConfig().targets);
  });

  test('keeps what it says', () => {
    const checked = read(`default_target: production
targets:
  production: {kind: server, env_file: production.env}
  ci: {kind: server}
policy:
  SG_1: {threshold: 2}
  ssh_keygen: required
signers: {allowed_signers: signers/allowed_signers}
`);
    expect(checked).toEqual({
      ok: true,
      value: {
        format: 'cutter.config/1',
        default_target: 'production',
        targets: { production: { kind: 'server', env_file: 'production.env' }, ci: { kind: 'server' } },
        policy: {
          gates: {
            SG_1: { threshold: 2, lifetime_hours: 24, author_may_approve: false },
            SG_2: { threshold: 1, lifetime_hours: 12, author_may_approve: false },
          },
          ssh_keygen: 'required',
        },
        signers: { allowed_signers: 'signers/allowed_signers' },
        backup: { directory: 'backups', max_age_minutes: 60 },
        lanes: { executor_key: 'lanes/dot-991', verifier_key: 'lanes/dot-992' },
      },
    });
  });

  test('asks for backups and restore tests where it says so, and plans pin that alone', () => {
    const policyOf = (text: string) => {
      const checked = read(text);
      if (!checked.ok) throw new Error('refused');
      return checked.value.policy;
    };
    const required = policyOf('policy: {require: {restore_test: true}}\n');
    expect(required.require).toMatchObject({ restore_test: true });
    const plain = policySha256(DEFAULT_APPROVAL_POLICY);
    expect(policySha256(policyOf(''))).toBe(plain);
    expect(policySha256(policyOf('policy: {require: {backup: false}}\n'))).toBe(plain);
    expect(
      new Set([plain, policySha256(required), policySha256(policyOf('policy: {require: {backup: true}}\n'))]).size,
    ).toBe(3);
  });

  describe('with the preset production', () => {
    const FPR = 'CF603EB6827CDB3064A574BFAF72977E17B4E9BF';
    const policyOf = (text: string) => {
      const checked = read(`${text}backup: {gpg_recipient: ${FPR}}\n`);
      if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
      return checked.value.policy;
    };

    test('asks for everything there is to ask for, and fixes who can read backups', () => {
      expect(policyOf('policy: {preset: production}\n')).toEqual({
        ...DEFAULT_APPROVAL_POLICY,
        ssh_keygen: 'required',
        require: Object.fromEntries(REQUIREMENTS.map((name) => [name, true])),
        backup_recipient: FPR,
      });
    });

    test('may ask for more approvals, and say again what it asks for', () => {
      const policy = policyOf('policy: {preset: production, SG_1: {threshold: 2}, require: {arming: true}}\n');
      expect(policy.gates.SG_1.threshold).toBe(2);
      expect(policy.require).toEqual(policyOf('policy: {preset: production}\n').require);
    });

    test.each(REQUIREMENTS)('nothing is taken away again: %s', (name) => {
      const found = problems(
        `policy: {preset: production, require: {${name}: false}}\nbackup: {gpg_recipient: ${FPR}}\n`,
      );
      expect(found.map(({ code, place }) => [code, place?.pointer])).toEqual([
        ['shape.wrong_value', `/policy/require/${name}`],
      ]);
    });

    test('nor is the second opinion, and no other preset is known', () => {
      const found = problems(
        `policy: {preset: production, ssh_keygen: where_installed}\nbackup: {gpg_recipient: ${FPR}}\n`,
      );
      expect(found.map(({ place }) => place?.pointer)).toEqual(['/policy/ssh_keygen']);
      expect(problems('policy: {preset: prod}\n').map(({ place }) => place?.pointer)).toEqual(['/policy/preset']);
    });

    test('backups name who can read them', () => {
      const found = (text: string) => problems(`policy: {preset: production}\n${text}`).map(({ message }) => message);
      expect(found('')).toEqual(['The field "backup" is missing in the file.']);
      expect(found('backup: {directory: backups}\n')).toEqual([
        expect.stringContaining('"gpg_recipient" is missing in'),
      ]);
    });
  });

  test('each requirement, and whoever can read backups that are asked for, changes what plans pin', () => {
    const hashOf = (text: string): string => {
      const checked = read(text);
      if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
      return policySha256(checked.value.policy);
    };
    const FPR = 'CF603EB6827CDB3064A574BFAF72977E17B4E9BF';
    const backup = (key: string) => `policy: {require: {backup: true}}\nbackup: {gpg_recipient: ${key}}\n`;
    const texts = [
      '',
      ...REQUIREMENTS.map((name) => `policy: {require: {${name}: true}}\n`),
      backup(FPR),
      backup(FPR.replace('C', 'D')),
    ];
    expect(new Set(texts.map(hashOf)).size).toBe(texts.length);
    expect(hashOf(`backup: {gpg_recipient: ${FPR}}\n`)).toBe(hashOf(''));
  });

  test('cannot let a backup be older than an hour, nor name a recipient by less than its whole fingerprint', () => {
    const found = problems(
      `backup: {max_age_minutes: 61, gpg_recipient: ${'A'.repeat(16)}, directory: ''}\npolicy: {require: {backups: true}}\n`,
    );
    expect(found.map(({ code, place }) => [code, place?.pointer])).toEqual([
      ['shape.wrong_value', '/backup/max_age_minutes'],
      ['shape.wrong_value', '/backup/gpg_recipient'],
      ['shape.wrong_value', '/backup/directory'],
      ['shape.unknown_field', '/policy/require/backups'],
    ]);
  });

  test('whatever policy it accepts is one that approvals can be checked against', () => {
    const checked = read('policy: {SG_1: {threshold: 100, lifetime_hours: 168}, SG_2: {lifetime_hours: 0.5}}\n');
    if (!checked.ok) throw new Error('refused');
    expect([...policyProblems(checked.value.policy, 'SG_1'), ...policyProblems(checked.value.policy, 'SG_2')]).toEqual(
      [],
    );
  });
});

test('what `cutter init` writes is a configuration', async () => {
  const written = new Map<string, string>();
  const create = async (path: string, content: Iterable<string> | AsyncIterable<string>) => {
    for await (const piece of content) written.set(path, piece);
  };
  const absent = { exists: async () => false } as unknown as Files;
  await init({ folder: '.' }, { files: absent, output: { create, write: create } });
  const checked = readConfig(bytes(written.get('cutter.yaml') ?? ''), 'cutter.yaml');
  expect(checked).toMatchObject({ ok: true, value: { default_target: 'local', policy: DEFAULT_APPROVAL_POLICY } });
});

describe('what is wrong with a configuration', () => {
  test('a default target that is not there', () => {
    const found = problems('default_target: prodution\ntargets:\n  production: {kind: server}\n');
    expect(codes(found)).toEqual([['config.target_unknown', 2, 17]]);
    expect(found[0]?.hint).toBe('Did you mean "production"?');
  });

  test('targets are judged by their kind alone', () => {
    const found = problems(`targets:
  local: {kind: embedded}
  a: {kind: embeded, directory: x}
  b: {kind: server, directory: x}
  c: {}
  Große: {kind: server}
`);
    expect(found.map(({ code, place, hint }) => [code, place?.line, hint])).toEqual([
      ['shape.missing_field', 3, 'Add "directory".'],
      ['shape.wrong_value', 4, 'Did you mean "embedded"?'],
      ['shape.unknown_field', 5, 'Remove it; known are "kind", "env_file", "authorities".'],
      ['shape.missing_field', 6, 'Add "kind".'],
      ['shape.wrong_value', 7, 'Correct the value.'],
    ]);
    expect(found.at(-1)?.message).toContain('The name must be 1 to 63 of a-z');
  });

  test('a policy cannot ask for nobody, live for ever, or let authors approve', () => {
    const found = problems('policy: {SG_1: {threshold: 0, lifetime_hours: 169, author_may_approve: true}}\n');
    expect(found.map(({ message }) => message)).toEqual([
      '"policy.SG_1.threshold" must be at least 1, not 0.',
      '"policy.SG_1.lifetime_hours" must be at most 168, not 169.',
      '"policy.SG_1.author_may_approve" must be false, not true.',
    ]);
  });

  test('passwords have no place in it', () => {
    expect(problems('targets: {local: {kind: server, password: x}}\n')[0]?.code).toBe('shape.unknown_field');
  });
});
