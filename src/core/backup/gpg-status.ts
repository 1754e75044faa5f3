/**
 * What gpg says on its status descriptor (GnuPG doc/DETAILS), judged. gpg escapes what comes from a message, so a line
 * is gpg's own word; exit code and messages for people are not: gpg leaves with 0 from data that was never encrypted.
 */

/** Lines `[GNUPG:] KEYWORD arguments`; others are left out. */
function statusLines(status: string): readonly (readonly string[])[] {
  return status
    .split('\n')
    .filter((line) => line.startsWith(PREFIX))
    .map((line) => line.slice(PREFIX.length).split(' '));
}

const PREFIX = '[GNUPG:] ';
/** Words after which nothing is believed. */
const FAILURES: ReadonlySet<string> = new Set([
  'BADMDC',
  'DECRYPTION_FAILED',
  'ERROR',
  'FAILURE',
  'INV_RECP',
  'NODATA',
  'NO_RECP',
  'NO_SECKEY',
  'UNEXPECTED',
]);

/** Why an encryption for this key (full fingerprint of the primary key) is not to be trusted; none = it is good. */
export function encryptionFaults(status: string, recipient: string): readonly string[] {
  const lines = statusLines(status);
  const faults = failures(lines);
  const keys = argumentsOf(lines, 'KEY_CONSIDERED').map(([key]) => key);
  if (keys.length === 0 || keys.some((key) => key !== recipient)) {
    faults.push(`the key is not the primary key ${recipient}: ${keys[0] ?? 'none was found'}`);
  }
  const begun = argumentsOf(lines, 'BEGIN_ENCRYPTION');
  if (begun.length !== 1) faults.push(`${begun.length} encryptions were begun, not one`);
  else if (!isProtected(begun[0]?.[0], begun[0]?.[2])) faults.push('the encryption has no integrity protection');
  if (argumentsOf(lines, 'END_ENCRYPTION').length !== 1) faults.push('the encryption was not finished');
  return faults;
}

/** Why a decryption is not to be trusted: one message, for this key alone, decrypted with it, and whole. */
export function decryptionFaults(status: string, recipient: string): readonly string[] {
  const lines = statusLines(status);
  const faults = failures(lines);
  const once = (word: string, fault: (count: number) => string): void => {
    const count = argumentsOf(lines, word).length;
    if (count !== 1) faults.push(fault(count));
  };
  once('ENC_TO', (count) => `it is encrypted to ${count} keys, not to one`);
  const keys = argumentsOf(lines, 'DECRYPTION_KEY').map(([, primary]) => primary);
  if (keys.length !== 1 || keys[0] !== recipient) {
    faults.push(`it was not decrypted with the key ${recipient}, but with ${keys[0] ?? 'none'}`);
  }
  if (argumentsOf(lines, 'NEED_PASSPHRASE_SYM').length > 0) faults.push('it can be decrypted with a passphrase');
  once('BEGIN_DECRYPTION', (count) => `${count} messages were decrypted, not one`);
  once('PLAINTEXT', (count) => `it holds ${count} plaintexts, not one`);
  const [info] = argumentsOf(lines, 'DECRYPTION_INFO');
  if (!isProtected(info?.[0], info?.[2])) faults.push('it has no integrity protection');
  once('GOODMDC', () => 'its integrity is not proven');
  once('DECRYPTION_OKAY', () => 'gpg does not say that it was decrypted whole');
  once('END_DECRYPTION', () => 'the decryption was not finished');
  return faults;
}

const argumentsOf = (lines: readonly (readonly string[])[], word: string): readonly (readonly string[])[] =>
  lines.filter((line) => line[0] === word).map((line) => line.slice(1));

const failures = (lines: readonly (readonly string[])[]): string[] =>
  lines.filter(([word = '']) => FAILURES.has(word)).map((line) => `gpg says ${line.join(' ')}`);

/** MDC method 2 is SHA-1 over the plaintext inside the encryption; an AEAD algorithm protects by itself. */
const isProtected = (mdc: string | undefined, aead: string | undefined): boolean =>
  mdc === '2' || (aead !== undefined && /^[1-9][0-9]*$/.test(aead));
