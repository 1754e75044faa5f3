/** cutter and the real ssh-keygen read and write the same files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAllowedSigners } from '../../src/core/approval/allowed-signers.ts';
import { fingerprint } from '../../src/core/approval/public-key.ts';
import { readSignature, verifySignature } from '../../src/core/approval/sshsig.ts';
import { orStop as unwrapped } from '../../src/core/problem.ts';
import { makeKeyPair } from '../../src/edge/ssh/keygen.ts';
import { sshSigners } from '../../src/edge/ssh/sign.ts';
import { sshKeygenAvailable, sshKeygenOpinion } from '../../src/edge/ssh/verify.ts';
import {
  ALICE,
  AUTHOR,
  approvalBytes,
  BOB,
  bytesOf,
  type Forge,
  folder,
  judge,
  NAMESPACE,
  plainKey,
  securityKey,
  signed,
  signerLine,
  verdict,
} from './support.ts';

const { at, remove } = folder();
afterAll(remove);

const keygen = (...argv: string[]): string => execFileSync('ssh-keygen', argv, { encoding: 'utf8', stdio: 'pipe' });
const newKey = (name: string, passphrase = '', type = 'ed25519'): string => {
  keygen('-q', '-t', type, '-N', passphrase, '-C', name, '-f', at(name));
  return at(name);
};
const publicHalf = (path: string): string => readFileSync(`${path}.pub`, 'utf8').trim();
const lineOf = (who: string, path: string): string => `${who} namespaces="${NAMESPACE}" ${publicHalf(path)}\n`;
const message = approvalBytes();

beforeAll(() => writeFileSync(at('approval.json'), message));

/** ssh-keygen signs a file; the signature stands beside it. */
function keygenSigns(key: string, options: readonly string[] = []): Uint8Array {
  const file = at(`signed-${Math.abs(key.length)}-${options.length}.json`);
  writeFileSync(file, message);
  keygen('-Y', 'sign', '-n', NAMESPACE, ...options, '-f', key, file);
  const signature = readFileSync(`${file}.sig`);
  execFileSync('rm', [`${file}.sig`]);
  return signature;
}

/** Independent of our own runner: what a person would type. */
function keygenAccepts(signers: string, who: string, bytes: Uint8Array, signature: Uint8Array, revoked = ''): boolean {
  writeFileSync(at('signers'), signers);
  writeFileSync(at('revoked'), revoked);
  writeFileSync(at('sig'), signature);
  const argv = ['-Y', 'verify', '-n', NAMESPACE, '-I', who, '-f', at('signers'), '-r', at('revoked'), '-s', at('sig')];
  return spawnSync('ssh-keygen', argv, { input: bytes }).status === 0;
}

describe('what ssh-keygen writes, we accept', () => {
  it.each([[[]], [['-O', 'hashalg=sha512']], [['-O', 'hashalg=sha256']]])('a signature made with %j', (options) => {
    const key = existsSync(at('alice')) ? at('alice') : newKey('alice');
    const signature = keygenSigns(key, options);
    expect(verdict({ approvals: [{ bytes: message, signature }], signers: lineOf(ALICE, key) })).toBe('accepted');
  });

  it.each([
    ['rsa', 'ssh-rsa'],
    ['ecdsa', 'ecdsa-sha2-nistp256'],
  ])('but not a signature by a key of type %s', (type, name) => {
    const signature = keygenSigns(newKey(type, '', type));
    const found = readSignature(signature, 'approval.json.sig');
    expect(found.ok ? '' : found.problems[0]?.message).toContain(`the key is of type "${name}"`);
  });

  it('the fingerprint is the one that ssh-keygen prints', () => {
    const key = newKey('printed');
    const [signer] = unwrapped(readAllowedSigners(bytesOf(lineOf(ALICE, key)), 'allowed_signers'));
    expect(keygen('-l', '-f', `${key}.pub`).split(' ')[1]).toBe(signer && fingerprint(signer.key));
  });
});

