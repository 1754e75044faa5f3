/**
 * Marking: from a source text and a cut to a manifest and the region it is about. Pure: the same text, cut and profile
 * give the same manifest anywhere. All problems are found before any is reported.
 */
import { sha256 } from '../hash.ts';
import { bad, type Checked, good } from '../problem.ts';
import { isPrefix } from './address.ts';
import { coverageProof } from './coverage.ts';
import { EncodedSpans, sealed } from './encode.ts';
import { checkExpectations, checkManifestPins } from './expectations.ts';
import { type Findings, findings } from './findings.ts';
import { scanLines } from './lines.ts';
import { MANIFEST_FORMAT, type Manifest, type ManifestHeader, type ManifestSpan } from './manifest.ts';
import type { Grammar, MarkInput } from './mark-input.ts';
import { normalise } from './normalise.ts';
import { spansByOutline } from './outline/index.ts';
import { OUTLINE_FORMAT } from './outline/profile.ts';
import { recordsOf } from './records.ts';
import { type SpanContext, spansOf } from './spans.ts';
import { type Tally, tally } from './tally.ts';

export interface Marked {
  readonly manifest: Manifest;
  readonly region: string;
  /** The region as UTF-8. */
  readonly bytes: Uint8Array;
}

/** Codes: `mark.*`, `plan.pin_differs`. */
export function mark(input: MarkInput): Checked<Marked> {
  const { cut, profile, documentName } = input;
  const problems = findings(documentName);
  checkCut(input, problems);

  const { region, report } = normalise(input.text, cut.normalise, problems);
  const outline = profile.format === OUTLINE_FORMAT ? profile : undefined;
  const lines = scanLines(region, problems, new Set(outline?.controls.map((name) => CONTROLS[name])));
  const bytes = input.bytes !== undefined && region === input.text ? input.bytes : new TextEncoder().encode(region);
  const proof = coverageProof(bytes, documentName);
  const totals = tallyFor(profile);
  const spans = new EncodedSpans();
  // A span is counted, proven and encoded at once, so that none is kept as an object.
  const put = (span: ManifestSpan): void => {
    totals.add(span);
    proof.see(span);
    spans.add(span);
    if (spans.length % SEEN_EVERY === 0) input.seen?.(span.bytes[1], bytes.length);
  };
  if (profile.format === OUTLINE_FORMAT) spansByOutline({ ...input, profile, lines, bytes }, problems, put);
  else spansByRecords({ ...input, profile, lines, bytes }, problems, put);
  const counts = totals.counts();
  if (counts.units === 0) {
    const hint = `Check that the profile ${profile.id} fits the document, and that its text is enacted.`;
    problems.add('mark.zero_units', 1, 1, `Nothing in the document is a unit in the scope ${cut.scope}.`, hint);
  }
  const header: ManifestHeader = {
    format: MANIFEST_FORMAT,
    cut: cut.name,
    prefix: cut.prefix,
    scope: cut.scope,
    profile: profile.id,
    profile_sha256: input.profileSha256,
    document: { name: documentName, sha256: input.documentSha256, bytes: input.documentBytes },
    normalisation: report,
    region: { sha256: sha256(bytes), bytes: bytes.length, characters: lines.characters, lines: lines.count },
  };
  checkExpectations(input, header, counts, problems);
  const found = problems.all();
  if (found.length > 0) return bad(...found);

  const uncovered = proof.end();
  if (uncovered.length > 0) return bad(...uncovered);
  const manifest = sealed(header, spans, counts);
  const differing = checkManifestPins(input, manifest);
  return differing.length > 0 ? bad(...differing) : good({ manifest, region, bytes });
}

/** Spans between two calls of `seen`. */
const SEEN_EVERY = 1000;

const CONTROLS = { tab: 0x09, form_feed: 0x0c } as const;

function spansByRecords(
  context: SpanContext & Pick<MarkInput, 'cutName'>,
  problems: Findings,
  put: (span: ManifestSpan) => void,
): void {
  const { cut, cutName, profile, lines } = context;
  for (const name of ['leaf', 'containers', 'decisions'] as const) {
    if (cut[name] === undefined) continue;
    const place = cutName === undefined ? { pointer: `/${name}` } : { file: cutName, pointer: `/${name}` };
    const message = `The profile ${profile.id} lists records; it takes no "${name}".`;
    problems.addAt(place, 'mark.structure', message, 'Remove it, or name an outline profile.');
  }
  spansOf(recordsOf(lines, profile, problems), context, problems, put);
}

function checkCut({ cut, profile, vocabulary, cutName }: MarkInput, problems: Findings): void {
  const at = (pointer: string) => (cutName === undefined ? { pointer } : { file: cutName, pointer });
  if (cut.profile !== profile.id) {
    const message = `The cut asks for the profile ${cut.profile}, and was given ${profile.id}.`;
    problems.addAt(at('/profile'), 'mark.unknown_profile', message, 'Name a profile that exists.');
  }
  if (!isPrefix(cut.prefix)) {
    const hint = 'A prefix is 3 to 32 of [A-Z0-9-] and neither begins nor ends with "-".';
    problems.addAt(at('/prefix'), 'mark.address', `"${cut.prefix}" is not a document prefix.`, hint);
  }
  if (profile.scopes[cut.scope] === undefined) {
    const message = `The profile ${profile.id} does not say what the scope ${cut.scope} takes.`;
    problems.addAt(at('/scope'), 'mark.structure', message, 'Choose a scope of the profile, or another profile.');
  }
  if (!vocabulary.publication_types.includes(cut.publication.type)) {
    const message = `The publication type "${cut.publication.type}" is not in the vocabulary.`;
    const hint = `Known are: ${vocabulary.publication_types.join(', ')}.`;
    problems.addAt(at('/publication/type'), 'mark.vocabulary', message, hint);
  }
}

/** Every level of units is listed, also one that has none here. */
function tallyFor(profile: Grammar): Tally {
  const levels: readonly { readonly role: string; readonly name: string }[] = profile.levels;
  return tally(levels.filter(({ role }) => role === 'unit').map(({ name }) => name));
}
