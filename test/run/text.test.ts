/** What a terminal shows of a run: in narrow windows, without colour, and with a way on from every state. */
import { describe, expect, it } from 'vitest';
import { type Run, replay } from '../../src/core/run/replay.ts';
import { reportOf } from '../../src/core/run/report.ts';
import { isOver, mayGo, nextStation, type RunState, type Station } from '../../src/core/run/states.ts';
import { type Facts, NO_LINE, RUN_FORMAT, sealed, type Transition } from '../../src/core/run/transition.ts';
import { defaultFolder } from '../../src/flows/audit/write.ts';
import { PLAIN_PAINT } from '../../src/render/paint.ts';
import { phaseLine, runLines, runsLines } from '../../src/render/run-text.ts';
import { displayWidth } from '../../src/render/width.ts';

const ID = 'ictr-20260131T080000Z-0123abcd';
const WORDS = {
  flags: ['--target', 'staging'],
  folder: 'plans/constitution',
  cutFile: 'constitution/cut.yaml',
  start: 'cutter run constitution/cut.yaml',
};

/** `last`: facts of the last transition. */
function runAt(states: readonly RunState[], last: Facts = {}, code = 'gate.drift'): Run {
  const lines: Transition[] = [];
  for (const state of states) {
    const body = {
      format: RUN_FORMAT,
      run: ID,
      seq: lines.length + 1,
      previous: lines.at(-1)?.sha256 ?? NO_LINE,
      at: '2026-01-31T08:00:00.000Z',
      state,
      ms: 1234,
      facts: {
        ...(lines.length === 0 ? { mode: 'live', cut: 'constitution', prefix: 'ICX-CONST' } : {}),
        ...(lines.length === states.length - 1 ? last : {}),
      },
      problems: /^(stopped|failed|voided)_/.test(state)
        ? [{ code, message: 'A trigger is there that was not.', hint: 'Look at it.' }]
        : [],
    } as const;
    lines.push(sealed(body));
  }
  const run = replay(ID, lines, 'test');
  if (!run.ok) throw new Error(run.problems[0]?.message);
  return run.value;
}

const reportAt = (...given: Parameters<typeof runAt>) => reportOf(runAt(...given));

const path: Station[] = [];
for (let at: Station | undefined = 'pending'; at !== undefined; at = nextStation(at)) path.push(at);

describe('a phase on a terminal', () => {
  it.each([12, 20, 39, 80, 200])('is one line that fits %i columns, without a sign of colour', (width) => {
    for (const phase of path) {
      const line = phaseLine(
        { event: 'phase', phase: 'write_verify', status: 'done', state: phase, ms: 61_000, facts: {}, problems: [] },
        { width, paint: PLAIN_PAINT },
      );
      for (const sign of ['\u001b', '\n']) expect(line).not.toContain(sign);
      // What fits nowhere is told without its time.
      if (width >= 20) expect(displayWidth(line ?? '')).toBeLessThanOrEqual(width);
      expect(line).toContain('write verify');
    }
  });
});

describe('a run on a terminal', () => {
  it('names a command that goes on, in every state but those that are over', () => {
    for (const [index, station] of path.entries()) {
      const before = path.slice(0, index + 1);
      for (const end of [undefined, 'stopped_drift', 'failed_structural_verify'] as const) {
        const standing = { station, state: station as RunState };
        if (end !== undefined && !mayGo(standing, end)) continue;
        const report = reportAt(end === undefined ? before : [...before, end]);
        const text = runLines(report, WORDS, { width: 80, paint: PLAIN_PAINT }).join('\n');
        const commands = [...text.matchAll(/^ {2}cutter \w+/gm)].map(([line]) => line.trim());
        expect(commands.length > 0, report.state).toBe(!isOver(report.state));
        if (end === 'failed_structural_verify') expect(commands).toContain('cutter decide');
        if (report.pause !== undefined && end === undefined) expect(commands).toContain('cutter approve');
        expect(text).not.toContain('\u001b');
      }
    }
  });
});

describe('what the owner does first', () => {
  it('is to lift the kill row', () => {
    const nextOf = (code: string) => {
      const before = path.slice(0, path.indexOf('pre_write_backup_taken') + 1);
      const report = reportAt([...before, `stopped_${code.replace('.', '_')}`], {}, code);
      return runLines(report, WORDS, { width: 80, paint: PLAIN_PAINT });
    };
    expect(nextOf('gate.killed')).toContain('  cutter kill --lift --target staging');
    expect(nextOf('gate.drift').join('\n')).not.toContain('cutter kill');
  });
});

describe('a run that is over', () => {
  const screen = { width: 120, paint: PLAIN_PAINT };
  const recorded = path.slice(0, path.indexOf('awaiting_lifecycle_authorization') + 1);

  it('says in the table and as data whether the units are law: PASS stands for both', () => {
    const enacted = reportAt(path, { closed: 'enacted' });
    const draft = reportAt([...recorded, 'closeout_reported'], { closed: 'before_enactment' });
    expect([enacted, draft].map(({ verdict, state, closed }) => ({ verdict, state, closed }))).toEqual([
      { verdict: 'PASS', state: 'closeout_reported', closed: 'enacted' },
      { verdict: 'PASS', state: 'closeout_reported', closed: 'before_enactment' },
    ]);
    const [, one, other] = runsLines([enacted, draft], screen);
    expect(one).toContain('units enacted');
    expect(other).toContain('closed, units draft');
    expect(reportAt(recorded)).not.toHaveProperty('closed');
  });

  it('because its document is not registered names the two commands that begin again', () => {
    const text = runLines(reportAt(['pending', 'voided_document_unknown'], {}, 'plan.document_unknown'), WORDS, screen);
    expect(text.slice(-3)).toEqual([
      'Next, when that is put right:',
      '  cutter sandbox register constitution/cut.yaml --target staging',
      '  cutter run constitution/cut.yaml --target staging',
    ]);
    const other = runLines(reportAt(['pending', 'voided_refused_input'], {}, 'mark.grammar'), WORDS, screen);
    expect(other.join('\n')).not.toContain('register');
    expect(other.at(-1)).toBe('  cutter run constitution/cut.yaml --target staging');
  });
});

describe('a station behind which nothing was done', () => {
  it('says that no backup was required, where none was taken', () => {
    const stations = path.slice(0, path.indexOf('pre_write_backup_taken') + 1);
    const shown = (backup: string) =>
      runLines(reportAt(stations, { backup }), WORDS, { width: 80, paint: PLAIN_PAINT }).join('\n');
    expect(shown('not required')).toContain('pre_write_backup_taken (no backup required)');
    expect(shown('backups/receipt.json')).not.toContain('no backup');
    const event = { event: 'phase', phase: 'pre_write_backup', status: 'done', ms: 1, problems: [] } as const;
    const line = phaseLine(
      { ...event, state: 'pre_write_backup_taken', facts: { backup: 'not required' } },
      { width: 80, paint: PLAIN_PAINT },
    );
    expect(line).toContain('pre write backup (no backup required)');
  });
});

describe('where the evidence of a run goes', () => {
  it('is named after the run; while the run goes on, after how far it had come, too', () => {
    expect(defaultFolder(runAt(path.slice(0, 7)))).toMatch(new RegExp(`audit/${ID}-7-awaiting_cut_authorization$`));
    expect(defaultFolder(runAt(path, { closed: 'enacted' }))).toMatch(new RegExp(`audit/${ID}$`));
  });
});
