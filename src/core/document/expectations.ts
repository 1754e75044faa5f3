/** What a cut expects of its manifest, and pins of it: whatever is given must hold. */
import { sha256Stream } from '../hash.ts';
import type { Problem } from '../problem.ts';
import { manifestBytes } from './encode.ts';
import type { Findings } from './findings.ts';
import type { Manifest, ManifestCounts, ManifestHeader } from './manifest.ts';
import type { MarkInput } from './mark-input.ts';

/** Codes added: `mark.expectation`, `plan.pin_differs`. */
export function checkExpectations(
  input: MarkInput,
  header: ManifestHeader,
  counts: ManifestCounts,
  problems: Findings,
): void {
  const { expect = {}, pins = {} } = input.cut;
  const at = (pointer: string) => (input.cutName === undefined ? { pointer } : { file: input.cutName, pointer });
  const count = (pointer: string, what: string, wanted: number | undefined, found: number): void => {
    if (wanted === undefined || wanted === found) return;
    const message = `The cut expects ${wanted} ${what}; the document has ${found}.`;
    problems.addAt(at(pointer), 'mark.expectation', message, 'Correct the document, or the number in the cut.');
  };
  count('/expect/units', 'units', expect.units, counts.units);
  count('/expect/exclusions', 'exclusions', expect.exclusions, counts.exclusions);
  for (const [level, wanted] of Object.entries(expect.levels ?? {})) {
    if (Object.hasOwn(counts.levels, level)) {
      count(`/expect/levels/${level}`, `units of level ${level}`, wanted, counts.levels[level] as number);
    } else {
      const hint = `Its levels are: ${Object.keys(counts.levels).join(', ')}.`;
      const message = `The profile ${header.profile} has no level "${level}" of units.`;
      problems.addAt(at(`/expect/levels/${level}`), 'mark.expectation', message, hint);
    }
  }
  const pin = (name: keyof typeof pins, found: string | number): void => {
    if (pins[name] === undefined || pins[name] === found) return;
    problems.addAt(at(`/pins/${name}`), 'plan.pin_differs', differs(name, pins[name], found), PIN_HINT);
  };
  pin('document_sha256', header.document.sha256);
  pin('region_sha256', header.region.sha256);
  pin('candidate_count', counts.units);
}

/** Pins of the manifest's own bytes. Code: `plan.pin_differs`. */
export function checkManifestPins({ cut, cutName }: MarkInput, manifest: Manifest): readonly Problem[] {
  const { manifest_sha256, manifest_bytes, manifest_digest } = cut.pins ?? {};
  if (manifest_sha256 === undefined && manifest_bytes === undefined && manifest_digest === undefined) return [];
  const hash = sha256Stream();
  let bytes = 0;
  for (const piece of manifestBytes(manifest)) {
    hash.update(piece);
    bytes += piece.length;
  }
  const found = { manifest_sha256: hash.hex(), manifest_bytes: bytes, manifest_digest: manifest.digest };
  const wanted = { manifest_sha256, manifest_bytes, manifest_digest };
  return (Object.keys(found) as (keyof typeof found)[])
    .filter((name) => wanted[name] !== undefined && wanted[name] !== found[name])
    .map((name) => ({
      code: 'plan.pin_differs',
      message: differs(name, wanted[name], found[name]),
      place: { ...(cutName === undefined ? {} : { file: cutName }), pointer: `/pins/${name}` },
      hint: PIN_HINT,
    }));
}

const differs = (name: string, wanted: unknown, found: unknown): string =>
  `The cut pins ${name} = ${wanted}; it is ${found}.`;
const PIN_HINT = 'Find out what changed since the pin was written; then correct the pin, or restore what it pinned.';
