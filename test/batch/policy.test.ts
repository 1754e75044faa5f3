/** Who comes to their turn in a batch: dependencies, failure policies, starts after the first. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FailurePolicy } from '../../src/core/batch/queue.ts';
import type { Problem } from '../../src/core/problem.ts';
import type { Run } from '../../src/core/run/replay.ts';
import type { RunState } from '../../src/core/run/states.ts';
import { fileWriter } from '../../src/edge/file-writer.ts';
import { files } from '../../src/edge/files.ts';
import { fileRuns } from '../../src/edge/runs/files.ts';
import { type Hands, runBatch, type Task } from '../../src/flows/batch/batch.ts';
import type { BatchDocument } from '../../src/flows/batch/open.ts';
import { latestRun } from '../../src/flows/batch/step.ts';
import { add } from '../../src/flows/run/record.ts';
import type { RunStore } from '../../src/ports.ts';
import { silent } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';

const TO_SG_1: readonly RunState[] = [
  'source_pinned',
  'marked',
  'cutplan_ok',
  'pre_write_backup_taken',
  'grants_probed',
  'awaiting_cut_authorization',
];
const TO_SG_2: readonly RunState[] = [
  'cut_leg_a_committed',
  'structural_verified',
  'leg_b_recorded',
  'write_verified',
  'awaiting_lifecycle_authorization',
];
const TO_END: readonly RunState[] = ['lifecycle_enacted', 'closeout_reported'];

let folder: string;
let store: RunStore;
let asked: string[];
let runs: number;
let wrong: Map<string, readonly Problem[]>;
beforeEach(() => {
  folder = temporaryFolder();
  store = fileRuns(join(folder, 'runs'));
  asked = [];
  runs = 0;
  wrong = new Map();
});

const documents = (after: readonly (readonly number[])[]): BatchDocument[] =>
  after.map((list, index) => {
    const name = 'abcdef'[index] as string;
    const planFolder = join(folder, 'plans', name);
    return {
      index,
      cut: name,
      cutFile: name,
      documentFile: name,
      name,
      prefix: name.toUpperCase(),
      planFolder,
      after: list,
    };
  });

/** Does in the record what the phases of a run would do; fails where the test wants it to. */
const hands: Hands = {
  most: { plan: 1, write: 1 },
  async go(document: BatchDocument, { work, passes }: Task) {
    asked.push(`${work} ${document.name}`);
    const { prefix, planFolder, name } = document;
    const ports = { store, output: fileWriter, clock: { now: () => new Date(), sleep: async () => undefined } };
    const problems = wrong.get(name);
    const known = await latestRun(prefix, store);
    const over = known?.state.startsWith('voided_');
    runs += 1;
    const id = `ictr-20260131T0800${String(runs).padStart(2, '0')}Z-0123abcd`;
    const facts = { mode: 'live', prefix, cut: name, plan_folder: planFolder, units: '1' };
    let run: Run = known === undefined || over ? await add({ id }, { state: 'pending', facts }, ports) : known;
    if (problems !== undefined)
      return { run: await add(run, { state: 'stopped_gate_backup', problems }, ports), problems: [] };
    const states = passes === 'SG_2' ? TO_END : work === 'write' ? TO_SG_2 : TO_SG_1;
    for (const state of states)
      run = await add(run, { state, facts: state === 'closeout_reported' ? { closed: 'enacted' } : {} }, ports);
    return { run, problems: [] };
  },
  withdraw: async () => undefined,
};

function approve({ planFolder }: BatchDocument, gate: 'SG_1' | 'SG_2'): void {
  const at = join(planFolder, gate === 'SG_1' ? '' : 'enact', 'approvals');
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, `${gate}.json`), '{}');
}

async function start(list: readonly BatchDocument[], policy: FailurePolicy, retry = false): Promise<readonly string[]> {
  asked = [];
  const order = [...list].sort((a, b) => a.after.length - b.after.length).map(({ index }) => index);
  const ports = { store, files, progress: silent, signal: new AbortController().signal };
  const rows = await runBatch({ policy, documents: list, order }, hands, { retry }, ports);
  return rows.map(({ cut, state, pause, note }) =>
    [cut, state, pause, note].filter((word) => word !== undefined).join(' '),
  );
}

const stop: readonly Problem[] = [{ code: 'gate.backup', message: 'There is no backup.', hint: 'Take one.' }];

describe('a batch', () => {
  it('lets a document pass an approval only after those that it waits for', async () => {
    const list = documents([[1], [], [0]]);
    expect(await start(list, 'skip')).toEqual(['a waiting SG_1', 'b waiting SG_1', 'c waiting SG_1']);
    for (const one of list) if (one.name !== 'b') approve(one, 'SG_1');
    // The one that the others wait for is not approved.
    await start(list, 'skip');
    expect(asked).toEqual([]);
    approve(list[1] as BatchDocument, 'SG_1');
    expect(await start(list, 'skip')).toEqual(['a waiting SG_2', 'b waiting SG_2', 'c waiting SG_2']);
    expect(asked).toEqual(['write b', 'write a', 'write c']);
    for (const one of list) approve(one, 'SG_2');
    expect(await start(list, 'skip')).toEqual(['a done enacted', 'b done enacted', 'c done enacted']);
    expect(asked).toEqual(['write b', 'write a', 'write c']);
    await start(list, 'skip');
    expect(asked).toEqual([]);
  });

  it('begins nothing more after a failure, where the policy is stop', async () => {
    const list = documents([[], [], []]);
    wrong.set('b', stop);
    expect(await start(list, 'stop')).toEqual(['a waiting SG_1', 'b failed', 'c open not begun: b failed']);
    wrong.clear();
    expect(await start(list, 'stop')).toEqual(['a waiting SG_1', 'b waiting SG_1', 'c waiting SG_1']);
    expect(asked).toEqual(['plan b', 'plan c']);
  });

  it('leaves out what failed and what waits for it, where the policy is skip, and tries it again', async () => {
    const list = documents([[], [0], [1], []]);
    wrong.set('a', stop);
    const found = [
      'a failed',
      'b skipped SG_1 waits for a, which failed',
      'c skipped SG_1 waits for b, which failed',
      'd waiting SG_1',
    ];
    expect(await start(list, 'skip')).toEqual(found);
    for (const one of list) approve(one, 'SG_1');
    expect(await start(list, 'skip')).toEqual([...found.slice(0, 3), 'd waiting SG_2']);
    expect(asked).toEqual(['plan a', 'write d']);
    wrong.clear();
    expect(await start(list, 'skip')).toEqual(['a', 'b', 'c', 'd'].map((name) => `${name} waiting SG_2`));
  });

  it('sets aside what failed until it is asked for, where the policy is quarantine', async () => {
    const list = documents([[], [0], []]);
    wrong.set('a', stop);
    const found = ['a quarantined', 'b skipped SG_1 waits for a, which failed', 'c waiting SG_1'];
    expect(await start(list, 'quarantine')).toEqual(found);
    wrong.clear();
    expect(await start(list, 'quarantine')).toEqual(found);
    expect(asked).toEqual([]);
    expect((await start(list, 'quarantine', true))[0]).toBe('a waiting SG_1');
  });

  it('takes what goes by for no failure', async () => {
    const list = documents([[], []]);
    wrong.set('a', [{ code: 'database.unreachable', message: 'Nobody answers.', hint: 'Wait.' }]);
    expect(await start(list, 'stop')).toEqual(['a open', 'b waiting SG_1']);
  });
});
