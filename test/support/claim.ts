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
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    for (let index = 0; index < count; index += 1) {
      if (!take(`${base}.${index}`)) continue;
      claimed.set(base, index);
      return index;
    }
    if (performance.now() > until) throw new Error(`All ${count} of ${base} are taken.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EVERY_MS);
  }
}

function take(file: string): boolean {
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
