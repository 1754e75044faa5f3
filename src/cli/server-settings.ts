/** How to reach the server of a target: its keys, its authorities, and the owner where a command acts as one. */
import { isAbsolute, join } from 'node:path';
import type { ServerTarget } from '../core/config.ts';
import { LIMITS } from '../core/limits.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import { files, readPrivate } from '../edge/files.ts';
import type { Login, ServerSettings } from '../edge/postgres/settings.ts';

/** Paths of the configuration are relative to its folder. */
export const within = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path));

/** Throws Stop: `input.*`, `shape.*`, `config.*`. */
export async function serverSettings(target: ServerTarget, folder: string, owner?: Login): Promise<ServerSettings> {
  const { connectionFromEnvironment, connectionFromFile } = await import('../formats/env.ts');
  const file = target.env_file === undefined ? undefined : within(folder, target.env_file);
  const connection = orStop(
    file === undefined
      ? connectionFromEnvironment(process.env)
      : connectionFromFile(await readPrivate(file, LIMITS.env), file),
  );
  return {
    ...connection,
    ...(target.authorities === undefined
      ? {}
      : { authorities: await authoritiesIn(within(folder, target.authorities)) }),
    users: { ...connection.users, ...(owner === undefined ? {} : { owner }) },
  };
}

/** Certificates, PEM. A file without one is refused here: TLS would only say that it trusts nobody. */
async function authoritiesIn(file: string): Promise<string> {
  const text = Buffer.from(await files.read(file, LIMITS.config)).toString('latin1');
  if (/^-----BEGIN CERTIFICATE-----\r?$/m.test(text)) return text;
  throw new Stop([notCertificates(file)]);
}

const notCertificates = (file: string): Problem => ({
  code: 'config.connection',
  message: 'The file of authorities holds no certificate.',
  place: { file },
  hint: 'Name a PEM file with the certificates of the authorities that vouch for the server.',
});
