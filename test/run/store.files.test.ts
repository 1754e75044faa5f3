import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileRuns } from '../../src/edge/runs/files.ts';
import { openRun } from '../../src/flows/run/record.ts';
import { temporaryFolder } from '../support/folder.ts';
import { codesOf, linesOf, runId, storeContract } from './store.contract.ts';

describe('runs in files', () => {
  storeContract(async () => {
    const folder = join(temporaryFolder(), 'runs');
    return { open: () => fileRuns(folder), tearDown: async () => undefined };
  });
});

describe('a damaged record in files', () => {
  const ID = runId(1);
  const LINES = linesOf(ID, ['pending', 'source_pinned', 'stopped_drift', 'marked']);

  async function written() {
    const folder = temporaryFolder();
    const store = fileRuns(folder);
    for (const [index, line] of LINES.entries()) await store.append(ID, index + 1, line);
    return { store, log: join(folder, ID, 'log'), head: join(folder, ID, 'head') };
  }

  it.each(['log', 'head'] as const)(
    'is refused when any byte of its %s is another, or missing',
    async (name) => {
      const { store, ...files } = await written();
      const file = files[name];
      const whole = readFileSync(file);
      const accepted: string[] = [];
      const refuses = async (what: string): Promise<void> => {
        const codes = await codesOf(openRun(ID, store));
        if (!['run.damaged', 'shape.format_version'].includes(codes[0] ?? '')) accepted.push(what);
      };
      for (let at = 0; at < whole.length; at += 1) {
        for (const flip of [0x01, 0x80]) {
          const other = Buffer.from(whole);
          other[at] = (other[at] as number) ^ flip;
          writeFileSync(file, other);
          await refuses(`flip ${at}`);
        }
        writeFileSync(file, whole.subarray(0, at));
        await refuses(`first ${at} bytes`);
      }
      expect(accepted).toEqual([]);
      writeFileSync(file, whole);
      expect((await openRun(ID, store)).state).toBe('marked');
    },
    120_000,
  );

  it('is refused when a file of it is gone', async () => {
    const first = await written();
    rmSync(first.head);
    expect(await codesOf(openRun(ID, first.store))).toEqual(['run.damaged']);
    const second = await written();
    rmSync(second.log);
    expect(await codesOf(openRun(ID, second.store))).toEqual(['run.damaged']);
  });

  it('goes on where a crash cut off a line that nobody had heard of', async () => {
    const { store, log, head } = await written();
    const [bytes, acknowledged] = [readFileSync(log), readFileSync(head)];
    const [, , , , next = ''] = linesOf(ID, ['pending', 'source_pinned', 'stopped_drift', 'marked', 'cutplan_ok']);
    for (const tail of [next.slice(0, 40), next, `${next}\n`]) {
      writeFileSync(log, Buffer.concat([bytes, Buffer.from(tail)]));
      writeFileSync(head, acknowledged);
      expect((await openRun(ID, store)).state).toBe('marked');
      await store.append(ID, 5, next);
      expect((await openRun(ID, store)).state).toBe('cutplan_ok');
      expect(readFileSync(log, 'utf8')).toBe(`${[...LINES, next].join('\n')}\n`);
    }
    truncateSync(log, 0);
    expect(await codesOf(store.append(ID, 6, next))).toEqual(['run.damaged']);
  });
});