describe('what we write, ssh-keygen accepts', () => {
  it('a key pair: private and public half, comment, mode 0600', async () => {
    const made = await makeKeyPair(at('keys/made'), 'a throw-away key');
    expect(statSync(at('keys/made')).mode & 0o777).toBe(0o600);
    expect(keygen('-y', '-f', at('keys/made')).trim()).toBe(`${made.publicKey} a throw-away key`);
    expect(publicHalf(at('keys/made'))).toBe(`${made.publicKey} a throw-away key`);
    expect(keygen('-l', '-f', at('keys/made')).split(' ')[1]).toBe(made.fingerprint);
  });

  it('a key pair with a comment of any length', async () => {
    for (let length = 0; length < 17; length++) {
      const path = at(`comment-${length}`);
      const made = await makeKeyPair(path, 'c'.repeat(length));
      expect(keygen('-y', '-f', path).trim()).toBe(`${made.publicKey} ${'c'.repeat(length)}`.trim());
      expect((await sshSigners.open(path)).publicKey).toBe(made.publicKey);
    }
  });

  it('a key is never overwritten', async () => {
    await makeKeyPair(at('kept'), '');
    const before = readFileSync(at('kept'), 'utf8');
    await expect(makeKeyPair(at('kept'), '')).rejects.toMatchObject({ problems: [{ code: 'input.exists' }] });
    expect(readFileSync(at('kept'), 'utf8')).toBe(before);
  });

  it.each([
    ['a key of ours', async () => void (await makeKeyPair(at('ours'), 'ours')), 'ours'],
    ['a key that ssh-keygen made', async () => void newKey('theirs'), 'theirs'],
  ])('a signature with %s', async (_, make, name) => {
    await make();
    const signer = await sshSigners.open(at(name));
    const signature = bytesOf(await signer.sign(message));
    expect(keygenAccepts(lineOf(ALICE, at(name)), ALICE, message, signature)).toBe(true);
    expect(verdict({ approvals: [{ bytes: message, signature }], signers: lineOf(ALICE, at(name)) })).toBe('accepted');
  });
});

describe('the second opinion', () => {
  const alice = plainKey();
  const signers = bytesOf(`${signerLine(ALICE, alice)}\n`);
  const question = {
    signers,
    revoked: new Uint8Array(0),
    principal: ALICE,
    signature: signed(alice, message),
    message,
  };
  const revoked = bytesOf(`# lost\n${alice.type} ${alice.blob.toString('base64')} alice\n`);

  it('accepts, with an empty list of revoked keys', async () => {
    expect(await sshKeygenAvailable()).toBe(true);
    expect(await sshKeygenOpinion.verify(question)).toEqual({ verdict: 'accepted' });
  });
  it.each([
    ['another message', { message: approvalBytes(BOB) }],
    ['another principal', { principal: BOB }],
    ['a revoked key', { revoked }],
    ['no signer', { signers: new Uint8Array(0) }],
    ['no signature', { signature: new Uint8Array(0) }],
    ['another namespace', { signature: signed(alice, message, { namespace: 'git' }) }],
  ])('refuses %s, and says why in one line', async (_, change) => {
    const { verdict, said } = await sshKeygenOpinion.verify({ ...question, ...change });
    expect(verdict).toBe('refused');
    expect(said).toMatch(/^[\x20-\x7e]+$/);
  });
  it('says that ssh-keygen is not installed where it is not', async () => {
    await withEnvironment({ PATH: at('nowhere') }, async () => {
      expect(await sshKeygenAvailable()).toBe(false);
      expect(await sshKeygenOpinion.verify(question)).toEqual({ verdict: 'not_installed' });
    });
  });
  it('gives ssh-keygen nothing of the environment that is not its business', async () => {
    writeFileSync(at('ssh-keygen'), `#!/bin/sh\nenv > '${at('seen')}'\n`, { mode: 0o755 });
    const hostile = {
      PATH: `${at('.')}:${process.env.PATH}`,
      DOT_CUTTER_EXEC_DB_PASSWORD: 'secret',
      PGPASSWORD: 'secret',
    };
    await withEnvironment(hostile, async () => void (await sshKeygenOpinion.verify(question)));
    expect(readFileSync(at('seen'), 'utf8')).toContain('PATH=');
    expect(readFileSync(at('seen'), 'utf8')).not.toMatch(/secret|CUTTER|PGPASSWORD/);
    execFileSync('rm', [at('ssh-keygen')]);
  });
});

