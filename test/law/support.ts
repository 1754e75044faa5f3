import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Cut } from '../../src/core/cut.ts';
import type { ManifestSpan, UnitSpan } from '../../src/core/document/manifest.ts';
import { type Marked, mark } from '../../src/core/document/mark.ts';
import { VOCABULARY } from '../../src/core/document/vocabulary.ts';
import { sha256 } from '../../src/core/hash.ts';
import { type Checked, orStop, type Problem } from '../../src/core/problem.ts';
import { readProfile } from '../../src/formats/profile.ts';
import { CUT, type MarkedWhole, whole } from '../document/support.ts';

export const LAW_PROFILES = [
  'vn-law',
  'us-constitution',
  'de-statute',
  'eu-regulation',
  'fr-code',
  'markdown-headings',
  'numbered-text',
] as const;

const NORMALISE = { unicode: 'normalise', line_endings: 'normalise', trailing_blanks: 'normalise' } as const;

export function markingLaw(text: string, profile: string, cut: Partial<Cut> = {}): Checked<Marked> {
  const bytes = readFileSync(new URL(`../../schemas/profiles/${profile}.json`, import.meta.url));
  const grammar = orStop(readProfile(bytes, `${profile}.json`));
  return mark({
    text,
    cut: { ...CUT, prefix: 'LAW', normalise: NORMALISE, profile: grammar.id, ...cut },
    profile: grammar,
    profileSha256: sha256(bytes),
    documentSha256: sha256(text),
    documentName: 'law.txt',
    documentBytes: Buffer.byteLength(text),
    vocabulary: VOCABULARY,
    cutName: 'cut.yaml',
  });
}

export function markedLaw(text: string, profile: string, cut?: Partial<Cut>): MarkedWhole {
  const result = markingLaw(text, profile, cut);
  if (!result.ok) throw new Error(JSON.stringify(result.problems.slice(0, 20), null, 1));
  return whole(result.value);
}

export function refusedLaw(text: string, profile: string, cut?: Partial<Cut>): readonly Problem[] {
  const result = markingLaw(text, profile, cut);
  if (result.ok) throw new Error(`it was not refused: ${keysOf(whole(result.value)).join(' ')}`);
  return result.problems;
}

export const unitsOf = ({ manifest }: MarkedWhole): readonly UnitSpan[] =>
  manifest.spans.filter((span): span is UnitSpan => span.span === 'unit');

export const keysOf = (marked: MarkedWhole, level?: string): readonly string[] =>
  unitsOf(marked)
    .filter((unit) => level === undefined || unit.level === level)
    .map(({ key }) => key);

/** Keys of units and exclusions of a level, in document order. */
export const allKeys = ({ manifest }: MarkedWhole, level: string): readonly string[] =>
  manifest.spans.flatMap((span) => (span.span !== 'non_content' && span.level === level ? [span.key] : []));

export const bodyOf = ({ region }: Pick<Marked, 'region'>, { body: [from, to] }: UnitSpan): string =>
  Buffer.from(region).toString('utf8', from, to);

/** `code line` of each problem. */
export const findingsOf = (problems: readonly Problem[]): readonly string[] =>
  problems.map(({ code, place }) => `${code} ${place?.line ?? place?.pointer}`);

/** Bytes that lie in no span or in two: proven from the spans alone. */
export function uncovered(spans: readonly ManifestSpan[], length: number): number {
  let at = 0;
  let wrong = 0;
  for (const { bytes } of spans) {
    wrong += Math.abs(bytes[0] - at);
    at = bytes[1];
  }
  return wrong + Math.abs(length - at);
}

/** Real documents beside the project, where somebody has put them; nothing of them is kept in it. */
export const CORPUS = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
export const inCorpus = (name: string): boolean => existsSync(`${CORPUS}${name}`);
export const corpus = (name: string): string => readFileSync(`${CORPUS}${name}`, 'utf8');

export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
