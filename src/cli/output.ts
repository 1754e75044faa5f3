/** Printing, and the one place that decides the exit code of the process. */
import { type Problem, Stop } from '../core/problem.ts';
import { jsonPieces } from '../render/json-pieces.ts';
import { jsonText, problemLines, problemsJson } from '../render/problems.ts';
import { type Answer, linesText } from './answer.ts';
import { exitOf } from './exit.ts';
import { screenOf } from './paint.ts';
import { isUsage, sentenceOf, usageProblem } from './usage.ts';

export interface OutputWishes {
  readonly json: boolean;
  readonly noColor: boolean;
  /** What the commands that are printed need, too. */
  readonly flags?: readonly string[];
}

/** Prints an answer on standard output. A reader that went away (a closed pipe) ends the printing, not the run. */
export async function print(answer: Answer, { json, noColor, flags = [] }: OutputWishes): Promise<void> {
  process.exitCode = answer.exit ?? 0;
  if (json) return write(process.stdout, line(jsonPieces(answer.json)));
  const screen = screenOf({ stream: process.stdout, environment: process.env, noColor });
  await write(process.stdout, answer.text({ ...screen, flags }));
}

function* line(pieces: Iterable<string>): Generator<string, void, undefined> {
  yield* pieces;
  yield '\n';
}

/** Prints why a command failed, on standard error (as JSON: on standard output), and sets the exit code. */
export async function failed(error: unknown, { json, noColor, flags = [] }: OutputWishes): Promise<void> {
  const problems = problemsOf(error);
  // What an apply came to stays the answer, even when it could not be printed.
  process.exitCode = Number(process.exitCode ?? 0) || exitOf(problems);
  const screen = { ...screenOf({ stream: process.stderr, environment: process.env, noColor }), flags };
  try {
    if (json) await write(process.stdout, [`${jsonText(problemsJson(problems))}\n`]);
    else await write(process.stderr, linesText(problemLines(problems, screen)));
  } catch (unprinted) {
    // Nobody is left to tell but the exit code.
    if (!(unprinted instanceof Stop)) throw unprinted;
  }
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof Stop) return error.problems;
  if (isUsage(error)) return [usageProblem(sentenceOf(error))];
  if (isSystemError(error)) return [refusedBySystem(error)];
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    {
      code: 'internal.bug',
      message: 'This is a bug in cutter.',
      hint: 'Report it with the lines above, and with what you ran.',
      detail: stack.split('\n'),
    },
  ];
}

interface SystemError extends Error {
  /** For example EACCES. */
  readonly code: string;
  readonly path: string;
}

/** What the file system refused, and nobody could say better. */
const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error &&
  'syscall' in error &&
  'code' in error &&
  typeof error.code === 'string' &&
  'path' in error &&
  typeof error.path === 'string';

const refusedBySystem = ({ message, path }: SystemError): Problem => ({
  code: 'output.unwritable',
  message: `The file system refused: ${message}.`,
  place: { file: path },
  hint: 'Give the user that runs cutter its rights there, make room, or name another place.',
});

/** Pieces are joined up to so many UTF-16 units: each write has its price. */
const BLOCK = 16 * 1024;

/** Throws Stop `output.unwritable`; a reader that went away is no error. */
async function write(stream: NodeJS.WriteStream, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  let failure: NodeJS.ErrnoException | undefined;
  let wake = (): void => undefined;
  // oclif listens too, and throws what it hears at nobody who could catch it.
  stream.removeAllListeners('error');
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error;
    wake();
  });
  const drained = (): void => wake();
  stream.on('drain', drained);
  let block = '';
  const flush = async (): Promise<void> => {
    const text = block;
    block = '';
    if (text === '' || stream.write(text)) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
      // The stream may have failed between the write and here; then nobody wakes us.
      if (failure !== undefined) resolve();
    });
  };
  for await (const piece of pieces) {
    if (failure !== undefined) break;
    block += piece;
    if (block.length >= BLOCK) await flush();
  }
  await flush();
  // What was written last has not failed yet.
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
  stream.off('drain', drained);
  if (failure !== undefined && failure.code !== 'EPIPE') throw new Stop([unwritable(failure)], failure);
}

const unwritable = (failure: Error): Problem => ({
  code: 'output.unwritable',
  message: `The output could not be written: ${failure.message}.`,
  hint: 'Make room where the output goes, then run the command again.',
});
