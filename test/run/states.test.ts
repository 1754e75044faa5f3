import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Run, replay } from '../../src/core/run/replay.ts';
import { reportOf } from '../../src/core/run/report.ts';
import {
  familyOf,
  isOver,
  LAST,
  mayGo,
  nextStation,
  type RunState,
  STATIONS,
  type Station,
  stationRow,
} from '../../src/core/run/states.ts';
import { NO_LINE, RUN_FORMAT, sealed, type Transition, transitionLine } from '../../src/core/run/transition.ts';
import { waysOn } from '../../src/core/run/ways.ts';
import { readRun } from '../../src/formats/run.ts';

const ID = 'ictr-20260131T080000Z-0123abcd';

const line = (before: readonly Transition[], state: RunState, ms = 5): Transition =>
  sealed({
    format: RUN_FORMAT,
    run: ID,
    seq: before.length + 1,
    previous: before.at(-1)?.sha256 ?? NO_LINE,
    at: new Date(Date.UTC(2026, 0, 31, 8, 0, before.length)).toISOString(),
    state,
    ms,
    facts: before.length === 0 ? { mode: 'live' } : { [`fact_${before.length}`]: 'x' },
    problems: [],
  });

const opened = (lines: readonly Transition[]): Run => {
  const run = replay(ID, lines, 'test');
  if (!run.ok) throw new Error(run.problems[0]?.message);
  return run.value;
};

const ALL: readonly RunState[] = [
  ...STATIONS.map(({ station }) => station),
  'stopped_drift',
  'stopped_in_doubt',
  'failed_structural_verify',
  'failed_work_cap',
  'voided_cancelled',
  'voided_refused_input',
];

/** A run made by going, at each step, to any of the states that may follow. */
const runs = fc.array(fc.nat(ALL.length - 1), { maxLength: 40 }).map((picks) => {
  let lines = [line([], 'pending')];
  for (const pick of picks) {
    const may = ALL.filter((state) => mayGo(opened(lines), state));
    const next = may[pick % Math.max(1, may.length)];
    if (next === undefined) break;
    lines = [...lines, line(lines, next)];
  }
  return lines;
});

describe('the state machine of a run', () => {
  it('leads forward by one edge from each station, through all of them, to the last', () => {
    const seen: Station[] = [];
    for (let at: Station | undefined = 'pending'; at !== undefined; at = nextStation(at)) seen.push(at);
    expect(seen).toEqual(STATIONS.map(({ station }) => station));
    expect(seen.at(-1)).toBe(LAST);
  });

  it('never skips a station, but to close where a run may close', () => {
    for (const { station } of STATIONS) {
      const standing = { station, state: station };
      const forward = STATIONS.map((row) => row.station).filter((to) => mayGo(standing, to));
      const close = stationRow(station).close !== undefined;
      const next = nextStation(station);
      expect(forward).toEqual([...new Set([...(next === undefined ? [] : [next]), ...(close ? [LAST] : [])])]);
    }
  });

  it('has a way on from every state that is not over, and none from one that is', () => {
    fc.assert(
      fc.property(runs, (lines) => {
        const run = opened(lines);
        expect(waysOn(run).length > 0).toBe(!isOver(run.state));
        expect(ALL.some((state) => mayGo(run, state))).toBe(!isOver(run.state));
      }),
    );
  });

  it('gives a finish time to a run that reached its last station, and to no other', () => {
    fc.assert(
      fc.property(runs, (lines) => {
        const { finished_at, state, verdict } = reportOf(opened(lines));
        expect(finished_at !== undefined).toBe(state === LAST);
        expect(verdict === 'PASS').toBe(state === LAST);
      }),
    );
  });

  it('only ends in void what has written nothing, or has stopped or failed', () => {
    fc.assert(
      fc.property(runs, (lines) => {
        const run = opened(lines);
        if (familyOf(run.state) !== 'voided') return;
        const before = opened(lines.slice(0, -1));
        expect(stationRow(before.station).written === 'nothing' || familyOf(before.state) !== 'station').toBe(true);
      }),
    );
  });
});

describe('the record of a run', () => {
  it('replays to the same run from its lines as from its values, at every length', () => {
    fc.assert(
      fc.property(runs, (lines) => {
        for (let count = 1; count <= lines.length; count += 1) {
          const some = lines.slice(0, count);
          expect(readRun(ID, some.map(transitionLine), 'test')).toEqual(replay(ID, some, 'test'));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is refused when a line is changed, removed, repeated or moved', () => {
    fc.assert(
      fc.property(runs, fc.nat(), fc.nat(), (lines, a, b) => {
        const [from, to] = [a % lines.length, b % lines.length];
        const texts = lines.map(transitionLine);
        const without = texts.toSpliced(from, 1);
        if (from < lines.length - 1) expect(readRun(ID, without, 'test').ok).toBe(false);
        expect(readRun(ID, texts.toSpliced(from, 0, texts[to] as string), 'test').ok).toBe(false);
        const changed = { ...(lines[from] as Transition), ms: 6 };
        expect(readRun(ID, texts.with(from, transitionLine(changed)), 'test').ok).toBe(false);
        // Sealed anew, the change shows in the line behind it.
        if (from === lines.length - 1) return;
        const resealed = sealed({ ...changed });
        expect(readRun(ID, texts.with(from, transitionLine(resealed)), 'test').ok).toBe(false);
      }),
    );
  });

  it('is refused when any byte of any line is another', () => {
    const lines = [line([], 'pending')];
    lines.push(line(lines, 'source_pinned'));
    lines.push(line(lines, 'stopped_drift'));
    const texts = lines.map(transitionLine);
    const accepted: string[] = [];
    for (const [index, text] of texts.entries()) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += 1) {
        for (const flip of [1, 2, 0x20, 0x80]) {
          const other = Buffer.from(bytes);
          other[at] = (other[at] as number) ^ flip;
          if (readRun(ID, texts.with(index, other.toString('utf8')), 'test').ok)
            accepted.push(`${index}:${at}^${flip}`);
        }
      }
    }
    expect(accepted).toEqual([]);
  });

  it('says so when a later release wrote it', () => {
    const [first] = [transitionLine(line([], 'pending'))];
    const read = readRun(ID, [first.replace('cutter.run/1', 'cutter.run/2')], 'log');
    expect(read).toMatchObject({
      ok: false,
      problems: [{ code: 'shape.format_version', place: { file: 'log', line: 1 } }],
    });
  });

  it('is refused when a transition that may not be made was made', () => {
    const first = [line([], 'pending')];
    const read = replay(ID, [...first, line(first, 'cut_leg_a_committed')], 'test');
    expect(read).toMatchObject({ ok: false, problems: [{ code: 'run.damaged' }] });
  });
});
