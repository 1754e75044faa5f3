/** What the sandbox commands share: the owner's way into a target, and the reference SQL. */
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { LIMITS } from '../core/limits.ts';
import { Secret } from '../core/secret.ts';
import type { SqlFile } from '../flows/sandbox.ts';
import type { Databases } from '../ports.ts';
import { shellQuote } from '../render/shell.ts';
import { Flags } from './oclif.ts';
import type { Wire } from './wire.ts';

export const ownerFlags = {
  owner: Flags.string({
    description: 'On a server: the role that owns the database, allowed to create roles.',
    helpValue: 'ROLE',
    default: 'postgres',
  }),
  'owner-password-file': Flags.string({
    description: "On a server: file with the owner's password, readable by you alone.",
    helpValue: 'FILE',
  }),
};

export interface OwnerFlags {
  readonly owner: string;
  readonly 'owner-password-file'?: string | undefined;
}

/** Named where it is there. */
const EXAMPLE = 'examples/01-constitution/cut.yaml';

/** A cut.yaml for the next command, and what is to be said about it. */
export async function someCut({ files }: Wire): Promise<{ readonly file: string; readonly about: readonly string[] }> {
  if (await files.exists(EXAMPLE)) return { file: EXAMPLE, about: [] };
  return { file: 'FILE', about: ['FILE is the cut.yaml of your document.'] };
}

/** The same flags for the next command of the owner. */
export const ownerWords = (flags: OwnerFlags, kind: 'embedded' | 'server'): readonly string[] => {
  const file = flags['owner-password-file'];
  if (kind === 'embedded') return [];
  return [
    ...(flags.owner === ownerFlags.owner.default ? [] : ['--owner', shellQuote(flags.owner)]),
    ...(file === undefined ? [] : ['--owner-password-file', shellQuote(file)]),
  ];
};

/** The target with its owner's lane; an embedded one is created when `create` is set. */
export async function ownedDatabases(wire: Wire, flags: OwnerFlags, create: boolean): Promise<Databases> {
  const { target, folder } = await wire.target();
  if (target.kind === 'embedded') {
    return wire.embedded(isAbsolute(target.directory) ? target.directory : join(folder, target.directory), create);
  }
  const file = flags['owner-password-file'];
  if (file === undefined) return wire.server(target, folder, { user: flags.owner });
  const { readPrivate } = await import('../edge/files.ts');
  const text = Buffer.from(await readPrivate(file, LIMITS.env)).toString('utf8');
  const password = new Secret(text.replace(/\r?\n$/, ''));
  return wire.server(target, folder, { user: flags.owner, password });
}

/** The files of schemas/sql, by name; for a server with the queue besides, which an embedded database has no use for. */
export async function referenceSql(
  root: string,
  kind: 'embedded' | 'server' = 'embedded',
): Promise<readonly SqlFile[]> {
  const folder = join(root, 'schemas/sql');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
  if (kind === 'embedded') return files;
  const { queueSql } = await import('../edge/queue/schema.ts');
  return [...files, { name: '96-queue.sql', text: queueSql() }];
}
