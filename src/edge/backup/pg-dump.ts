/** Dumps tables of a server with pg_dump, in its custom format, as the verifier's role. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saidBy } from '../../core/backup/said.ts';
import { majorOfServer, type Versioned } from '../../core/backup/versions.ts';
import type { Problem } from '../../core/problem.ts';
import type { DumpSource } from '../../ports.ts';
import type { ServerSettings } from '../postgres/settings.ts';
import { temporaryFolder } from '../temporary.ts';
import { authoritiesOf, libpqEnvironment } from './libpq.ts';
import { type Ended, endedHow, output } from './program.ts';
import { findProgram } from './programs.ts';

export function pgDump(settings: ServerSettings): DumpSource {
  let program: Promise<Versioned> | undefined;
  const find = (serverVersion: string): Promise<Versioned> =>
    (program ??= findProgram('pg_dump', majorOfServer(serverVersion)));
  return {
    kind: 'server',
    program: async (serverVersion) => (await find(serverVersion)).version,
    async *dump({ tables, snapshot, serverVersion, name, signal }) {
      const { file } = await find(serverVersion);
      const trust = await trustFile(settings);
      try {
        yield* output({
          name: 'pg_dump',
          file,
          argv: [
            '--format=custom',
            '--no-password',
            '--strict-names',
            '--lock-wait-timeout=30s',
            `--snapshot=${snapshot}`,
            ...tables.map((table) => `--table=${pattern(table)}`),
          ],
          env: libpqEnvironment({
            ...settings,
            login: settings.users.verify,
            name,
            ...(trust === undefined ? {} : { authorities: trust.file }),
          }),
          signal,
          judge: (ended) => faults(ended, settings, tables),
        });
      } finally {
        await trust?.remove();
      }
    },
  };
}

/** A quoted name matches itself alone; one without quotes is plain lower case and does so, too. */
const pattern = (table: string): string =>
  table
    .split(/\.(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((part) => (part.startsWith('"') ? part : `"${part}"`))
    .join('.');

function faults(ended: Ended, settings: ServerSettings, tables: readonly string[]): readonly Problem[] {
  if (ended.code === 0) return [];
  const known = [...tables.flatMap((table) => [table, ...table.split('.')]), settings.host, settings.users.verify.user];
  return [
    {
      code: 'backup.failed',
      message: `pg_dump ${endedHow(ended)}; there is no backup.`,
      hint: 'Read what it says, then run `cutter backup` again.',
      detail: saidBy('pg_dump', ended.said, known),
    },
  ];
}

/** libpq wants its authorities in a file; certificates are no secret, and only we can change it. */
async function trustFile(
  settings: ServerSettings,
): Promise<{ readonly file: string; remove(): Promise<void> } | undefined> {
  if (!settings.sslmode.startsWith('verify-') || settings.host.startsWith('/')) return undefined;
  const folder = temporaryFolder('cutter-trust-');
  const file = join(folder, 'authorities.pem');
  await writeFile(file, await authoritiesOf(settings), { mode: 0o600 });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
