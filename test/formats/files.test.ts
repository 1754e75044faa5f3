import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/core/limits.ts';
import { Stop } from '../../src/core/problem.ts';
import { fileWriter } from '../../src/edge/file-writer.ts';
import { files, readPrivate } from '../../src/edge/files.ts';
import { cpuNow } from '../support/cpu.ts';
import { wellSaid } from './support.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cutter-files-'));
  writeFileSync(at('file'), 'content');
  writeFileSync(at('empty'), '');
  writeFileSync(at('large'), 'x');
  truncateSync(at('large'), 100 * 1024 * 1024);
  mkdirSync(at('folder'));
  symlinkSync('file', at('link'));
  symlinkSync('link-to-itself', at('link-to-itself'));
  symlinkSync('folder', at('linked-folder'));
  writeFileSync(at('folder/inside'), 'inside');
  execFileSync('mkfifo', [at('pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function stopped(path: string, act: () => Promise<unknown>): Promise<readonly string[]> {
  const stop = await act().then(
    () => new Error('it was accepted'),
    (error: unknown) => error,
  );
  if (!(stop instanceof Stop)) throw stop;
  for (const problem of stop.problems) wellSaid(problem, path);
  return stop.problems.map(({ code, hint }) => `${code}: ${hint}`);
}
const drained = async (path: string): Promise<string> => {
  const chunks: Uint8Array[] = [];
  // Copies: a chunk holds until the next is asked for.
  for await (const chunk of files.stream(path)) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks).toString();
};

describe('reading', () => {
  const cases: readonly [string, string][] = [
    ['missing', 'input.missing: Check the path.'],
    ['file/below', 'input.missing: Check the path.'],
    ['folder', 'input.not_a_file: Give the path of a file in it.'],
    ['link', 'input.symlink: Give the path of the file itself.'],
    ['link-to-itself', 'input.symlink: Give the path of the file itself.'],
    ['pipe', 'input.not_a_file: Give the path of a regular file.'],
    ['empty', 'input.empty: Give a file with content.'],
  ];
  test.each(cases)('%s is refused', async (name, said) => {
    expect(await stopped(at(name), () => files.read(at(name), 100))).toEqual([said]);
    expect(await stopped(at(name), () => drained(at(name)))).toEqual([said]);
  });

  test('a stream gives the bytes of a file of many chunks, and lets other work have its turn', async () => {
    const text = Array.from({ length: 200_000 }, (_, line) => `line ${line}\n`).join('');
    writeFileSync(at('many'), text);
    let turns = 0;
    const clock = setInterval(() => {
      turns += 1;
    }, 0);
    let seen = '';
    for await (const chunk of files.stream(at('many'))) {
      seen += Buffer.from(chunk).toString();
      const until = performance.now() + 2;
      while (performance.now() < until);
    }
    clearInterval(clock);
    expect(seen).toBe(text);
    expect(turns).toBeGreaterThan(1);
  });

  test('100 MB are refused without being read', async () => {
    const started = cpuNow();
    expect(await stopped(at('large'), () => files.read(at('large'), LIMITS.cut))).toEqual([
      'input.too_large: Check that this is the file you mean.',
    ]);
    expect(cpuNow() - started).toBeLessThan(200);
  });

  test('a path that cannot be one is refused, not a crash', async () => {
    const path = `${folder}/${'x'.repeat(5000)}`;
    expect((await stopped(path, () => files.read(path, 10)))[0]).toMatch(/^input\.unreadable/);
  });

  test('a file at its limit is read, also through a linked folder', async () => {
    expect(Buffer.from(await files.read(at('file'), 7)).toString()).toBe('content');
    expect(Buffer.from(await files.read(at('linked-folder/inside'), 100)).toString()).toBe('inside');
    expect((await stopped(at('file'), () => files.read(at('file'), 6)))[0]).toMatch(/^input\.too_large/);
    expect(await drained(at('file'))).toBe('content');
  });

  test('exists sees what stands at the path, also a link to nowhere', async () => {
    symlinkSync('nowhere', at('dangling'));
    expect(await Promise.all(['file', 'folder', 'dangling', 'missing'].map((name) => files.exists(at(name))))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('a listing has the .json files, sorted; none where there is no folder', async () => {
    mkdirSync(at('listed'));
    for (const name of ['b.json', 'a.json', 'a.json.sig', '.a.json.tmp', '.hidden.json'])
      writeFileSync(at(`listed/${name}`), '{}');
    expect(await files.list(at('listed'))).toEqual([at('listed/a.json'), at('listed/b.json')]);
    expect(await files.list(at('missing'))).toEqual([]);
  });
});

describe('a file of secrets', () => {
  test.each([0o644, 0o640, 0o604, 0o660])('is refused when others may read or change it: %o', async (mode) => {
    writeFileSync(at('secrets'), 'x');
    chmodSync(at('secrets'), mode);
    const said = await stopped(at('secrets'), () => readPrivate(at('secrets'), 100));
    expect(said[0]).toMatch(/^config\.permissions: .*chmod 600/);
  });

  test('is read when it is private', async () => {
    writeFileSync(at('secrets'), 'x');
    for (const mode of [0o600, 0o400]) {
      chmodSync(at('secrets'), mode);
      expect(await readPrivate(at('secrets'), 100)).toHaveLength(1);
    }
  });
});

describe('writing', () => {
  const leftovers = (name: string): readonly string[] => readdirSync(at(name)).filter((file) => file.endsWith('.tmp'));

  test('makes folders, replaces what was there, and leaves nothing else behind', async () => {
    await fileWriter.write(at('new/deep/file'), ['a', 'b']);
    await fileWriter.write(at('new/deep/file'), ['𝒳'.repeat(700_000), 'c']);
    expect(readFileSync(at('new/deep/file'), 'utf8')).toBe(`${'𝒳'.repeat(700_000)}c`);
    expect(readdirSync(at('new/deep'))).toEqual(['file']);
  });

  test('replaces a link, never what it points to', async () => {
    writeFileSync(at('victim'), 'untouched');
    symlinkSync('victim', at('points'));
    await fileWriter.write(at('points'), ['new']);
    expect(lstatSync(at('points')).isSymbolicLink()).toBe(false);
    expect(readFileSync(at('victim'), 'utf8')).toBe('untouched');
  });

  test('create refuses whatever stands at the path, and does not touch it', async () => {
    await fileWriter.create(at('created'), ['first']);
    symlinkSync('nowhere', at('created-link'));
    for (const name of ['created', 'created-link', 'folder']) {
      expect((await stopped(at(name), () => fileWriter.create(at(name), ['second'])))[0]).toMatch(/^input\.exists/);
    }
    expect(readFileSync(at('created'), 'utf8')).toBe('first');
  });

  test('content that fails midway leaves the old file, and no temporary one', async () => {
    mkdirSync(at('failing'));
    writeFileSync(at('failing/file'), 'old');
    const failure = new Error('the source failed');
    const content = async function* () {
      yield 'x'.repeat(3_000_000);
      throw failure;
    };
    await expect(fileWriter.write(at('failing/file'), content())).rejects.toBe(failure);
    expect(readFileSync(at('failing/file'), 'utf8')).toBe('old');
    expect(readdirSync(at('failing'))).toEqual(['file']);
  });

  test('a folder at the path, or a file in place of a folder, is refused', async () => {
    expect(await stopped(at('folder'), () => fileWriter.write(at('folder'), ['x']))).toEqual([
      'output.unwritable: Give the path of a file.',
    ]);
    expect(await stopped(at('file/below'), () => fileWriter.write(at('file/below'), ['x']))).toEqual([
      'output.unwritable: Check the path.',
    ]);
    expect(leftovers('.')).toEqual([]);
  });
});
