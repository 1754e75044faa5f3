/**
 * Which of several things this process has for itself: the first whose mark no living process holds. The runner's own
 * number of a worker will not do: at the change from one project to the next, two workers can have the same.
 */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

const EVERY_MS = 20;
const PATIENCE_MS = 60_000;
const claimed = new Map<string, number>();

/** An index below `count`; the marks are the files `<base>.<index>`. Waits while all are taken. */
export function claim(base: string, count: number): number {
  const known = claimed.get(base);
  if (known !== undefined) return known;
  const free = (): number => {
    for (let index = 0; index < count; index += 1) if (take(`${base}.${index}`)) return index;
    return -1;
  };
  let index = -1;
  whileTaken(() => {
    index = free();
    return index >= 0;
  }, `all ${count} of ${base} are taken`);
  claimed.set(base, index);
  return index;
}

/** Waits, with nothing else going on in this process, until `done` says so. */
export function whileTaken(done: () => boolean, what: string): void {
  const until = performance.now() + PATIENCE_MS;
  while (!done()) {
    if (performance.now() > until) throw new Error(`After ${PATIENCE_MS / 1000} s, ${what}.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EVERY_MS);
  }
}

/** Whether the mark is now that of this process. */
export function take(file: string): boolean {
  try {
    const mark = openSync(file, 'wx');
    writeSync(mark, String(process.pid));
    closeSync(mark);
  } catch {
    if (!isLeftOver(file)) return false;
    rmSync(file, { force: true });
    return take(file);
  }
  process.on('exit', () => rmSync(file, { force: true }));
  return true;
}

/** Its process is gone, and could not take it away. */
function isLeftOver(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