describe('keys that only ssh-keygen can use', () => {
  const askpass = (): Record<string, string> => {
    writeFileSync(at('askpass'), '#!/bin/sh\necho a passphrase\n', { mode: 0o700 });
    return { SSH_ASKPASS: at('askpass'), SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
  };

  it('an encrypted key: ssh-keygen asks for the passphrase', async () => {
    const key = newKey('locked', 'a passphrase');
    await withEnvironment(askpass(), async () => {
      const signature = bytesOf(await (await sshSigners.open(key)).sign(message));
      expect(verdict({ approvals: [{ bytes: message, signature }], signers: lineOf(ALICE, key) })).toBe('accepted');
    });
  });
  it('a wrong passphrase signs nothing', async () => {
    const key = newKey('locked-otherwise', 'another passphrase');
    await withEnvironment(askpass(), async () => {
      const signer = await sshSigners.open(key);
      await expect(signer.sign(message)).rejects.toMatchObject({ problems: [{ code: 'approval.key' }] });
    });
  });
  it('an encrypted key where ssh-keygen is missing: the next step', async () => {
    const key = newKey('locked-alone', 'a passphrase');
    await withEnvironment({ PATH: at('nowhere') }, async () => {
      const signer = await sshSigners.open(key);
      await expect(signer.sign(message)).rejects.toMatchObject({
        problems: [{ code: 'approval.key', message: expect.stringContaining('not installed'), place: { file: key } }],
      });
    });
  });
  it('a public key whose private half an agent holds', async () => {
    const key = newKey('held');
    const started = execFileSync('ssh-agent', ['-s', '-a', at('agent')], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]);
    try {
      await withEnvironment({ SSH_AUTH_SOCK: at('agent') }, async () => {
        execFileSync('ssh-add', ['-q', key], { stdio: 'pipe' });
        execFileSync('mv', [key, `${key}-elsewhere`]);
        const signature = bytesOf(await (await sshSigners.open(`${key}.pub`)).sign(message));
        expect(verdict({ approvals: [{ bytes: message, signature }], signers: lineOf(ALICE, key) })).toBe('accepted');
      });
    } finally {
      process.kill(pid);
    }
  });
});

