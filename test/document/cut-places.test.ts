import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { shippedProfiles } from '../../src/cli/shipped-profiles.ts';
import { type Problem, Stop } from '../../src/core/problem.ts';
import { files } from '../../src/edge/files.ts';
import { markDocument } from '../../src/flows/mark.ts';
import { temporaryFolder } from '../support/folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXAMPLE = join(ROOT, 'examples/01-constitution');

/** The problems of the example's cut with one line of it written otherwise, and that line. */
async function problemsWith(from: string, to: string): Promise<{ problems: readonly Problem[]; line: number }> {
  const folder = temporaryFolder();
  const text = readFileSync(join(EXAMPLE, 'cut.yaml'), 'utf8').replace(from, to);
  writeFileSync(join(folder, 'cut.yaml'), text);
  writeFileSync(join(folder, 'constitution.md'), readFileSync(join(EXAMPLE, 'constitution.md')));
  const ports = { files, profiles: shippedProfiles(join(ROOT, 'schemas/profiles')) };
  const failed = await markDocument(join(folder, 'cut.yaml'), ports).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failed instanceof Stop)) throw new Error('The cut was marked.');
  return { problems: failed.problems, line: text.slice(0, text.indexOf(to)).split('\n').length };
}

describe('a problem that a field of the cut has', () => {
  it('names the line and column of an unknown profile, and every profile as it is to be written', async () => {
    const { problems, line } = await problemsWith('profile: constitution/1', 'profile: vn-law/9');
    expect(problems).toMatchObject([
      { code: 'mark.unknown_profile', place: { line, column: 10, pointer: '/profile' } },
    ]);
    expect(problems[0]?.hint).toContain(' constitution/1, ');
    expect(problems[0]?.hint).toContain(' vn-law/1.');
  });
  it('names the line and column of a publication type that is not in the vocabulary', async () => {
    const { problems, line } = await problemsWith('type: law', 'type: lex');
    const place = { line, column: 9, pointer: '/publication/type' };
    expect(problems).toMatchObject([{ code: 'mark.vocabulary', place }]);
  });
  it('names the line and column of an expectation that does not hold', async () => {
    const { problems, line } = await problemsWith('units: 60', 'units: 61');
    expect(problems).toMatchObject([{ code: 'mark.expectation', place: { line, pointer: '/expect/units' } }]);
  });
});
