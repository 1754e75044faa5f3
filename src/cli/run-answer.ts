/** What the commands of runs print, and their exit codes. */
import { isAbsolute, relative } from 'node:path';
import type { Problem } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';
import type { Run } from '../core/run/replay.ts';
import { type RunReport, reportOf } from '../core/run/report.ts';
import { runLines } from '../render/run-text.ts';
import { shellQuote } from '../render/shell.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from './answer.ts';
import { exitOf } from './exit.ts';
import { Args, Flags } from './oclif.ts';
import type { RunEvidence } from './run-evidence.ts';

export const runArg = Args.string({ description: 'The run; default: the only one that is open.' });
export const eventsFlag = Flags.string({
  description: 'Write what goes on as newline-delimited JSON to this file, or to standard output (-).',
  helpValue: 'FILE',
});

interface Flagged {
  readonly config?: string | undefined;
  readonly target?: string | undefined;
}

/** `silent`: standard output belongs to the events. */
export function runAnswer(run: Run, flags: Flagged, silent = false, evidence?: RunEvidence): Answer {
  const report = reportOf(run);
  const words = { flags: flagWords(flags), folder: nearby(report.facts.plan_folder) };
  return {
    json: evidence === undefined ? report : { ...report, evidence },
    exit: evidence?.verdict === 'FAIL' ? EXIT_DIFFERENT : exitOfRun(report),
    text: (screen) =>
      silent ? [] : linesText([...runLines(report, words, screen), ...evidenceLines(run.id, evidence, words.flags)]),
  };
}

function evidenceLines(run: string, evidence: RunEvidence | undefined, flags: readonly string[]): readonly string[] {
  if (evidence === undefined) return [];
  const { report, verdict, problems } = evidence;
  if (report === undefined) {
    const again = ['cutter audit', ...flags.map(shellQuote), run].join(' ');
    return [...problems.map(({ message }) => `The evidence could not be written: ${message}`), 'Next:', `  ${again}`];
  }
  return [`Evidence: ${nearby(report)}${verdict === 'FAIL' ? ' (a check FAILED)' : ''}`];
}

const flagWords = ({ config, target }: Flagged): readonly string[] => [
  ...(config === undefined ? [] : ['--config', config]),
  ...(target === undefined ? [] : ['--target', target]),
];

function nearby(folder = ''): string {
  const path = relative(process.cwd(), folder);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? folder : path;
}

/** 0: it goes on, waits or is finished; 10: what was written is not right; else as the problems say. */
export function exitOfRun({ state, verdict, problems }: RunReport): number {
  if (state.startsWith('failed_')) return EXIT_DIFFERENT;
  if (verdict === 'PASS' || problems.length === 0) return 0;
  return exitOf(problems.map(({ code, message, hint }): Problem => ({ code: code as ProblemCode, message, hint })));
}
