/**
 * Encrypts and decrypts with gpg. What counts is what gpg says on its status descriptor (core/backup/gpg-status.ts) and
 * its exit code, both. The user's gpg.conf is not read: it could name more recipients.
 */
import { decryptionFaults, encryptionFaults } from '../../core/backup/gpg-status.ts';
import { saidBy } from '../../core/backup/said.ts';
import type { Problem } from '../../core/problem.ts';
import type { Bytes, Encryption } from '../../ports.ts';
import { type Ended, endedHow, output } from './program.ts';

/** What gpg and the agent that it starts may need of our environment: nothing of a database or of cutter reaches them. */
const PASSED = [
  'PATH',
  'HOME',
  'GNUPGHOME',
  'TERM',
  'GPG_TTY',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SSH_AUTH_SOCK',
];
const COMMON = ['--batch', '--no-tty', '--no-options', '--status-fd', '3', '--no-auto-key-locate', '--output', '-'];

export const gpg: Encryption = {
  // Dumps are compressed already.
  encrypt: (recipient, plain, signal) =>
    gpgOutput(
      [
        ...COMMON,
        '--no-encrypt-to',
        '--compress-level',
        '0',
        '--trust-model',
        'always',
        '--recipient',
        recipient,
        '--encrypt',
      ],
      plain,
      signal,
      (ended) => encryptionProblems(ended, recipient),
    ),
  decrypt: (recipient, secret, signal) =>
    gpgOutput([...COMMON, '--decrypt'], secret, signal, (ended) => decryptionProblems(ended, recipient)),
};

const gpgOutput = (
  argv: readonly string[],
  input: Bytes,
  signal: AbortSignal,
  judge: (ended: Ended) => readonly Problem[],
): Bytes =>
  output({
    name: 'gpg',
    file: 'gpg',
    argv,
    env: Object.fromEntries(PASSED.map((name) => [name, process.env[name]])),
    input,
    status: true,
    signal,
    judge,
  });

/** Everything gpg holds against it. */
function encryptionProblems(ended: Ended, recipient: string): readonly Problem[] {
  const faults = [...exitFaults(ended), ...encryptionFaults(ended.status, recipient)];
  if (faults.length === 0) return [];
  const unusable = ended.status.includes('[GNUPG:] INV_RECP ');
  return [
    {
      code: unusable ? 'backup.recipient' : 'backup.failed',
      message: unusable ? `gpg cannot encrypt to the key ${recipient}.` : `gpg ${endedHow(ended)}; there is no backup.`,
      hint: unusable
        ? 'Import its public key with `gpg --import`; see that it has not expired, is not revoked, and can encrypt.'
        : 'Read what it says, then run `cutter backup` again.',
      detail: [...faults, ...saidBy('gpg', ended.said)],
    },
  ];
}

function decryptionProblems(ended: Ended, recipient: string): readonly Problem[] {
  const faults = [...exitFaults(ended), ...decryptionFaults(ended.status, recipient)];
  if (faults.length === 0) return [];
  return [
    {
      code: 'backup.damaged',
      message: 'The backup does not decrypt as it should.',
      hint: 'Run this where the private key of the backup is. If it is there, do not rely on this backup: make another.',
      detail: [...faults, ...saidBy('gpg', ended.said)],
    },
  ];
}

const exitFaults = (ended: Ended): string[] => [
  ...(ended.code === 0 ? [] : [`gpg ${endedHow(ended)}`]),
  ...(ended.tookAll ? [] : ['gpg did not read all of its input']),
];
