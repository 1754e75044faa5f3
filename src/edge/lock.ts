/**
 * Locks between processes of one machine: a file that names the process which holds it. Where that process is gone, the
 * next one takes the lock over.
 */

import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { type Problem, Stop } from '../core/problem.ts';
import { type ProcessIdentity, stateOf, thisProcess } from './process-identity.ts';

export interface Lock {
  /** Gives the lock back; more than once does no harm. Happens by itself when the process exits. */
  release(): void;
}

/** Who holds a lock. */
export interface Holder {
  readonly path: string;
  readonly who: string;
  /** It cannot be told from here whether it still runs. */
  readonly elsewhere: boolean;
}

/** Throws Stop with the problem that `busy` makes, while another process, or this one, holds the lock. */
export function takeLock(path: string, busy: (holder: Holder) => Problem): Lock {
  const mine = `${JSON.stringify({ ...thisProcess(), token: randomBytes(8).toString('hex') })}\n`;
  while (!tryCreate(path, mine)) {
    const theirs = contentOf(path);
    if (theirs === undefined) continue;
    const owner = ownerOf(theirs);
    if (owner === undefined || stateOf(owner) !== 'gone') throw new Stop([busy(holderOf(path, owner))]);
    removeStale(path, theirs);
  }
  const release = (): void => {
    process.removeListener('exit', release);
    if (contentOf(path) === mine) unlinkSync(path);
  };
  process.once('exit', release);
  return { release };
}

function tryCreate(path: string, content: string): boolean {
  // Written beside and linked into place, so that nobody ever reads a lock that is half written.
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a lock away that was judged stale. Another process may have done so and locked since: then it is put back. */
function removeStale(path: string, judged: string): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (contentOf(aside) !== judged) linkSync(aside, path);
  unlinkSync(aside);
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ownerOf(content: string): ProcessIdentity | undefined {
  try {
    const { pid, started, host } = JSON.parse(content) as Partial<ProcessIdentity>;
    const complete = Number.isInteger(pid) && typeof started === 'string' && typeof host === 'string';
    return complete ? ({ pid, started, host } as ProcessIdentity) : undefined;
  } catch {
    return undefined;
  }
}

function holderOf(path: string, owner: ProcessIdentity | undefined): Holder {
  return {
    path,
    who: owner === undefined ? 'an unreadable lock' : `process ${owner.pid} on ${owner.host}`,
    elsewhere: owner === undefined || stateOf(owner) === 'unknown',
  };
}
