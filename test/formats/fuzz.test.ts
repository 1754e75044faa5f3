import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, type JsonObject } from '../../src/core/canonical.ts';
import type { Checked } from '../../src/core/problem.ts';
import { readConfig } from '../../src/formats/config.ts';
import { readCut } from '../../src/formats/cut.ts';
import { connectionFromFile } from '../../src/formats/env.ts';
import { readProfile } from '../../src/formats/profile.ts';
import { readReceipt } from '../../src/formats/receipt.ts';
import { readSnapshot } from '../../src/formats/snapshot.ts';
import { cpuNow } from '../support/cpu.ts';
import { CUT, wellSaid } from './support.ts';

type Reader = (bytes: Uint8Array, file: string) => Checked<unknown>;
const at = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const example = (name: string): string =>
  canonical((JSON.parse(at(`schemas/${name}.schema.json`)) as { examples: [JsonObject] }).examples[0]);

const READERS: readonly [name: string, file: string, Reader, sample: string][] = [
  ['cut', 'cut.yaml', readCut, `${CUT}expect: {units: 60, levels: {article: 42}}\nnormalise:\n  unicode: refuse\n`],
  [
    'config',
    'cutter.yaml',
    readConfig,
    'format: cutter.config/1\ntargets:\n  local: {kind: embedded, directory: "a"}\npolicy: {SG_1: {threshold: 2}}\n',
  ],
  ['profile', 'p.json', readProfile, at('schemas/profiles/constitution.json')],
  ['profile in YAML', 'p.yaml', readProfile, at('schemas/profiles/constitution.json')],
  ['snapshot', 'snapshot.json', readSnapshot, example('snapshot')],
  ['receipt', 'receipt.json', readReceipt, example('receipt')],
  ['env file', 'x.env', connectionFromFile, 'DOT_CUTTER_DB_HOST=x\nDOT_CUTTER_DB_PORT=1\n# y\n'],
];

/** Pieces that mean something to a reader. */
const PIECES = ['[', '{', ']', '}', '"', "'", '\\', ':', ': ', '- ', '? ', '&a ', '*a', '!!str ', '!x', '|\n', '>-\n'];
const MORE = ['\n', '\r\n', '\t', '  ', '#', '---\n', '...\n', '%YAML 1.1\n', '<<: ', '@', '9007199254740993', '1e999'];
const LAST = [
  'null',
  '~',
  '.nan',
  'true',
  '\u0000',
  '\u202e',
  '\ufeff',
  '\ud800',
  '𝒳',
  '__proto__',
  '__proto__: ',
  ',',
];
const piece = fc.constantFrom(...PIECES, ...MORE, ...LAST);

/** A sample with a few places cut out, doubled, or replaced by pieces. */
const mutated = (sample: string): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.tuple(fc.nat(sample.length), fc.nat(12), fc.array(piece, { maxLength: 4 }), fc.boolean()), {
      minLength: 1,
      maxLength: 6,
    })
    .map((edits) =>
      Buffer.from(
        edits.reduce(
          (text, [start, length, pieces, twice]) =>
            `${text.slice(0, start)}${pieces.join('')}${twice ? text.slice(start, start + length) : ''}${text.slice(
              twice ? start : start + length,
            )}`,
          sample,
        ),
      ),
    );
const soup = fc.array(piece, { maxLength: 400 }).map((pieces) => Buffer.from(pieces.join('')));
const flood = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 8000 }))
  .map(([pieces, times]) => Buffer.from(pieces.join('').repeat(times)));

describe.each(READERS)('%s', (_, file, read, sample) => {
  test('whatever the bytes: a value or well-said problems, within a second', () => {
    const anything = fc.oneof(
      { arbitrary: mutated(sample), weight: 6 },
      { arbitrary: fc.uint8Array({ maxLength: 300 }), weight: 1 },
      { arbitrary: soup, weight: 2 },
      { arbitrary: flood, weight: 1 },
    );
    fc.assert(
      fc.property(anything, (content) => {
        const started = cpuNow();
        const checked = read(content, file);
        expect(cpuNow() - started).toBeLessThan(1000);
        if (checked.ok) return;
        expect(checked.problems.length).toBeGreaterThan(0);
        expect(checked.problems.length).toBeLessThan(110);
        for (const problem of checked.problems) wellSaid(problem, file);
      }),
      { seed: 20260131, numRuns: 300 },
    );
  });
});
