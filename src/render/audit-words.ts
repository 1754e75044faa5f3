/** What reports of an audit pack say in words. */
import type { Evidence, Stretch } from '../core/audit/evidence.ts';
import { factsOf } from '../core/kinds/facts.ts';
import { noteOf } from '../core/run/note.ts';
import { duration } from './duration.ts';
import { counted } from './numbers.ts';

const CLOSED: Readonly<Record<string, string>> = {
  already_there: 'Everything was there already; nothing was written.',
  planned: 'The plan was made; nothing was written.',
  before_enactment: 'The cut is written, recorded and verified; the units are drafts.',
  reverted: 'The cut was taken back: its units are retired.',
  enacted: 'The units are written, recorded, verified and law.',
};

export function outcomeSentence({ verdict, run, checks }: Evidence): string {
  const failed = checks.filter((check) => check.verdict === 'FAIL').length;
  if (failed > 0) return `${counted(failed, 'check')} failed.`;
  if (verdict === 'PASS') return CLOSED[run.facts.closed ?? ''] ?? 'The run is finished.';
  if (run.pause !== undefined && run.state === run.station) return `The run waits for the approval ${run.pause}.`;
  return `The run stands at ${run.state}.`;
}

/** Figures for the head of a report. */
export function figures({ run, stretches, plans }: Evidence): readonly (readonly [name: string, value: string])[] {
  const sum = (pause: boolean): number =>
    stretches.filter(({ kind }) => (kind === 'pause') === pause).reduce((total, { ms }) => total + ms, 0);
  const approvals = new Set(plans.flatMap(({ approvals: given }) => given.map(({ sha256 }) => sha256)));
  return [
    ['units', run.facts.units ?? '0'],
    ['excluded', run.facts.exclusions ?? '0'],
    ['plans applied', String(plans.filter(({ applied }) => applied !== undefined).length)],
    ['statements', String(plans.reduce((total, { applied, statements }) => total + (applied ? statements : 0), 0))],
    ['approvals', String(approvals.size)],
    ['work', duration(sum(false))],
    ['waiting', duration(sum(true))],
  ];
}

/** Of a plan that nobody approved in person; undefined where it has approvals of its own. */
export function coveredWords(kind: string): string | undefined {
  switch (factsOf(kind)?.covered) {
    case 'parent':
      return 'covered by the approval of the cut';
    case 'none':
      return 'decides nothing, needs none';
    default:
      return undefined;
  }
}

/** A phase, and what its name does not say. */
export function phaseWords({ name, facts }: Pick<Stretch, 'name' | 'facts'>): string {
  const note = noteOf(facts);
  return `${name.replaceAll('_', ' ')}${note === undefined ? '' : ` (${note})`}`;
}

export const LANE_WORDS = {
  planner: 'planning',
  executor: 'executor DOT-991',
  verifier: 'verifier DOT-992',
  sovereign: 'sovereign',
} as const;
