/** What the commands of runs print, and their exit codes. */
import { isAbsolute, relative, resolve } from 'node:path';
import type { Problem } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';
import type { Run } from '../core/run/replay.ts';
import { type RunReport, reportOf } from '../core/run/report.ts';
import { type RunWords, runLines } from '../render/run-text.ts';
import { called, calledIn, shellPath } from '../render/shell.ts';
import { type Answer, EXIT_DIFFERENT, linesText } from './answer.ts';
import { callFlags, type Flagged } from './called.ts';
import { exitOf } from './exit.ts';
import { Args, Flags } from './oclif.ts';
import type { RunEvidence } from './run-evidence.ts';

export const runArg = Args.string({ description: 'The run; default: the only one that is open.' });
export const eventsFlag = Flags.string({
  description: 'Write what goes on as newline-delimited JSON to this file, or to standard output (-).',
  helpValue: 'FILE',
});

/** `silent`: standard output belongs to the events. */
export function runAnswer(
  run: Run,
  call: Flagged & { readonly where?: string | undefined },
  silent = false,
  evidence?: RunEvidence,
): Answer {
  const report = reportOf(run);
  const { where } = call;
  const words = {
    flags: callFlags(call),
    folder: nearby(report.facts.plan_folder),
    cutFile: shellPath(nearby(report.facts.cut_file)),
    start: startOf(report),
    ...(where === undefined ? {} : { where }),
  };
  return {
    json: evidence === undefined ? report : { ...report, evidence },
    exit: evidence?.verdict === 'FAIL' ? EXIT_DIFFERENT : exitOfRun(report),
    text: (screen) =>
      silent ? [] : linesText([...runLines(report, words, screen), ...evidenceLines(run.id, evidence, words)]),
  };
}

function evidenceLines(run: string, evidence: RunEvidence | undefined, words: RunWords): readonly string[] {
  if (evidence === undefined) return [];
  const { report, verdict, problems } = evidence;
  if (report === undefined) {
    return [
      ...problems.flatMap(({ message, hint }) => [
        `The evidence could not be written: ${message}`,
        `  next: ${calledIn(hint, words)}`,
      ]),
      'Next:',
      `  ${called(`cutter audit ${run}`, words)}`,
    ];
  }
  return [`Evidence: ${nearby(report)}${verdict === 'FAIL' ? ' (a check FAILED)' : ''}`];
}

/** The command that starts such a run: `--out` where the folder is not the one that follows from the name of the cut. */
function startOf({ mode, facts: { cut = '', cut_file: file = 'cut.yaml', plan_folder: folder } }: RunReport): string {
  const own = folder === undefined || folder === resolve(`plans/${cut}`);
  return [
    `cutter run ${shellPath(nearby(file))}`,
    ...(mode === 'live' ? [] : [`--mode ${mode}`]),
    ...(own ? [] : [`--out ${shellPath(nearby(folder))}`]),
  ].join(' ');
}

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
