/** A throw-away GnuPG home with keys of its own, and gpg on it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Keyring {
  readonly home: string;
  /** Full fingerprint of a new key without a passphrase that can encrypt. */
  key(name: string, more?: readonly string[], expires?: string): string;
  /** Runs gpg with these arguments and input; what it writes. */
  gpg(argv: readonly string[], input?: Uint8Array): Buffer;
  remove(): void;
}

/** The path is short: gpg-agent's socket stands in it. From now on this process and its children use it. */
export function keyring(): Keyring {
  const home = mkdtempSync(join('/tmp', 'ck-'));
  process.env.GNUPGHOME = home;
  const gpg = (argv: readonly string[], input: Uint8Array = new Uint8Array(0)): Buffer =>
    execFileSync('gpg', ['--batch', '--no-tty', '--quiet', ...argv], {
      input,
      env: { PATH: process.env.PATH, HOME: home, GNUPGHOME: home, LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    });
  return {
    home,
    gpg,
    key(name, more = [], expires = 'never') {
      const known = fingerprints(gpg);
      const common = [...more, '--passphrase', ''];
      gpg([...common, '--quick-gen-key', `${name} <${name}@example.org>`, 'ed25519', 'cert', expires]);
      const fingerprint = fingerprints(gpg).find((one) => !known.includes(one));
      if (fingerprint === undefined) throw new Error('gpg made no key');
      gpg([...common, '--quick-add-key', fingerprint, 'cv25519', 'encr', expires]);
      return fingerprint;
    },
    remove() {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
      rmSync(home, { recursive: true, force: true });
      delete process.env.GNUPGHOME;
    },
  };
}

/** Of primary keys: the line behind each `pub`. */
function fingerprints(gpg: Keyring['gpg']): string[] {
  const lines = gpg(['--list-keys', '--with-colons']).toString().split('\n');
  return lines.flatMap((line, index) => (line.startsWith('pub:') ? [lines[index + 1]?.split(':')[9] ?? ''] : []));
}
