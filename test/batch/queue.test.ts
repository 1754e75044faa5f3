/** What a queue may say; whatever is wrong with it is told at once, each with its place. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { orderOf } from '../../src/core/batch/order.ts';
import { files } from '../../src/edge/files.ts';
import { openQueue } from '../../src/flows/batch/open.ts';
import { connectionFromFile } from '../../src/formats/env.ts';
import { refusalOf } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { writeDocument } from './stage.ts';

function queue(text: string, name = 'queue.yaml'): { folder: string; file: string } {
  const folder = temporaryFolder();
  const file = join(folder, name);
  writeFileSync(file, text);
  return { folder, file };
}
const open = (file: string) => openQueue(file, join(file, '../plans'), { files });
const refused = async (file: string) =>
  (await refusalOf(open(file))).map(({ code, place }) => `${code} ${place?.line ?? '-'}`);

const HEAD = 'format: cutter.queue/1\ndocuments:\n';

describe('a queue', () => {
  it('is read with its order and policy, from YAML and from JSON', async () => {
    const yaml = `${HEAD}  - cut: docs/0000/cut.yaml\n    after: [docs/../docs/0001/cut.yaml]\n  - cut: docs/0001/cut.yaml\n`;
    const { folder, file } = queue(yaml);
    for (const index of [0, 1]) writeDocument(folder, index, 1);
    const batch = await open(file);
    expect(batch).toMatchObject({ policy: 'stop', order: [1, 0] });
    expect(batch.documents.map(({ prefix, after, planFolder }) => [prefix, after, planFolder])).toEqual([
      ['DOC-0000', [1], join(folder, 'plans/doc-0000')],
      ['DOC-0001', [], join(folder, 'plans/doc-0001')],
    ]);
    const json = join(folder, 'queue.json');
    writeFileSync(
      json,
      JSON.stringify({
        format: 'cutter.queue/1',
        on_failure: 'quarantine',
        documents: [{ cut: 'docs/0000/cut.yaml', after: ['docs/0001/cut.yaml'] }, { cut: 'docs/0001/cut.yaml' }],
      }),
    );
    expect(await open(json)).toEqual({ ...batch, policy: 'quarantine' });
  });

  it('with a document twice, one that is not there, and circles is refused, all at once, and nothing is written', async () => {
    const cuts = [0, 1, 0, 2, 3, 4].map((index) => `docs/000${index}/cut.yaml`);
    const after: Readonly<Record<number, string>> = {
      1: cuts[3] as string,
      3: cuts[1] as string,
      4: 'docs/0009/cut.yaml',
    };
    const entries = cuts.map(
      (cut, at) => `  - cut: ${cut}\n${after[at] === undefined ? '' : `    after:\n      - ${after[at]}\n`}`,
    );
    const { folder, file } = queue(HEAD + entries.join(''));
    for (const index of [0, 1, 2, 3]) writeDocument(folder, index, 1);
    rmSync(join(folder, 'docs/0003/document.md'));
    expect((await refused(file)).sort()).toEqual([
      'batch.after 13',
      'batch.cycle 4',
      'batch.duplicate 7',
      // The document of the fifth cut is gone, and the sixth cut was never there.
      'input.missing -',
      'input.missing 14',
    ]);
    expect(readdirSync(folder).sort()).toEqual(['docs', 'queue.yaml']);
  });

  it('with two cuts of one document, or of one name, is refused', async () => {
    const { folder, file } = queue(`${HEAD}  - cut: a/cut.yaml\n  - cut: docs/0001/cut.yaml\n`);
    writeDocument(folder, 1, 1);
    const { cut } = writeDocument(join(folder, 'x'), 1, 1);
    mkdirSync(join(folder, 'a'));
    const text = readFileSync(join(folder, 'x', cut), 'utf8');
    writeFileSync(join(folder, 'a/cut.yaml'), text);
    writeFileSync(join(folder, 'a/document.md'), '#');
    expect(await refused(file)).toEqual(['batch.duplicate 4', 'batch.duplicate 4']);
  });

  it('for several targets is refused', async () => {
    const { folder, file } = queue(`${HEAD}  - cut: docs/0000/cut.yaml\n  - cut: docs/0001/cut.yaml\n`);
    for (const index of [0, 1]) writeDocument(folder, index, 1);
    const other = join(folder, 'docs/0001/cut.yaml');
    const text = readFileSync(other, 'utf8');
    writeFileSync(other, text.replace('{', '{\n  "target": "elsewhere",'));
    expect(await refused(file)).toEqual(['batch.target 4']);
  });

  it.each([
    ['another version', 'format: cutter.queue/2\ndocuments: [{ cut: a }]\n', ['shape.format_version 1']],
    ['another file', 'format: cutter.cut/1\ndocuments: []\n', ['shape.format_version 1']],
    ['no documents', 'format: cutter.queue/1\n', ['shape.missing_field 1']],
    ['an empty list', 'format: cutter.queue/1\ndocuments: []\n', ['shape.wrong_value 2']],
    ['a policy that is none', `${HEAD}  - cut: a\non_failure: ignore\n`, ['shape.wrong_value 4']],
    ['wrong fields', `${HEAD}  - cut: a\n    befor: [b]\n  - {}\n`, ['shape.unknown_field 4', 'shape.missing_field 5']],
    ['a list of names', `${HEAD}  - a/cut.yaml\n`, ['shape.wrong_type 3']],
  ])('with %s is refused', async (_, text, found) => {
    expect(await refused(queue(text).file)).toEqual(found);
  });
});

describe('the keys of the queue', () => {
  const keys = ['DB_HOST=h', 'DB_PORT=1', 'DB_NAME=n', 'DB_SSLMODE=disable', 'EXEC_DB_USER=e', 'EXEC_DB_PASSWORD=x'];
  const env = (...more: readonly string[]) => {
    const lines = [...keys, 'VERIFY_DB_USER=v', 'VERIFY_DB_PASSWORD=y', ...more].map((line) => `DOT_CUTTER_${line}\n`);
    const read = connectionFromFile(Buffer.from(lines.join('')), 'server.env');
    return read.ok ? read.value.users.queue?.user : read.problems.map(({ code }) => code);
  };

  it('are given both or not at all, and name a role of its own', () => {
    expect(env()).toBeUndefined();
    expect(env('QUEUE_DB_USER=q', 'QUEUE_DB_PASSWORD=z')).toBe('q');
    expect(env('QUEUE_DB_USER=q')).toEqual(['shape.missing_field']);
    expect(env('QUEUE_DB_PASSWORD=z')).toEqual(['shape.missing_field']);
    expect(env('QUEUE_DB_USER=v', 'QUEUE_DB_PASSWORD=z')).toEqual(['config.connection']);
  });
});

describe('the order', () => {
  const entries = (after: readonly (readonly number[])[]) =>
    after.map((list, index) => ({ cut: String(index), after: list.map(String), pointer: `/documents/${index}` }));
  const placeOf = () => ({});

  it('names each circle once, and none that only waits for one', () => {
    const { problems } = orderOf(entries([[1], [2], [0], [3], [0], []]), placeOf);
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'batch.cycle These wait for each other: 0 -> 1 -> 2 -> 0.',
      'batch.cycle 3 waits for itself.',
    ]);
  });

  it('takes linear time', () => {
    const chain = entries(Array.from({ length: 20_000 }, (_, index) => (index === 0 ? [] : [index - 1])));
    const began = performance.now();
    expect(orderOf(chain.toReversed(), placeOf).order).toHaveLength(20_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
