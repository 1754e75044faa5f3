/**
 * The manifest: what marking decided. Every span of the region in document order, so that concatenating the spans
 * gives back the region byte for byte. Shape: schemas/manifest.schema.json.
 *
 * In the file the header stands first, then `spans`, one a line, then `counts` and `digest`. `digest` is the SHA-256
 * of all bytes of the file before the line that holds it, so a manifest patched by hand is recognised.
 */
export const MANIFEST_FORMAT = 'cutter.manifest/1';

/** Half-open range [from, to) of bytes in the region, and the lines it covers, both ends included, from 1. */
export interface Span {
  readonly bytes: readonly [from: number, to: number];
  readonly lines: readonly [first: number, last: number];
}

export interface UnitSpan extends Span {
  readonly span: 'unit';
  /** `<prefix>/<key>` */
  readonly address: string;
  readonly key: string;
  /** Level name of the profile, for example `article`. */
  readonly level: string;
  /** Status of the source text (own marker, or inherited from the group). */
  readonly status: string;
  readonly unit_kind: string;
  readonly section_type: string;
  readonly title: string;
  /** Bytes of the region that are the body of the unit: what becomes unit_version.body. Within `bytes`, not empty. */
  readonly body: readonly [from: number, to: number];
  /** Address of the unit that this one is part of. */
  readonly parent?: string | undefined;
  /** Place among the units of the same parent, from 1; given by outline profiles. */
  readonly order?: number;
  /** SHA-256 of the whole span. */
  readonly span_sha256: string;
}

export interface ExclusionSpan extends Span {
  readonly span: 'exclusion';
  readonly key: string;
  readonly level: string;
  readonly status: string;
  readonly title: string;
  /** Why it is not cut, a sentence. */
  readonly reason: string;
  /** What the status was read from. */
  readonly basis: 'own_marker' | 'group_marker' | 'decision';
  readonly span_sha256: string;
}

export interface NonContentSpan extends Span {
  readonly span: 'non_content';
  /** For example `blank`, `title`, `group_heading`, `rule`, `preface`. */
  readonly role: string;
}

export type ManifestSpan = UnitSpan | ExclusionSpan | NonContentSpan;

export interface ManifestHeader {
  readonly format: typeof MANIFEST_FORMAT;
  readonly cut: string;
  readonly prefix: string;
  readonly scope: string;
  readonly profile: string;
  readonly profile_sha256: string;
  /** The source file as given, before normalisation. */
  readonly document: { readonly name: string; readonly sha256: string; readonly bytes: number };
  /** The named rule version, and how many lines each rule changed. */
  readonly normalisation: {
    readonly rule: string;
    readonly unicode_lines: number;
    readonly line_ending_lines: number;
    readonly trailing_blank_lines: number;
    readonly final_newline_added: boolean;
  };
  /** The normalised text that is cut: region.txt. */
  readonly region: {
    readonly sha256: string;
    readonly bytes: number;
    readonly characters: number;
    readonly lines: number;
  };
}

export interface ManifestCounts {
  readonly units: number;
  readonly exclusions: number;
  readonly non_content_spans: number;
  readonly unit_lines: number;
  readonly exclusion_lines: number;
  readonly non_content_lines: number;
  /** Units by level name. */
  readonly levels: Readonly<Record<string, number>>;
}

/** Many spans: gone through any number of times, and made again each time. */
export interface Spans extends Iterable<ManifestSpan> {
  readonly length: number;
}

export interface Manifest {
  readonly header: ManifestHeader;
  readonly spans: Spans;
  readonly counts: ManifestCounts;
  readonly digest: string;
}
