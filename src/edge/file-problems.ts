/** Errors of the file system, as problems. */
import type { Problem } from '../core/problem.ts';
import { oneLine } from '../core/quote.ts';

export function readProblem(error: unknown, file: string): Problem {
  const place = { file };
  switch (codeOf(error)) {
    case 'ENOENT':
      return { code: 'input.missing', message: 'There is no such file.', place, hint: 'Check the path.' };
    case 'ENOTDIR':
      return {
        code: 'input.missing',
        message: 'There is no such file: a part of its path is not a folder.',
        place,
        hint: 'Check the path.',
      };
    case 'ELOOP':
    case 'EMLINK':
      return {
        code: 'input.symlink',
        message: 'This is a symbolic link, which could be pointed elsewhere at any moment.',
        place,
        hint: 'Give the path of the file itself.',
      };
    case 'EISDIR':
      return {
        code: 'input.not_a_file',
        message: 'This is a folder, not a file.',
        place,
        hint: 'Give the path of a file in it.',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'input.unreadable',
        message: 'You may not read this file.',
        place,
        hint: 'Have its owner let you read it, and its folders too.',
      };
    default:
      return {
        code: 'input.unreadable',
        message: `The file cannot be read: ${said(error)}.`,
        place,
        hint: 'Check the path and the disk.',
      };
  }
}

export function writeProblem(error: unknown, file: string): Problem {
  const place = { file };
  const refuse = (message: string, hint: string): Problem => ({ code: 'output.unwritable', message, place, hint });
  switch (codeOf(error)) {
    case 'EEXIST':
      return {
        code: 'input.exists',
        message: 'Something stands at this path already.',
        place,
        hint: 'Give another path, or move it away first; it was not touched.',
      };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return refuse('You may not write here.', 'Give a path in a folder that you may write to.');
    case 'ENOSPC':
    case 'EDQUOT':
      return refuse('There is no space left to write the file.', 'Make room, then run the command again.');
    case 'EISDIR':
    case 'ENOTEMPTY':
      return refuse('A folder stands at this path.', 'Give the path of a file.');
    case 'ENOTDIR':
      return refuse('A part of the path is not a folder.', 'Check the path.');
    default:
      return refuse(`The file cannot be written: ${said(error)}.`, 'Check the path and the disk.');
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

const said = (error: unknown): string => oneLine(error instanceof Error ? error.message : String(error));
