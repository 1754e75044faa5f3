/** Reads a manifest together with its region, and checks that they belong together before anything of them is shown. */
import { dirname, join } from 'node:path';
import type { Cut } from '../core/cut.ts';
import type { ManifestHeader, ManifestSpan } from '../core/document/manifest.ts';
import { sha256 } from '../core/hash.ts';
import { LIMITS } from '../core/limits.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import { readCut } from '../formats/cut.ts';
import { type ManifestTail, readManifest } from '../formats/manifest.ts';
import { spanReader } from '../formats/region.ts';
import { tapped } from '../formats/tap.ts';
import type { Files } from '../ports.ts';

export interface ShownSpan {
  readonly span: ManifestSpan;
  readonly text: string;
  /** UTF-16 units of the text before the body of a unit; 0 for other spans. */
  readonly heading: number;
}

export interface CheckedManifest extends ManifestTail {
  readonly header: ManifestHeader;
}

/** The region stands beside the manifest. */
const regionOf = (manifest: string): string => join(dirname(manifest), FOLDER.region);

/** The cut that stands beside the manifest, if it is the manifest's. */
export async function cutBeside(files: Files, manifest: string, name: string): Promise<Cut | undefined> {
  const file = join(dirname(manifest), FOLDER.cut);
  if (!(await files.exists(file))) return undefined;
  const cut = orStop(readCut(await files.read(file, LIMITS.cut), file));
  return cut.name === name ? cut : undefined;
}

/** The header alone, for what must be known before the spans are gone through. */
export async function manifestHeader(files: Files, file: string): Promise<ManifestHeader> {
  const reader = readManifest(files.stream(file), file);
  try {
    return await reader.header();
  } finally {
    await reader.close();
  }
}

/**
 * Goes through both to their ends and shows `see` every span. Throws Stop for everything that is wrong with the
 * manifest, `plan.folder` when the region is another, `mark.coverage` when a hash is not that of its span.
 */
export async function checkManifest(
  files: Files,
  file: string,
  see: (shown: ShownSpan) => void,
): Promise<CheckedManifest> {
  const region = regionOf(file);
  const bytes = tapped(files.stream(region));
  const reader = readManifest(files.stream(file), file);
  const text = spanReader(bytes.chunks, region);
  try {
    const header = await reader.header();
    for await (const span of reader.spans()) {
      const shown = await read(span, text);
      if (span.span !== 'non_content' && sha256(shown.text) !== span.span_sha256)
        throw new Stop([otherHash(file, span)]);
      see(shown);
    }
    const tail = await reader.end();
    await text.drain();
    if (bytes.result().sha256 !== header.region.sha256) throw new Stop([otherRegion(region)]);
    return { header, ...tail };
  } finally {
    await reader.close();
    await text.close();
  }
}

/** The spans again, once they are checked. */
export async function* manifestSpans(files: Files, file: string): AsyncGenerator<ShownSpan, void, undefined> {
  const region = regionOf(file);
  const reader = readManifest(files.stream(file), file);
  const text = spanReader(files.stream(region), region);
  try {
    await reader.header();
    for await (const span of reader.spans()) yield await read(span, text);
  } finally {
    await reader.close();
    await text.close();
  }
}

async function read(span: ManifestSpan, text: ReturnType<typeof spanReader>): Promise<ShownSpan> {
  const whole = await text.take(...span.bytes);
  if (span.span !== 'unit' || span.body[0] === span.bytes[0]) return { span, text: whole, heading: 0 };
  return { span, text: whole, heading: (await text.take(span.bytes[0], span.body[0])).length };
}

const otherRegion = (file: string): Problem => ({
  code: 'plan.folder',
  message: 'The region is not the one the manifest was made from.',
  place: { file },
  hint: 'Manifest and region belong together: restore both, or mark the document again.',
});

const otherHash = (file: string, { lines }: ManifestSpan): Problem => ({
  code: 'mark.coverage',
  message: `The text of lines ${lines[0]} to ${lines[1]} of the region has another hash than the manifest says.`,
  place: { file },
  hint: 'Manifest and region belong together: restore both, or mark the document again.',
});
