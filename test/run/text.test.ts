/** What a terminal shows of a run: in narrow windows, without colour, and with a way on from every state. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/core/run/replay.ts';
import { reportOf } from '../../src/core/run/report.ts';
import { isOver, mayGo, nextStation, type RunState, type Station } from '../../src/core/run/states.ts';
import { NO_LINE, RUN_FORMAT, sealed, type Transition } from '../../src/core/run/transition.ts';
import { PLAIN_PAINT } from '../../src/render/paint.ts';
import { phaseLine, runLines } from '../../src/render/run-text.ts';
import { displayWidth } from '../../src/render/width.ts';

const ID = 'ictr-20260131T080000Z-0123abcd';
const WORDS = { flags: ['--target', 'staging'], folder: 'plans/constitution' };

function reportAt(states: readonly RunState[], code = 'gate.drift') {
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
      facts: lines.length === 0 ? { mode: 'live', cut: 'constitution', prefix: 'ICX-CONST' } : {},
      problems: /^(stopped|failed)_/.test(state)
        ? [{ code, message: 'A trigger is there that was not.', hint: 'Look at it.' }]
        : [],
    } as const;
    lines.push(sealed(body));
  }
  const run = replay(ID, lines, 'test');
  if (!run.ok) throw new Error(run.problems[0]?.message);
  return reportOf(run.value);
}

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
      const report = reportAt([...before, `stopped_${code.replace('.', '_')}`], code);
      return runLines(report, WORDS, { width: 80, paint: PLAIN_PAINT });
    };
    expect(nextOf('gate.killed')).toContain('  cutter kill --target staging --lift');
    expect(nextOf('gate.drift').join('\n')).not.toContain('cutter kill');
  });
});
