/** The line that shows a person who waits how far long work is. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { progressOf } from '../../src/cli/progress.ts';
import { watched } from '../../src/cli/watched.ts';
import type { Files } from '../../src/ports.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(isTTY = true) {
  const written: string[] = [];
  const stream = { isTTY, columns: 0, write: (text: string) => written.push(text) > 0 };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}
const after = (milliseconds: number): void => void vi.setSystemTime(Date.now() + milliseconds);

test('says how far the work is, how fast it goes and how long it will take', () => {
  const { written, stream } = terminal();
  const progress = progressOf(stream, false);
  progress.step('statements');
  after(2_000);
  progress.count(1_000, 4_000);
  expect(written.at(-1)).toContain('statements: 1000 of 4000 (25 %), 500 a second, 6 s left');
  progress.close();
  after(2_000);
  progress.count(2_000, 4_000);
  expect(written).toHaveLength(2);
});

test('is silent for short work, and where nobody looks', () => {
  const short = terminal();
  const quick = progressOf(short.stream, false);
  quick.step('statements');
  quick.count(1, 2);
  quick.close();
  const file = terminal(false);
  const unseen = progressOf(file.stream, false);
  const asked = terminal();
  const quiet = progressOf(asked.stream, true);
  after(5_000);
  for (const progress of [unseen, quiet]) {
    progress.step('statements');
    progress.count(1, 2);
    progress.close();
  }
  expect([short.written, file.written, asked.written]).toEqual([[], [], []]);
});

test('of files read side by side it follows the largest, and then the next', async () => {
  const sizes: Readonly<Record<string, number>> = { 'a/region.txt': 1_000, 'a/manifest.json': 9_000 };
  const port = {
    async *stream(path: string, seen?: (read: number, size: number) => void) {
      for (const part of [0.5, 1]) {
        seen?.(part * (sizes[path] as number), sizes[path] as number);
        yield new Uint8Array(0);
      }
    },
  } as unknown as Files;
  const said: string[] = [];
  const files = watched(port, {
    step: (name) => said.push(name),
    count: (done, total) => said.push(`${done}/${total}`),
  });
  const [region, manifest] = ['a/region.txt', 'a/manifest.json'].map((path) =>
    files.stream(path)[Symbol.asyncIterator](),
  );
  for (const one of [region, manifest, region, manifest]) await one?.next();
  expect(said).toEqual(['region.txt, kB', '1/1', 'manifest.json, kB', '5/9', '9/9']);
});
