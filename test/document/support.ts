import { readFileSync } from 'node:fs';
import type { Cut } from '../../src/core/cut.ts';
import { coverageProof } from '../../src/core/document/coverage.ts';
import type { Manifest, ManifestSpan, UnitSpan } from '../../src/core/document/manifest.ts';
import { type Marked, mark } from '../../src/core/document/mark.ts';
import type { MarkInput } from '../../src/core/document/mark-input.ts';
import type { Profile } from '../../src/core/document/profile.ts';
import { VOCABULARY } from '../../src/core/document/vocabulary.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { Checked, Problem } from '../../src/core/problem.ts';

const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const PROFILE_TEXT = file('schemas/profiles/constitution.json');
export const PROFILE = JSON.parse(PROFILE_TEXT) as Profile;
export const EXAMPLE = file('examples/01-constitution/constitution.md');
export const EXAMPLE_CUT_TEXT = file('examples/01-constitution/cut.yaml');

export const CUT: Cut = {
  format: 'cutter.cut/1',
  name: 'test',
  author: 'you@example.org',
  document: 'document.md',
  profile: 'constitution/1',
  prefix: 'TEST',
  scope: 'enacted_only',
  normalise: { unicode: 'refuse', line_endings: 'refuse', trailing_blanks: 'refuse' },
  writer: 'direct',
  record: 'after',
  owner: 'test_council',
  conformance: 'conformant',
  publication: { type: 'law', authority: 'incomex_council' },
};

export interface Given {
  readonly cut?: Partial<Cut>;
  readonly profile?: Profile;
  readonly vocabulary?: MarkInput['vocabulary'];
}

/** What marking gives, with the spans as objects. */
export interface MarkedWhole extends Omit<Marked, 'manifest'> {
  readonly manifest: Manifest & { readonly spans: readonly ManifestSpan[] };
}

export const whole = (marked: Marked): MarkedWhole => ({
  ...marked,
  manifest: { ...marked.manifest, spans: [...marked.manifest.spans] },
});

/** Proves the spans of a list. */
export function proveCoverage(region: Uint8Array, spans: Iterable<ManifestSpan>, file: string): readonly Problem[] {
  const proof = coverageProof(region, file);
  for (const span of spans) proof.see(span);
  return proof.end();
}

export function marking(
  text: string,
  { cut, profile = PROFILE, vocabulary = VOCABULARY }: Given = {},
): Checked<Marked> {
  return mark({
    text,
    cut: { ...CUT, ...cut },
    profile,
    profileSha256: sha256(PROFILE_TEXT),
    documentSha256: sha256(text),
    documentName: 'document.md',
    documentBytes: Buffer.byteLength(text),
    vocabulary,
    cutName: 'cut.yaml',
  });
}

export function marked(text: string, given?: Given): MarkedWhole {
  const result = marking(text, given);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return whole(result.value);
}

export function refused(text: string, given?: Given): readonly Problem[] {
  const result = marking(text, given);
  if (result.ok) throw new Error('it was not refused');
  return result.problems;
}

/** `code line:column` of each problem. */
export const places = (problems: readonly Problem[]): readonly string[] =>
  problems.map(
    ({ code, place }) => `${code} ${place?.line ?? place?.pointer}${place?.column ? `:${place.column}` : ''}`,
  );

export const units = ({ manifest }: Pick<MarkedWhole, 'manifest'>): readonly UnitSpan[] =>
  manifest.spans.filter((span): span is UnitSpan => span.span === 'unit');

export const keys = (result: MarkedWhole): readonly string[] => units(result).map(({ key }) => key);

export const text = ({ region }: Pick<Marked, 'region'>, [from, to]: readonly [number, number]): string =>
  Buffer.from(region).toString('utf8', from, to);

export const joined = (result: MarkedWhole): string =>
  result.manifest.spans.map((span: ManifestSpan) => text(result, span.bytes)).join('');

/** A document of one enacted part, with the units given. */
export const part = (...lines: readonly string[]): string => ['## ✅ Phần I. Một', '', ...lines, ''].join('\n');

/** The bytes in chunks of one size. */
export async function* chunked(bytes: string | Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.from(bytes as string);
  for (let from = 0; from < buffer.length; from += size) yield buffer.subarray(from, from + size);
}
