/** Which process this is, so that a later one can tell whether it still runs: numbers of processes are used again. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of this system; empty where that cannot be learned. */
  readonly started: string;
  readonly host: string;
}

export const thisProcess = (): ProcessIdentity => ({
  pid: process.pid,
  started: startOf(process.pid) ?? '',
  host: hostname(),
});

/** `unknown`: it belongs to another machine (or container), which cannot be asked. */
export function stateOf(other: ProcessIdentity): 'running' | 'gone' | 'unknown' {
  if (other.host !== hostname()) return 'unknown';
  if (!exists(other.pid)) return 'gone';
  const started = startOf(other.pid);
  return started === undefined || other.started === '' || started === other.started ? 'running' : 'gone';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Linux: boot and clock ticks since then, field 22 of /proc/PID/stat. Elsewhere what `ps` says. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is a name in parentheses, which may hold blanks and parentheses.
      const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
    }
    const said = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } });
    return said.trim() || undefined;
  } catch {
    return undefined;
  }
}
