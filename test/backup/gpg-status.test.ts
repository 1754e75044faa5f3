/** What gpg says, and what must not be believed. The lines are those of GnuPG 2.2 and 2.4. */
import { describe, expect, test } from 'vitest';
import { decryptionFaults, encryptionFaults } from '../../src/core/backup/gpg-status.ts';
import { saidBy } from '../../src/core/backup/said.ts';

const KEY = 'CF603EB6827CDB3064A574BFAF72977E17B4E9BF';
const SUBKEY = 'C041148A4D9DAE2DEE7AFF3354FAAE575AB2BE5E';
const OTHER = '0123456789ABCDEF0123456789ABCDEF01234567';

const status = (lines: readonly string[]): string => lines.map((line) => `[GNUPG:] ${line}\n`).join('');

const DECRYPTED = [
  'ENC_TO 54FAAE575AB2BE5E 18 0',
  `KEY_CONSIDERED ${KEY} 0`,
  `DECRYPTION_KEY ${SUBKEY} ${KEY} u`,
  'BEGIN_DECRYPTION',
  'DECRYPTION_INFO 2 9 0',
  'PLAINTEXT 62 1795260545 ',
  'PLAINTEXT_LENGTH 6',
  'DECRYPTION_OKAY',
  'GOODMDC',
  'END_DECRYPTION',
];
const ENCRYPTED = [`KEY_CONSIDERED ${KEY} 0`, `KEY_CONSIDERED ${KEY} 0`, 'BEGIN_ENCRYPTION 2 9', 'END_ENCRYPTION'];

const without = (lines: readonly string[], word: string): string[] => lines.filter((line) => !line.startsWith(word));
const changed = (lines: readonly string[], from: string, to: string): string[] =>
  lines.map((line) => line.replace(from, to));

describe('a decryption', () => {
  test('is believed when everything is said, with MDC as with AEAD', () => {
    expect(decryptionFaults(status(DECRYPTED), KEY)).toEqual([]);
    expect(decryptionFaults(status(changed(DECRYPTED, 'INFO 2 9 0', 'INFO 0 9 2')), KEY)).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['nothing is said', []],
    ['it is for no key', without(DECRYPTED, 'ENC_TO')],
    ['it is for two keys', ['ENC_TO 1111111111111111 18 0', ...DECRYPTED]],
    ['no key is named', without(DECRYPTED, 'DECRYPTION_KEY')],
    ['another key was used', changed(DECRYPTED, ` ${KEY} u`, ` ${OTHER} u`)],
    ['two keys were used', [...DECRYPTED, `DECRYPTION_KEY ${SUBKEY} ${KEY} u`]],
    ['a passphrase opens it', ['NEED_PASSPHRASE_SYM 9 3 2', ...DECRYPTED]],
    ['no decryption began', without(DECRYPTED, 'BEGIN_DECRYPTION')],
    ['two messages were decrypted', [...DECRYPTED, ...DECRYPTED]],
    ['there is no plain text', without(DECRYPTED, 'PLAINTEXT')],
    ['there are two plain texts', [...DECRYPTED, 'PLAINTEXT 62 0 x']],
    ['nothing protects its integrity', changed(DECRYPTED, 'INFO 2 9 0', 'INFO 0 9 0')],
    ['the protection is not named', without(DECRYPTED, 'DECRYPTION_INFO')],
    ['the protection was not checked', without(DECRYPTED, 'GOODMDC')],
    ['the protection is broken', [...DECRYPTED, 'BADMDC']],
    ['it is not called whole', without(DECRYPTED, 'DECRYPTION_OKAY')],
    ['it failed in the end', [...DECRYPTED, 'DECRYPTION_FAILED']],
    ['it was not finished', without(DECRYPTED, 'END_DECRYPTION')],
    ['there was an error', ['ERROR proc_pkt.plaintext 89_BAD_DATA', ...DECRYPTED]],
    ['there is no data', ['NODATA 3', ...DECRYPTED]],
    ['something unexpected stood there', ['UNEXPECTED 0', ...DECRYPTED]],
    ['the private key is not there', ['NO_SECKEY 54FAAE575AB2BE5E', ...DECRYPTED]],
  ])('is not believed when %s', (_name, lines) => {
    expect(decryptionFaults(status(lines), KEY)).not.toEqual([]);
  });

  test('is not believed from lines that gpg did not begin', () => {
    const lines = status(DECRYPTED).replaceAll('[GNUPG:] ', ' [GNUPG:] ');
    expect(decryptionFaults(lines, KEY)).not.toEqual([]);
  });
});

describe('an encryption', () => {
  test('is believed when everything is said, with MDC as with AEAD', () => {
    expect(encryptionFaults(status(ENCRYPTED), KEY)).toEqual([]);
    expect(encryptionFaults(status(changed(ENCRYPTED, 'ENCRYPTION 2 9', 'ENCRYPTION 0 9 2')), KEY)).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['nothing is said', []],
    ['no key is named', without(ENCRYPTED, 'KEY_CONSIDERED')],
    ['another key is named, too', [`KEY_CONSIDERED ${OTHER} 0`, ...ENCRYPTED]],
    ['nothing protects its integrity', changed(ENCRYPTED, 'ENCRYPTION 2 9', 'ENCRYPTION 0 9')],
    ['it was not begun', without(ENCRYPTED, 'BEGIN_ENCRYPTION')],
    ['it was begun twice', [...ENCRYPTED, 'BEGIN_ENCRYPTION 2 9']],
    ['it was not finished', without(ENCRYPTED, 'END_ENCRYPTION')],
    ['a recipient is unusable', ['INV_RECP 5 x', ...ENCRYPTED]],
    ['it failed', [...ENCRYPTED, 'FAILURE encrypt 9']],
  ])('is not believed when %s', (_name, lines) => {
    expect(encryptionFaults(status(lines), KEY)).not.toEqual([]);
  });
});

describe('what a program said', () => {
  test('is kept without what may stand in a row', () => {
    const said = saidBy(
      'pg_restore',
      [
        'pg_restore: error: COPY failed for table "unit_version": ERROR:  invalid input syntax for type uuid: "a secret body"',
        'DETAIL:  Failing row contains (1, a secret body).',
        'CONTEXT:  COPY unit_version, line 1, column id: "a secret body"',
        'pg_restore: detail: Command was: COPY public.unit_version (id) FROM stdin; a secret body',
        'a secret body',
        'pg_restore: error: could not read from input file: end of file',
      ].join('\n'),
      ['unit_version'],
    );
    expect(said).toEqual([
      'error: COPY failed for table "unit_version": ERROR: invalid input syntax for type uuid: "…"',
      'error: could not read from input file: end of file',
    ]);
  });

  test('is bounded, also when a quotation is never closed', () => {
    const said = saidBy(
      'pg_dump',
      `pg_dump: error: "never closed ${'x'.repeat(10_000)}\n${'pg_dump: again\n'.repeat(100)}`,
    );
    expect(said).toHaveLength(5);
    expect(said[0]).toBe('error: "…"');
  });
});