describe('private keys that are refused', () => {
  const refusal = async (path: string): Promise<string> => {
    try {
      await sshSigners.open(path);
      return 'opened';
    } catch (error) {
      return (error as Error).message;
    }
  };
  it.each([0o640, 0o604, 0o644, 0o660, 0o777, 0o610])('mode %o', async (mode) => {
    const key = newKey(`mode-${mode}`);
    chmodSync(key, mode);
    expect(await refusal(key)).toMatch(/^approval\.key: .*others may read it \(mode 0/);
  });
  it.each([
    ['no such file', () => at('absent'), /^input\.missing/],
    ['a folder', () => at('.'), /^input\.not_a_file/],
    ['a named pipe', () => pipe(), /^input\.not_a_file/],
    ['an empty file', () => written('empty', ''), /holds no OpenSSH key/],
    ['an RSA key', () => newKey('other-rsa', '', 'rsa'), /the key is of type "ssh-rsa"/],
    ['an RSA public key', () => `${newKey('more-rsa', '', 'rsa')}.pub`, /the key is of type "ssh-rsa"/],
    ['a key in another format', () => pem(), /not a private key in OpenSSH format/],
    ['100 KB', () => written('large', 'x'.repeat(100_000)), /^input\.too_large/],
  ])('%s', async (_, make, message) => {
    expect(await refusal(make())).toMatch(message);
  });
  it('a damaged key never signs as another key', async () => {
    const text = readFileSync(newKey('whole'), 'utf8');
    const body = [...text.matchAll(/[A-Za-z0-9+/=]/g)]
      .map((match) => match.index)
      .filter((index) => index > 36 && index < text.length - 36);
    const opened: number[] = [];
    // Characters that hold the comment and the two equal random numbers are no part of the key.
    for (const index of body.filter((_, position) => position % 7 === 0)) {
      const changed = `${text.slice(0, index)}${text[index] === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`;
      writeFileSync(at('changed'), changed, { mode: 0o600 });
      const signer = await sshSigners.open(at('changed')).catch(() => undefined);
      const signature = await signer?.sign(message).catch(() => undefined);
      if (signature === undefined || signer === undefined) continue;
      if (signer.publicKey !== publicHalf(at('whole')).split(' ').slice(0, 2).join(' ')) opened.push(index);
    }
    expect(opened).toEqual([]);
  });

  function pipe(): string {
    execFileSync('mkfifo', ['-m', '600', at('pipe')]);
    return at('pipe');
  }
  function written(name: string, content: string): string {
    writeFileSync(at(name), content, { mode: 0o600 });
    return at(name);
  }
  function pem(): string {
    const key = newKey('pem', '', 'rsa');
    keygen('-q', '-p', '-m', 'PEM', '-N', '', '-f', key);
    return key;
  }
});

describe('whatever we accept, ssh-keygen accepts', () => {
  const people = [plainKey(), plainKey(), securityKey(), securityKey('ssh:law')] as const;
  const blank = fc.constantFrom(' ', '  ', '\t', ' \t ');
  const option = fc.constantFrom(
    'namespaces="cutter-approval"',
    'namespaces="git,cutter-approval"',
    'namespaces="cutter-*"',
    'NAMESPACES="cutter-approval"',
    'valid-after="20200101Z"',
    'valid-after="202001010000Z"',
    'valid-after="20200101000000Z"',
    'valid-after="20200101"',
    'valid-before="20990101Z"',
    'valid-before="20990230Z"',
    'valid-before="20010101Z"',
    'cert-authority',
    'namespaces=cutter-approval',
    'restrict',
    '',
  );
  const principal = fc.constantFrom(
    ALICE,
    'a.l-i_c+e@example.org',
    BOB,
    `${ALICE},${BOB}`,
    '*',
    '"alice@example.org"',
    '!bob@example.org',
  );
  const line = fc
    .record({
      lead: fc.constantFrom('', '', ' ', '\t'),
      who: principal,
      options: fc.array(option, { minLength: 0, maxLength: 3 }),
      key: fc.nat(3),
      blanks: fc.tuple(blank, blank, blank),
      comment: fc.constantFrom('', '', ' alice', ' # no comment', ' "', ' ssh-ed25519 AAAA'),
    })
    .map(({ lead, who, options, key, blanks, comment }) => {
      const { type, blob } = people[key] as (typeof people)[number];
      const middle = options.length === 0 ? '' : `${options.join(',')}${blanks[1]}`;
      return `${lead}${who}${blanks[0]}${middle}${type}${blanks[2]}${blob.toString('base64')}${comment}`;
    });
  const good = fc
    .record({ who: fc.constantFrom(ALICE, BOB), key: fc.nat(3), comment: fc.constantFrom('', ' c', '\t# c') })
    .map(({ who, key, comment }) => `${signerLine(who, people[key] as (typeof people)[number])}${comment}`);
  const text = fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: good },
        { weight: 2, arbitrary: line },
        { weight: 1, arbitrary: fc.constantFrom('', '# note', '  # note', '\t') },
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((lines) => lines.join('\n'));
  const forge: fc.Arbitrary<Forge> = fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    {
      weight: 3,
      arbitrary: fc.record(
        {
          hash: fc.constantFrom('sha256', 'sha512', 'sha384'),
          flags: fc.constantFrom(0, 1, 4, 5, 9, 0x19, 0x41, 0xff),
          counter: fc.constantFrom(0, 1, 0xffffffff),
        },
        { requiredKeys: [] },
      ),
    },
  );
  const anyRevoked = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.nat(3).map((key) => `# lost\n\n${publicLine(key)} comment\n`) },
    { weight: 1, arbitrary: fc.nat(3).map((key) => `  ${publicLine(key)}`) },
  );
  const publicLine = (key: number): string => `${people[key]?.type} ${people[key]?.blob.toString('base64')}`;

  it('signers, signatures and lists of revoked keys of every shape', () => {
    let accepted = 0;
    const now = Math.floor(Date.now() / 1000);
    fc.assert(
      fc.property(
        text,
        fc.nat(3),
        fc.constantFrom(ALICE, BOB),
        forge,
        anyRevoked,
        (signers, index, who, change, revoked) => {
          const bytes = approvalBytes(who, { at: now });
          const signature = signed(people[index] as (typeof people)[number], bytes, change);
          const found = judge({ approvals: [{ bytes, signature }], signers, revoked, author: AUTHOR, now });
          if ('unread' in found || found.counted.length === 0) return;
          accepted++;
          expect(keygenAccepts(signers, who, bytes, signature, revoked)).toBe(true);
        },
      ),
      { numRuns: 4_000 },
    );
    // The property says nothing if next to nothing is accepted.
    expect(accepted).toBeGreaterThan(100);
  });

  it('statements of every content, signed by us', async () => {
    await makeKeyPair(at('signer'), '');
    const signer = await sshSigners.open(at('signer'));
    const contents = fc.record({
      database: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      at: fc.integer({ min: 0, max: 4e9 }),
    });
    await fc.assert(
      fc.asyncProperty(contents, async ({ database, at: issued }) => {
        const subject = { target: { database, system_identifier: '1', principal: 'cutter_exec' } };
        const bytes = approvalBytes(ALICE, { subject, at: issued });
        const signature = bytesOf(await signer.sign(bytes));
        expect(verifySignature(unwrapped(readSignature(signature, 'sig')), bytes)).toBe(true);
        expect(keygenAccepts(lineOf(ALICE, at('signer')), ALICE, bytes, signature)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

async function withEnvironment(values: Record<string, string>, use: () => Promise<void>): Promise<void> {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
  Object.assign(process.env, values);
  try {
    await use();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
