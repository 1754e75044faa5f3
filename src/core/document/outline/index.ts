/** Marks a document by an outline profile. */
import type { Cut } from '../../cut.ts';
import type { Findings } from '../findings.ts';
import type { Lines } from '../lines.ts';
import type { ManifestSpan } from '../manifest.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { scanCandidates } from './candidates.ts';
import { decisionsOf } from './decisions.ts';
import { checkFit } from './fit.ts';
import { NumberReader } from './number.ts';
import type { OutlineLevel, OutlineProfile } from './profile.ts';
import { outlineSpans } from './spans.ts';
import { underlined } from './underlined.ts';
import { walk } from './walk.ts';

interface Given {
  readonly cut: Cut;
  readonly cutName?: string;
  readonly profile: OutlineProfile;
  readonly vocabulary: Vocabulary;
  readonly lines: Lines;
  /** The region as UTF-8. */
  readonly bytes: Uint8Array;
}

/** Codes added: those of the fit, the walk, the decisions and the spans; `mark.structure` for an unknown leaf. */
export function spansByOutline(given: Given, problems: Findings, put: (span: ManifestSpan) => void): void {
  const { cut, cutName, profile, lines } = given;
  const first = profile.leaves[0];
  const leaf = cut.leaf === undefined ? first : profile.leaves.find(({ name }) => name === cut.leaf);
  if (leaf === undefined) {
    const known = profile.leaves.map(({ name }) => name).join(', ');
    const place = cutName === undefined ? { pointer: '/leaf' } : { file: cutName, pointer: '/leaf' };
    const message = `The profile ${profile.id} has no leaf "${cut.leaf}".`;
    problems.addAt(place, 'mark.structure', message, `Name one of: ${known}.`);
    return;
  }
  const levels = levelsOf(profile, leaf.levels);
  // What another grammar would find in the document explains nothing.
  if (!checkFit(lines, profile, problems)) return;
  const scan = scanCandidates(lines, profile, levels, new NumberReader(profile));
  const decisions = decisionsOf(cut, cutName);
  const outline = walk(scan, profile, cut.prefix, decisions);
  for (const { code, line, message, hint } of outline.findings) problems.add(code, line, 1, message, hint);
  for (const { code, line, message, hint } of underlined(lines, profile, decisions)) {
    problems.add(code, line, 1, message, hint);
  }
  decisions.reportUnused(problems);
  const containers = cut.containers ?? (leaf === first ? 'structure' : 'units');
  outlineSpans(outline, { ...given, scan, containers }, problems, put);
}

/** Levels that leaves turn on are looked for only where the leaf names them. */
export function levelsOf({ leaves, levels }: OutlineProfile, on: readonly string[]): readonly OutlineLevel[] {
  const optional = new Set(leaves.flatMap((leaf) => leaf.levels));
  // As they come from a file, each has fields of its own, and every look at a field is a search for it.
  return levels
    .filter(({ name }) => !optional.has(name) || on.includes(name))
    .map((level) => ({ ...NO_FIELDS, ...level }) as OutlineLevel);
}

/** Each field of a level, so that all have the same in the same order. */
const NO_FIELDS: { readonly [K in keyof Required<OutlineLevel>]: undefined } = {
  name: undefined,
  description: undefined,
  role: undefined,
  parents: undefined,
  called: undefined,
  labels: undefined,
  whole: undefined,
  itself: undefined,
  join: undefined,
  number: undefined,
  ends: undefined,
  references: undefined,
  turned: undefined,
  signs: undefined,
  title: undefined,
  sequence: undefined,
  restarts: undefined,
  key: undefined,
  path: undefined,
  unit_kind: undefined,
  section_type: undefined,
};
