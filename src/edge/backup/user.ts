import { readFile } from 'node:fs/promises';
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
