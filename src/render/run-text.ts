/** A run for people: what it came to, what it waits for, and the one command that goes on. */
import type { RunEvent } from '../core/run/events.ts';
import type { RunReport, RunStep } from '../core/run/report.ts';
import { familyOf } from '../core/run/states.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { shellPath, shellQuote } from './shell.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';
import { displayWidth, padEnd, wrap } from './width.ts';

/** How the commands that go on are called here, for example `cutter --target production`. */
export interface RunWords {
  /** Flags that name configuration and target. */
  readonly flags: readonly string[];
  /** The folder of the plan, from where the person is. */
  readonly folder: string;
}

export function runLines(report: RunReport, words: RunWords, screen: Screen): string[] {
  const { paint } = screen;
  const colour = report.verdict === 'PASS' ? paint.green : report.verdict === 'FAIL' ? paint.red : paint.yellow;
  const { facts } = report;
  return [
    `${paint.bold(`Run ${report.run}`)}: ${visible(facts.cut ?? '')} under ${facts.prefix ?? ''}/ (${report.mode})`,
    ...stepLines(report, screen),
    '',
    `${colour(report.verdict)} ${sentence(report)}`,
    ...report.problems.flatMap(({ code, message, hint }) => [
      ...wrap(`  ${code}: ${visible(message)}`, screen.width),
      ...wrap(`    next: ${visible(hint)}`, screen.width, true),
    ]),
    ...writtenLines(report),
    ...nextLines(report, words),
  ];
}

/** One line a phase, as it goes on; undefined for what a person need not see. */
export function phaseLine(event: RunEvent, { paint, width }: Screen): string | undefined {
  if (event.event !== 'phase' || event.status === 'begun') return undefined;
  const mark = event.status === 'done' ? paint.green('done') : paint.red(event.status);
  const time = seconds(event.ms);
  const name = event.phase.replaceAll('_', ' ');
  const room = width - displayWidth(event.status) - displayWidth(time) - 4;
  return room < displayWidth(name) ? `${mark} ${name}` : `${mark}  ${padEnd(name, room)}  ${paint.dim(time)}`;
}

function stepLines({ steps }: RunReport, screen: Screen): string[] {
  return tableLines(
    [{ title: 'state' }, { title: 'at' }, { title: 'work', align: 'right' }],
    steps.map(({ state, at, ms }: RunStep) => [state, at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'), seconds(ms)]),
    screen,
  );
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;

const CLOSED: Readonly<Record<string, string>> = {
  already_there: 'Everything was there already; nothing was written.',
  planned: 'The plan is made; nothing was written.',
  before_enactment: 'The cut is written, recorded and verified; the units stay draft.',
  enacted: 'The units are enacted.',
};

const LEFT: Readonly<Record<string, string>> = {
  'R-1': 'Nothing was written.',
  'R-2': 'Everything was rolled back; nothing was written.',
  'R-3': 'The cut stands committed.',
};

function sentence(report: RunReport): string {
  if (report.verdict === 'PASS') return CLOSED[report.facts.closed ?? ''] ?? 'Finished.';
  if (report.state === 'voided_cancelled') return 'Cancelled. Nothing was written.';
  if (report.regime !== undefined) {
    return `${report.stop ?? report.state} ${report.stop === undefined ? '' : `at ${report.station} `}(${report.regime}): ${LEFT[report.regime]}`;
  }
  if (report.pause === 'SG_1') return 'The plan waits for the approval of the cut (SG_1). Nothing is written yet.';
  if (report.pause === 'SG_2')
    return 'The cut is written, recorded and verified; enactment waits for its approval (SG_2).';
  return `It stands at ${report.station} and can go on.`;
}

/** What will be written, for whoever approves. */
function writtenLines({ pause, facts, state, station }: RunReport): string[] {
  if (pause !== 'SG_1' || state !== station) return [];
  return [
    '',
    `To be written: ${counted(Number(facts.units), 'unit')} in ${facts.statements} statements`,
    ...(facts.inserted ? [`  rows inserted: ${facts.inserted}`] : []),
    ...(facts.updated ? [`  rows updated:  ${facts.updated}`] : []),
    `Plan hash: ${facts.plan_sha256}`,
    `Target: ${visible(facts.database ?? '')}, system identifier ${facts.system_identifier}`,
  ];
}

function nextLines({ ways, run, pause, state, problems }: RunReport, words: RunWords): string[] {
  if (ways.length === 0) return [];
  const family = familyOf(state);
  const flags = words.flags.map((flag) => ` ${shellQuote(flag)}`).join('');
  const folder = shellPath(pause === 'SG_2' ? `${words.folder}/enact` : words.folder);
  const command: Readonly<Record<string, readonly string[]>> = {
    approve:
      pause === undefined ? [] : [`cutter show ${folder}`, `cutter approve${flags} ${folder} --as WHO --key KEY`],
    resume: [`cutter resume${flags} ${run}`],
    close: [`cutter close${flags} ${run}`],
    cancel: [],
    decide: [
      ...(family === 'failed' ? [`cutter decide${flags} ${run} go-on --reason TEXT`] : []),
      `cutter decide${flags} ${run} void --reason TEXT`,
      `cutter revert${flags} ${run} --reason TEXT`,
    ],
  };
  // What the owner does first. Which plan is to be armed its problem says.
  const killed = family === 'stopped' && problems.some(({ code }) => code === 'gate.killed');
  const owners = killed ? [`cutter kill${flags} --lift`] : [];
  const lines = [...owners, ...ways.flatMap((way) => command[way] ?? [])].map((line) => `  ${line}`);
  return lines.length === 0 ? [] : ['', 'Next:', ...lines];
}

/** A line a run. */
export function runsLines(reports: readonly RunReport[], screen: Screen): string[] {
  if (reports.length === 0) return ['There is no run yet. Start one: cutter run cut.yaml'];
  return tableLines(
    [{ title: '' }, { title: 'run', whole: true }, { title: 'cut' }, { title: 'mode' }, { title: 'state' }],
    reports.map(({ verdict, run, facts, mode, state }) => [verdict, run, visible(facts.cut ?? ''), mode, state]),
    screen,
  );
}
