/** Writes a first configuration: cutter.yaml, the allowed signers and the list of revoked keys. */
import { join } from 'node:path';
import { Stop } from '../core/problem.ts';
import type { Files, FileWriter } from '../ports.ts';

export interface InitRequest {
  readonly folder: string;
  /** The first approver, and the public key as in a .pub file (`type base64`). */
  readonly signer?: { readonly principal: string; readonly publicKey: string };
  /** Where editors find the shape of cutter.yaml, from the folder; absent where no path to it would hold for others. */
  readonly schema?: string;
}

const config = (schema: string | undefined): string => `${editorLine(schema)}
#
# Where cutter works, who must approve, and who may.
format: cutter.config/1

# A cut that names no target goes to the default one. \`local\` is a PostgreSQL that runs inside cutter; its files are in
# the folder below. For a server:
#
#   production:
#     kind: server
#     env_file: production.env   # mode 0600, the eight DOT_CUTTER_* keys; without it they come from the environment
default_target: local
targets:
  local:
    kind: embedded
    directory: .cutter/database

# SG_1 covers a cut, SG_2 an enactment. Whoever wrote a cut never approves it. A plan pins this policy.
policy:
  SG_1:
    threshold: 1
    lifetime_hours: 24
  SG_2:
    threshold: 1
    lifetime_hours: 12
  # Where ssh-keygen is installed it must accept every signature, too; \`required\` refuses where it is not installed.
  ssh_keygen: where_installed

signers:
  allowed_signers: allowed_signers
  revoked: revoked_keys

# \`cutter backup\` encrypts to a GnuPG key, named by its full fingerprint. A server is never backed up without one; with
# \`require: {backup: true}\` in the policy, nothing is applied without a fresh backup.
#
#   backup:
#     gpg_recipient: 0123456789ABCDEF0123456789ABCDEF01234567
#     directory: backups
`;

const editorLine = (schema: string | undefined): string =>
  schema === undefined
    ? '# For editors: the shape of this file is schemas/config.schema.json in the package of cutter.'
    : `# yaml-language-server: $schema=${schema}`;

const ALLOWED = `# Who may approve, in the format of OpenSSH (man ssh-keygen, ALLOWED SIGNERS). One line an approver:
# you@example.org namespaces="cutter-approval" ssh-ed25519 AAAA...
`;

const REVOKED = `# Keys that count no longer, one public key a line: ssh-ed25519 AAAA...
`;

/** Throws Stop `input.exists`, naming every file that stands there already; then nothing is written. */
export async function init(
  { folder, signer, schema }: InitRequest,
  ports: { readonly files: Files; readonly output: FileWriter },
): Promise<readonly string[]> {
  const contents: readonly (readonly [string, string])[] = [
    ['allowed_signers', ALLOWED + (signer === undefined ? '' : signerLine(signer.principal, signer.publicKey))],
    ['revoked_keys', REVOKED],
    // Last: a folder with a cutter.yaml is whole.
    ['cutter.yaml', config(schema)],
  ];
  const paths = contents.map(([name]) => join(folder, name));
  const there = (await Promise.all(paths.map(async (path) => ((await ports.files.exists(path)) ? [path] : [])))).flat();
  if (there.length > 0) {
    throw new Stop(
      there.map((path) => ({
        code: 'input.exists',
        message: 'This file is there already, and is not overwritten.',
        place: { file: path },
        hint: 'Keep it and edit it, or move it away and run `cutter init` again.',
      })),
    );
  }
  for (const [name, content] of contents) await ports.output.create(join(folder, name), [content]);
  return paths;
}

const signerLine = (principal: string, publicKey: string): string =>
  `${principal} namespaces="cutter-approval" ${publicKey}\n`;
