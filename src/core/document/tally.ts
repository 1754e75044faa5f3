/** Counts spans as they are made or read. */
import type { ManifestCounts, ManifestSpan } from './manifest.ts';

export interface Tally {
  add(span: ManifestSpan): void;
  counts(): ManifestCounts;
}

/** `levels` are counted even where no unit has them, in the order given; others follow as they come. */
export function tally(levels: readonly string[]): Tally {
  const byLevel = new Map<string, number>(levels.map((level) => [level, 0]));
  const spans = { unit: 0, exclusion: 0, non_content: 0 };
  const lines = { unit: 0, exclusion: 0, non_content: 0 };
  return {
    add(span) {
      spans[span.span]++;
      lines[span.span] += span.lines[1] - span.lines[0] + 1;
      if (span.span === 'unit') byLevel.set(span.level, (byLevel.get(span.level) ?? 0) + 1);
    },
    counts: () => ({
      units: spans.unit,
      exclusions: spans.exclusion,
      non_content_spans: spans.non_content,
      unit_lines: lines.unit,
      exclusion_lines: lines.exclusion,
      non_content_lines: lines.non_content,
      levels: Object.fromEntries(byLevel),
    }),
  };
}
