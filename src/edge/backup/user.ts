import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Stop } from '../../core/problem.ts';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Users that a server may run as when we are root: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = ['postgres', 'nobody'];

/** For root: who a server runs as. Undefined for everybody else: as ourselves. Throws Stop `backup.program`. */
export async function serverUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of UNPRIVILEGED) {
    const [, , uid, gid] = users.find((fields) => fields[0] === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Stop([
    {
      code: 'backup.program',
      message: 'A PostgreSQL server does not run as root, and there is no user postgres or nobody to run it as.',
      hint: 'Run the command as another user than root.',
    },
  ]);
}

/** Throws Stop `backup.failed` when the user may not enter a folder, or one above it. */
export async function mustReach(folder: string, { uid, gid }: User): Promise<void> {
  for (let path = await realpath(folder); ; path = dirname(path)) {
    const found = await stat(path);
    const enter = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
    if ((found.mode & enter) === 0) throw new Stop([closed(path)]);
    if (path === dirname(path)) return;
  }
}

const closed = (file: string) => ({
  code: 'backup.failed' as const,
  message: 'The scratch server does not run as root, and its user may not enter the folder for temporary files.',
  place: { file },
  hint: 'Set TMPDIR to a folder that everybody may enter, or run the command as another user than root.',
});
