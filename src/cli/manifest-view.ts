/** Shows a manifest: as the text that marking prints, as its own bytes, or as a page of HTML. */
import type { ManifestSpan } from '../core/document/manifest.ts';
import { type Noted, notes } from '../core/document/noted.ts';
import {
  type CheckedManifest,
  checkManifest,
  cutBeside,
  manifestHeader,
  manifestSpans,
  type ShownSpan,
} from '../flows/show-manifest.ts';
import type { Files } from '../ports.ts';
import { manifestPage } from '../render/html/manifest-page.ts';
import { strip } from '../render/html/strip.ts';

const KINDS = [{ name: 'unit' }, { name: 'unit2' }, { name: 'plain' }, { name: 'excluded', rare: true }];
/** So many units are told from their neighbours by two shades; of more, many lie in one column. */
const MOST_APART = 400;

export interface ManifestView {
  readonly manifest: CheckedManifest;
  /** Exclusions, in order. */
  readonly excluded: readonly ManifestSpan[];
  /** The page, made as it is read again. */
  html(): AsyncGenerator<string>;
}

/** Throws Stop unless manifest and region are whole and belong together. */
export async function viewManifest(files: Files, file: string): Promise<ManifestView> {
  const { cut: name } = await manifestHeader(files, file);
  const noted = notes(await cutBeside(files, file, name));
  const bytes = { unit: 0, exclusion: 0, non_content: 0 };
  const excluded: ManifestSpan[] = [];
  const manifest = await checkManifest(files, file, ({ span, text }) => {
    if (span.span === 'exclusion') excluded.push(span);
    bytes[span.span] += span.bytes[1] - span.bytes[0];
    noted.see(span, text);
  });

  async function* html(): AsyncGenerator<string> {
    const { header, counts, digest } = manifest;
    const found = noted.all();
    const svg = await drawn(manifest, found, manifestSpans(files, file));
    const page = manifestPage({ header, counts, digest, strip: svg, bytes, noted: found });
    yield page.head();
    for await (const { span, text } of manifestSpans(files, file)) yield page.entry(span, text);
    yield page.middle();
    for await (const { span, text, heading } of manifestSpans(files, file)) yield page.block(span, text, heading);
    yield page.tail();
  }
  return { manifest, excluded, html };
}

async function drawn(
  { header, counts }: CheckedManifest,
  noted: readonly Noted[],
  spans: AsyncIterable<ShownSpan>,
): Promise<string> {
  const made = strip(header.region.bytes, KINDS);
  const apart = counts.units <= MOST_APART;
  let even = false;
  let next = 0;
  for await (const { span } of spans) {
    const [from, to] = span.bytes;
    const [first, last] = span.lines;
    if (span.span === 'unit') even = apart && !even;
    made.add(kindOf(span, even), from, to);
    for (; next < noted.length && (noted[next] as Noted).line <= last; next++) {
      made.tick(from + (((noted[next] as Noted).line - first) / (last - first + 1)) * (to - from));
    }
  }
  return made.svg(
    `${counts.units} units, ${counts.exclusions} excluded, ${counts.non_content_spans} stretches without content, ${noted.length} findings, in the order of the document`,
  );
}

function kindOf(span: ManifestSpan, even: boolean): string {
  if (span.span === 'unit') return even ? 'unit2' : 'unit';
  return span.span === 'exclusion' ? 'excluded' : 'plain';
}
