/** What marking found, in the terminal. */
import type { ExclusionSpan, Manifest } from '../core/document/manifest.ts';
import { type Entry, entryLines, paragraph } from './entries.ts';
import { counted, grouped, lineRange } from './numbers.ts';
import type { Screen } from './paint.ts';
import { visible } from './visible.ts';

export function markLines(manifest: Manifest, out: string | undefined, screen: Screen): string[] {
  const { header, counts } = manifest;
  const { region, normalisation } = header;
  const repaired = (
    [
      ['Unicode composed', normalisation.unicode_lines],
      ['line ending', normalisation.line_ending_lines],
      ['trailing blanks', normalisation.trailing_blank_lines],
    ] as const
  )
    .filter(([, lines]) => lines > 0)
    .map(([what, lines]) => `${what}: ${counted(lines, 'line')}`);
  const entries: Entry[] = [
    ['document', `${visible(header.document.name)} (${grouped(header.document.bytes)} bytes)`],
    ['profile', header.profile],
    ['normalised', repaired.length === 0 ? 'nothing had to change' : repaired.join(', ')],
    [
      'region',
      `${counted(region.lines, 'line')}, ${counted(region.characters, 'character')}, ${grouped(region.bytes)} bytes`,
    ],
    ['region sha256', region.sha256],
    ['manifest digest', manifest.digest],
  ];
  const excluded: ExclusionSpan[] = [];
  if (counts.exclusions > 0) for (const span of manifest.spans) if (span.span === 'exclusion') excluded.push(span);
  return [
    screen.paint.bold(`Marked ${visible(header.cut)} under ${header.prefix}/`),
    ...entryLines(entries, 2, screen),
    '',
    `${counted(counts.units, 'unit')}: ${Object.entries(counts.levels)
      .map(([level, count]) => `${count} ${level}`)
      .join(', ')}.`,
    ...(excluded.length === 0 ? ['Nothing is excluded.'] : [`Excluded (${excluded.length}):`]),
    ...excluded.flatMap(({ key, status, reason, lines }) => [
      `  ${screen.paint.bold(visible(key))} (${status}, ${lineRange(lines)})`,
      ...paragraph(reason, 4, screen.width),
    ]),
    '',
    `Every byte is accounted for: ${counted(counts.unit_lines, 'line')} of units, ${grouped(counts.exclusion_lines)} excluded, ${grouped(counts.non_content_lines)} without content.`,
    ...(out === undefined ? [] : [`Written: manifest.json and region.txt in ${visible(out)}`]),
  ];
}
