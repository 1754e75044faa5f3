/**
 * Records of runs in a folder:
 *
 *     <folder>/<run>/log     one line a transition, appended
 *     <folder>/<run>/head    how many of these lines are acknowledged, and the SHA-256 of the last of them
 *     <folder>/<name>.lock   names the process that holds a lock
 *
 * A line counts once the head says so: what stands behind it was cut off by a crash before anything was done on its
 * strength, and is written anew. A log that is shorter than its head was damaged.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import { damaged } from '../../core/run/replay.ts';
import type { RunStore } from '../../ports.ts';
import { writeProblem } from '../file-problems.ts';
import { fileWriter } from '../file-writer.ts';
import { type Holder, takeLock } from '../lock.ts';

const RUN = /^ictr-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$/;

export function fileRuns(folder: string): RunStore {
  const logOf = (run: string): string => join(folder, run, 'log');
  const headOf = (run: string): string => join(folder, run, 'head');

  async function read(run: string): Promise<Recorded> {
    if (!RUN.test(run)) throw new Stop([unknown(run, folder)]);
    const [log, head] = await Promise.all([bytesOf(logOf(run)), bytesOf(headOf(run))]);
    if (log === undefined && head === undefined) throw new Stop([unknown(run, folder)]);
    return recorded(run, log, head, { log: logOf(run), head: headOf(run) });
  }

  return {
    place: folder,
    async ids(prefix) {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw new Stop([writeProblem(error, folder)], error);
      });
      const runs = names.filter((name) => RUN.test(name)).sort();
      if (prefix === undefined) return runs;
      const under = await Promise.all(runs.map((run) => mayBeUnder(prefix, logOf(run))));
      return runs.filter((_, index) => under[index]);
    },
    lines: async (run) => (await read(run)).lines,
    async append(run, seq, line) {
      const log = logOf(run);
      try {
        if (seq === 1) return await begin(folder, run, line);
        const { lines, bytes } = await read(run);
        if (lines.length !== seq - 1) throw new Stop([conflict(run, seq, log)]);
        const handle = await open(log, constants.O_WRONLY);
        try {
          // What a crash left behind the last acknowledged line goes; then the line, in one write.
          await handle.truncate(bytes);
          await writeAt(handle, `${line}\n`, bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await fileWriter.write(headOf(run), [headText(seq, line)]);
      } catch (error) {
        throw error instanceof Stop ? error : new Stop([writeProblem(error, log)], error);
      }
    },
    async lock(name) {
      await mkdir(folder, { recursive: true });
      const lock = takeLock(join(folder, `${name}.lock`), busy);
      return { release: async () => lock.release() };
    },
    close: async () => undefined,
  };
}

interface Recorded {
  readonly lines: readonly string[];
  /** Of the acknowledged lines. */
  readonly bytes: number;
}

const headText = (count: number, line: string): string => `${count} ${sha256(line)}\n`;

function recorded(
  run: string,
  log: Buffer | undefined,
  head: Buffer | undefined,
  files: { readonly log: string; readonly head: string },
): Recorded {
  const refuse = (file: string, line: number, why: string) => new Stop([damaged(run, file, line, why)]);
  if (log === undefined) throw refuse(files.log, 1, 'it is gone');
  if (head === undefined) throw refuse(files.head, 1, 'its head is gone');
  const said = /^([1-9][0-9]{0,6}) ([0-9a-f]{64})\n$/.exec(head.toString('latin1'));
  if (said === null) throw refuse(files.head, 1, 'its head cannot be read');
  const count = Number(said[1]);
  const lines: string[] = [];
  let at = 0;
  while (lines.length < count) {
    const end = log.indexOf(0x0a, at);
    if (end === -1) throw refuse(files.log, lines.length + 1, `it ends before line ${count}, which its head names`);
    lines.push(log.toString('utf8', at, end));
    at = end + 1;
  }
  if (sha256(lines[count - 1] as string) !== said[2]) {
    throw refuse(files.log, count, 'its last line is not the one that its head names');
  }
  return { lines, bytes: at };
}

/** Only a first line that can be read, and names another prefix, says no. */
async function mayBeUnder(prefix: string, log: string): Promise<boolean> {
  try {
    const [first = ''] = (await readFile(log, 'utf8')).split('\n', 1);
    return (JSON.parse(first) as { facts: { prefix: string } }).facts.prefix === prefix;
  } catch {
    return true;
  }
}

/** The folder of a new run appears whole. */
async function begin(folder: string, run: string, line: string): Promise<void> {
  const half = join(folder, `.${run}.${randomBytes(4).toString('hex')}`);
  try {
    await fileWriter.write(join(half, 'log'), [`${line}\n`]);
    await fileWriter.write(join(half, 'head'), [headText(1, line)]);
    await rename(half, join(folder, run));
    const handle = await open(folder, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw new Stop([conflict(run, 1, join(folder, run))], error);
    }
    throw error;
  }
}

async function writeAt(handle: FileHandle, text: string, position: number): Promise<void> {
  const bytes = Buffer.from(text);
  let done = 0;
  while (done < bytes.length) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

async function bytesOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Stop(
      [
        {
          code: 'input.unreadable',
          message: `The record cannot be read: ${code}.`,
          place: { file },
          hint: 'Check who may read it, and the disk.',
        },
      ],
      error,
    );
  }
}

export const unknown = (run: string, place: string): Problem => ({
  code: 'run.unknown',
  message: `There is no run ${JSON.stringify(run)} in ${place}.`,
  hint: 'Run `cutter runs` to see those that there are; --target and --config say where.',
});

export const conflict = (run: string, seq: number, place: string): Problem => ({
  code: 'run.conflict',
  message: `Line ${seq} of the record of ${run} does not follow what is there: somebody else went on with the run.`,
  place: { file: place },
  hint: 'Run `cutter status` to see where it stands.',
});

const busy = ({ path, who, elsewhere }: Holder): Problem => ({
  code: 'run.busy',
  message: `Somebody is at work on this: ${who}.`,
  place: { file: path },
  hint: elsewhere
    ? 'Make sure that nothing goes on there, then remove the lock file.'
    : 'Wait until the other cutter has ended, or end it.',
});
