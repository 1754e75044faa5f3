/** Where memory is mounted as a folder: what is written there, and removed again, takes a fraction of what a disk takes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';

/** The folder in memory where it has room for so many bytes, or else the folder for temporary files. */
export const memoryWith = (bytes: number): string => (room() >= bytes ? MEMORY : tmpdir());

/** The same for files of which some are run: memory that is mounted as a folder may run none. */
export const memoryThatRuns = (bytes: number): string => (room() >= bytes && runs() ? MEMORY : tmpdir());

function room(): number {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    const free = Number(/MemAvailable:\s+(\d+) kB/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
    return Math.min(bavail * bsize, free, process.constrainedMemory() || Infinity);
  } catch {
    return 0;
  }
}

function runs(): boolean {
  const folder = mkdtempSync(join(MEMORY, 'cutter-runs-'));
  try {
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
    execFileSync(program);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
