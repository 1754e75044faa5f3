/** The grammar profiles of this release: which there are, and which of them fit a document. */
import type { Cut } from '../core/cut.ts';
import { findings } from '../core/document/findings.ts';
import { type LookAlike, lookAlikes } from '../core/document/lookalikes.ts';
import { mark } from '../core/document/mark.ts';
import type { Grammar } from '../core/document/mark-input.ts';
import { normalise } from '../core/document/normalise.ts';
import { OUTLINE_FORMAT } from '../core/document/outline/profile.ts';
import { VOCABULARY } from '../core/document/vocabulary.ts';
import { sha256 } from '../core/hash.ts';
import { LIMITS } from '../core/limits.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import type { ProblemCode } from '../core/problem-codes.ts';
import { readProfile } from '../formats/profile.ts';
import { textOf } from '../formats/text.ts';
import type { Files, Profiles } from '../ports.ts';

export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** What `leaf` of a cut may name; empty for profiles that list records. */
  readonly leaves: readonly string[];
  readonly grammar: Grammar;
  readonly sha256: string;
}

/** How well a profile fits: it does; it would, once the findings are decided; or it does not. */
export type Fit = 'fits' | 'decisions' | 'misfit';

export interface Tried {
  readonly id: string;
  readonly fit: Fit;
  /** Units by level; absent where it does not fit. */
  readonly levels?: Readonly<Record<string, number>>;
  readonly exclusions?: number;
  readonly problems: readonly Problem[];
}

export interface Trial {
  readonly file: string;
  /** Best first. */
  readonly profiles: readonly Tried[];
  readonly look_alikes: readonly LookAlike[];
}

export async function listProfiles(profiles: Profiles): Promise<readonly Listed[]> {
  return await Promise.all((await profiles.names()).map((name) => loadProfile(profiles, name)));
}

/** Throws Stop for a name that no profile has: `mark.unknown_profile`. */
export async function loadProfile(profiles: Profiles, name: string): Promise<Listed> {
  const found = await profiles.find(name.split('/')[0] ?? '');
  if (found === undefined) {
    const message = `There is no grammar profile ${JSON.stringify(name)}.`;
    const hint = `Name one of: ${(await profiles.names()).join(', ')}.`;
    throw new Stop([{ code: 'mark.unknown_profile', message, hint }]);
  }
  const grammar = orStop(readProfile(found.bytes, found.file));
  const { id, title, description } = grammar;
  const leaves = grammar.format === OUTLINE_FORMAT ? grammar.leaves.map((leaf) => leaf.name) : [];
  return { id, title, description, leaves, grammar, sha256: sha256(found.bytes) };
}

/** Marks a document by every profile, each with its default leaf. Writes nothing. */
export async function tryProfiles(
  file: string,
  { files, profiles }: { readonly files: Files; readonly profiles: Profiles },
): Promise<Trial> {
  const bytes = await files.read(file, LIMITS.document);
  const text = orStop(textOf(bytes, file));
  const document = { documentSha256: sha256(bytes), documentName: file, documentBytes: bytes.length };
  const tried = (await listProfiles(profiles)).map(({ id, grammar, sha256: profileSha256 }): Tried => {
    const marked = mark({
      text,
      cut: { ...CUT, document: file, profile: id },
      profile: grammar,
      profileSha256,
      vocabulary: VOCABULARY,
      ...document,
    });
    if (!marked.ok) return { id, fit: fitOf(marked.problems), problems: marked.problems };
    const { levels, exclusions } = marked.value.manifest.counts;
    return { id, fit: 'fits', levels, exclusions, problems: [] };
  });
  const { region } = normalise(text, CUT.normalise, findings(file));
  return {
    file,
    profiles: tried.sort((a, b) => RANK[a.fit] - RANK[b.fit] || a.problems.length - b.problems.length),
    look_alikes: lookAlikes(region),
  };
}

const RANK: Readonly<Record<Fit, number>> = { fits: 0, decisions: 1, misfit: 2 };

/** What an operator can settle with decisions in a cut. */
const DECIDABLE: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'mark.sequence',
  'mark.doubtful',
  'mark.ambiguous',
  'mark.repeated',
  'mark.duplicate_address',
  'mark.empty_body',
]);
const fitOf = (problems: readonly Problem[]): Fit =>
  problems.every(({ code }) => DECIDABLE.has(code)) ? 'decisions' : 'misfit';

/** Says nothing about the document but that it may be repaired. */
const CUT: Omit<Cut, 'document' | 'profile'> = {
  format: 'cutter.cut/1',
  name: 'try',
  author: 'nobody@example.org',
  prefix: 'TRY',
  scope: 'enacted_only',
  normalise: { unicode: 'normalise', line_endings: 'normalise', trailing_blanks: 'normalise' },
  writer: 'direct',
  record: 'after',
  owner: 'nobody',
  conformance: 'conformant',
  publication: { type: 'law', authority: 'nobody' },
};
