/** Printing, and the one place that decides the exit code of the process. */
import { once } from 'node:events';
import { Errors } from '@oclif/core';
import { type Problem, Stop } from '../core/problem.ts';
import { jsonText, problemLines, problemsJson } from '../render/problems.ts';
import { type Answer, linesText } from './answer.ts';
import { exitOf } from './exit.ts';
import { screenOf } from './paint.ts';

export interface OutputWishes {
  readonly json: boolean;
  readonly noColor: boolean;
}

/** Prints an answer on standard output. A reader that went away (a closed pipe) ends the printing, not the run. */
export async function print(answer: Answer, { json, noColor }: OutputWishes): Promise<void> {
  process.exitCode = answer.exit ?? 0;
  if (json) return write(process.stdout, [`${jsonText(answer.json)}\n`]);
  await write(process.stdout, answer.text(screenOf({ stream: process.stdout, environment: process.env, noColor })));
}

/** Prints why a command failed, on standard error (as JSON: on standard output), and sets the exit code. */
export async function failed(error: unknown, { json, noColor }: OutputWishes): Promise<void> {
  const problems = problemsOf(error);
  process.exitCode = exitOf(problems);
  if (json) return write(process.stdout, [`${jsonText(problemsJson(problems))}\n`]);
  const screen = screenOf({ stream: process.stderr, environment: process.env, noColor });
  await write(process.stderr, linesText(problemLines(problems, screen)));
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof Stop) return error.problems;
  if (error instanceof Errors.CLIError) {
    return [
      {
        code: 'input.usage',
        message: error.message.split('\n')[0] ?? '',
        detail: error.message
          .split('\n')
          .slice(1)
          .filter((line) => line.trim() !== '' && !line.includes('--help')),
        hint: 'Run the command with --help to see how it is used.',
      },
    ];
  }
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

async function write(stream: NodeJS.WriteStream, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  let gone = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  };
  stream.on('error', onError);
  for await (const piece of pieces) {
    if (gone) break;
    if (!stream.write(piece))
      await Promise.race([once(stream, 'drain'), once(stream, 'close'), once(stream, 'error').catch(() => undefined)]);
  }
}
