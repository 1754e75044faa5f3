/** What every store of runs promises: files and the database alike. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stop } from '../../src/core/problem.ts';
import type { RunState } from '../../src/core/run/states.ts';
import { NO_LINE, RUN_FORMAT, sealed, transitionLine } from '../../src/core/run/transition.ts';
import type { RunStore } from '../../src/ports.ts';

export interface StoreStage {
  /** A new store on the same place, as another process would open it. */
  open(): RunStore;
  tearDown(): Promise<void>;
}

export const codesOf = (promise: Promise<unknown>): Promise<readonly string[]> =>
  promise.then(
    () => [],
    (error: unknown) => {
      if (error instanceof Stop) return error.problems.map(({ code }) => code);
      throw error;
    },
  );

export const runId = (number: number): string => `ictr-20260131T0800${String(number).padStart(2, '0')}Z-0123abcd`;

/** The lines of a run that went through these states. */
export function linesOf(id: string, states: readonly RunState[], prefix = 'ICX-CONST'): readonly string[] {
  let previous = NO_LINE;
  return states.map((state, index) => {
    const transition = sealed({
      format: RUN_FORMAT,
      run: id,
      seq: index + 1,
      previous,
      at: '2026-01-31T08:00:00.000Z',
      state,
      ms: 0,
      facts: index === 0 ? { mode: 'live', prefix, cut: 'Hiến pháp "ICX"' } : {},
      problems: [],
    });
    previous = transition.sha256;
    return transitionLine(transition);
  });
}

/** `alone`: nobody else can have the place open, so there is nothing to lock against. */
export function storeContract(setUp: () => Promise<StoreStage>, { alone = false } = {}): void {
  let stage: StoreStage;
  let store: RunStore;
  let other: RunStore;
  beforeAll(async () => {
    stage = await setUp();
    store = stage.open();
    other = stage.open();
  });
  afterAll(async () => {
    await store?.close();
    await other?.close();
    await stage?.tearDown();
  });

  const write = async (id: string, lines: readonly string[]): Promise<void> => {
    for (const [index, text] of lines.entries()) await store.append(id, index + 1, text);
  };

  describe('records', () => {
    it('has none at first, and says which one it does not know', async () => {
      expect(await store.ids()).toEqual([]);
      expect(await codesOf(store.lines(runId(0)))).toEqual(['run.unknown']);
      expect(await codesOf(store.lines('../../etc'))).toEqual(['run.unknown']);
    });

    it('gives back every line as it was, to others too', async () => {
      const lines = linesOf(runId(1), ['pending', 'source_pinned', 'stopped_drift', 'marked']);
      await write(runId(1), lines);
      expect(await store.lines(runId(1))).toEqual(lines);
      expect(await other.lines(runId(1))).toEqual(lines);
    });

    it('gives lines back in their order, beyond the tenth too', async () => {
      const states = Array.from({ length: 12 }, (_, index): RunState => (index === 0 ? 'pending' : 'stopped_drift'));
      const lines = linesOf(runId(9), states, 'LONG-ONE');
      await write(runId(9), lines);
      expect(await other.lines(runId(9))).toEqual(lines);
    });

    it('lists runs in the order of their start, and those of a prefix', async () => {
      await write(runId(3), linesOf(runId(3), ['pending'], 'OTHER-DOC'));
      await write(runId(2), linesOf(runId(2), ['pending']));
      expect(await other.ids()).toEqual([runId(1), runId(2), runId(3), runId(9)]);
      expect(await other.ids('ICX-CONST')).toEqual([runId(1), runId(2)]);
      expect(await other.ids('ICX')).toEqual([]);
    });

    it('takes no line twice, and none out of turn', async () => {
      const lines = linesOf(runId(4), ['pending', 'source_pinned', 'marked']);
      await write(runId(4), lines.slice(0, 2));
      expect(await codesOf(other.append(runId(4), 1, lines[0] as string))).toEqual(['run.conflict']);
      expect(await codesOf(other.append(runId(4), 2, lines[1] as string))).toEqual(['run.conflict']);
      expect(await codesOf(other.append(runId(4), 4, lines[2] as string))).toEqual(['run.conflict']);
      expect(await other.lines(runId(4))).toEqual(lines.slice(0, 2));
      await other.append(runId(4), 3, lines[2] as string);
      expect(await store.lines(runId(4))).toEqual(lines);
    });
  });

  if (alone) return;
  describe('locks', () => {
    it('are held by one at a time', async () => {
      const lock = await store.lock(runId(1));
      expect(await codesOf(other.lock(runId(1)))).toEqual(['run.busy']);
      expect(await codesOf(store.lock(runId(1)))).toEqual(['run.busy']);
      const beside = await other.lock(runId(2));
      await lock.release();
      await (await other.lock(runId(1))).release();
      await beside.release();
    });
  });
}
