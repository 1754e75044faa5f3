/** A run for people: what it came to, what it waits for, and the one command that goes on. */
import type { RunEvent } from '../core/run/events.ts';
import { noteOf } from '../core/run/note.ts';
import type { RunReport, RunStep } from '../core/run/report.ts';
import { type CloseReason, familyOf } from '../core/run/states.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { called, calledIn, shellPath } from './shell.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';
import { displayWidth, padEnd, wrap } from './width.ts';

/** How the commands that go on are called here, for example `cutter --target production`. */
export interface RunWords {
  /** Flags that name configuration and target. */
  readonly flags: readonly string[];
  /** The folder of the plan, from where the person is. */
  readonly folder: string;
  /** cut.yaml, quoted, and the command that starts such a run. */
  readonly cutFile: string;
  readonly start: string;
  /** The database, where its name says too little. */
  readonly where?: string;
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
      ...wrap(`    next: ${visible(calledIn(hint, words))}`, screen.width, true),
    ]),
    ...writtenLines(report, words),
    ...nextLines(report, words),
  ];
}

/** One line a phase, as it goes on; undefined for what a person need not see. */
export function phaseLine(event: RunEvent, { paint, width }: Screen): string | undefined {
  if (event.event !== 'phase' || event.status === 'begun') return undefined;
  const mark = event.status === 'done' ? paint.green('done') : paint.red(event.status);
  const time = seconds(event.ms);
  const note = noteOf(event.facts);
  const name = `${event.phase.replaceAll('_', ' ')}${note === undefined ? '' : ` (${note})`}`;
  const room = width - displayWidth(event.status) - displayWidth(time) - 4;
  return room < displayWidth(name) ? `${mark} ${name}` : `${mark}  ${padEnd(name, room)}  ${paint.dim(time)}`;
}

function stepLines({ steps }: RunReport, screen: Screen): string[] {
  return tableLines(
    [{ title: 'state' }, { title: 'at' }, { title: 'work', align: 'right' }],
    steps.map(({ state, at, ms, note }: RunStep) => [
      note === undefined ? state : `${state} (${note})`,
      at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
      seconds(ms),
    ]),
    screen,
  );
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;

const CLOSED: Readonly<Record<string, string>> = {
  already_there: 'Everything was there already; nothing was written.',
  planned: 'The plan is made; nothing was written.',
  before_enactment: 'The cut is written, recorded and verified; the units stay draft.',
  enacted: 'The units are enacted.',
  reverted: 'The cut was taken back: its units are retired.',
};

/** The same in a few words, for a table: PASS alone does not say whether the units are law. */
const CAME_TO: Readonly<Record<CloseReason, string>> = {
  already_there: 'there already',
  planned: 'planned only',
  before_enactment: 'closed, units draft',
  enacted: 'units enacted',
  reverted: 'closed, units retired',
};

const LEFT: Readonly<Record<string, string>> = {
  'R-1': 'Nothing was written.',
  'R-2': 'Everything was rolled back; nothing was written.',
  'R-3': 'The cut stands committed.',
};

function sentence(report: RunReport): string {
  if (report.verdict === 'PASS') return CLOSED[report.closed ?? ''] ?? 'Finished.';
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
function writtenLines({ pause, facts, state, station }: RunReport, { where }: RunWords): string[] {
  if (pause !== 'SG_1' || state !== station) return [];
  return [
    '',
    `To be written: ${counted(Number(facts.units), 'unit')} in ${facts.statements} statements`,
    ...(facts.inserted ? [`  rows inserted: ${facts.inserted}`] : []),
    ...(facts.updated ? [`  rows updated:  ${facts.updated}`] : []),
    `Plan hash: ${facts.plan_sha256}`,
    `Target: ${visible(where ?? facts.database ?? '')}, system identifier ${facts.system_identifier}`,
  ];
}

function nextLines(report: RunReport, words: RunWords): string[] {
  const { ways, run, pause, state, problems } = report;
  if (ways.length === 0) return anewLines(report, words);
  const family = familyOf(state);
  const folder = shellPath(pause === 'SG_2' ? `${words.folder}/enact` : words.folder);
  const command: Readonly<Record<string, readonly string[]>> = {
    approve: pause === undefined ? [] : [`cutter show ${folder}`, `cutter approve ${folder} --as WHO --key KEY`],
    resume: [`cutter resume ${run}`],
    close: [`cutter close ${run}`],
    // Nothing stands in the way of an approval that is waited for; of what stopped a run it may.
    cancel: family === 'stopped' ? [`cutter cancel ${run}`] : [],
    decide: [
      ...(family === 'failed' ? [`cutter decide ${run} go-on --reason TEXT`] : []),
      `cutter decide ${run} void --reason TEXT`,
      `cutter revert ${run} --reason TEXT`,
    ],
  };
  // What the owner does first. Which plan is to be armed its problem says.
  const killed = family === 'stopped' && problems.some(({ code }) => code === 'gate.killed');
  const owners = killed ? ['cutter kill --lift'] : [];
  const lines = [...owners, ...ways.flatMap((way) => command[way] ?? [])].map((line) => `  ${called(line, words)}`);
  return lines.length === 0 ? [] : ['', 'Next:', ...lines];
}

/** A run that a source ended which does not do: whoever puts that right starts another. */
function anewLines({ state, regime, problems }: RunReport, words: RunWords): string[] {
  if (familyOf(state) !== 'voided' || regime === 'R-3' || problems.length === 0) return [];
  const unregistered = problems.some(({ code }) => UNREGISTERED.includes(code));
  return [
    '',
    'Next, when that is put right:',
    ...(unregistered ? [`  ${called(`cutter sandbox register ${words.cutFile}`, words)}`] : []),
    `  ${called(words.start, words)}`,
  ];
}

const UNREGISTERED: readonly string[] = ['plan.document_unknown', 'plan.version_unknown'];

/** A line a run. Of a finished one what it came to: they all end in one state. */
export function runsLines(reports: readonly RunReport[], screen: Screen): string[] {
  return tableLines(
    [{ title: '' }, { title: 'run', whole: true }, { title: 'cut' }, { title: 'mode' }, { title: 'state' }],
    reports.map(({ verdict, run, facts, mode, state, closed }) => [
      verdict,
      run,
      visible(facts.cut ?? ''),
      mode,
      closed === undefined ? state : CAME_TO[closed],
    ]),
    screen,
  );
}

/** In place of a table without lines. */
export const noRuns = (there: boolean, screen: Screen): string =>
  there ? 'No run is open.' : `There is no run yet. Start one: ${called('cutter run cut.yaml', screen)}`;
