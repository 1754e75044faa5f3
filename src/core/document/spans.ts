/** From records to the spans of a manifest: decides what the scope takes, and checks what becomes a unit. */
import type { Cut } from '../cut.ts';
import { sha256 } from '../hash.ts';
import { addressOf, isAddress } from './address.ts';
import type { Findings } from './findings.ts';
import type { Lines } from './lines.ts';
import type { ExclusionSpan, ManifestSpan, NonContentSpan, Span, UnitSpan } from './manifest.ts';
import type { Profile } from './profile.ts';
import type { ContentRecord, LineRecord } from './records.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface SpanContext {
  readonly cut: Cut;
  readonly profile: Profile;
  readonly vocabulary: Vocabulary;
  readonly lines: Lines;
  /** The region as UTF-8. */
  readonly bytes: Uint8Array;
}

/** Codes added: `mark.empty_body`, `mark.duplicate_address`, `mark.vocabulary`, `mark.address`, `mark.structure`. */
export function spansOf(
  records: Iterable<LineRecord>,
  context: SpanContext,
  problems: Findings,
  put: (span: ManifestSpan) => void,
): void {
  const { cut, profile, lines, bytes } = context;
  const takes = profile.scopes[cut.scope] ?? [];
  const firstLine = new Map<string, number>();
  const unclassified = new Set<string>();

  const place = (first: number, last: number): Span => ({
    bytes: [lines.bytes[first] as number, lines.bytes[last + 1] as number],
    lines: [first, last],
  });
  const digest = ({ bytes: [from, to] }: Span): string => sha256(bytes.subarray(from, to));

  const exclusion = (record: ContentRecord, status: string, span: Span): ExclusionSpan => {
    const by = record.is === 'group' || record.basis === 'own_marker' ? 'Its own marker' : 'The marker of its group';
    return {
      span: 'exclusion',
      ...span,
      key: record.key,
      level: record.level.name,
      status,
      title: record.title,
      reason: `${by} gives the status ${status}; the scope ${cut.scope} takes ${takes.join(' and ')} text alone.`,
      basis: record.basis,
      span_sha256: digest(span),
    };
  };

  const classify = (record: ContentRecord, unit_kind: string, section_type: string): void => {
    const { name } = record.level;
    if (unclassified.has(name)) return;
    const check = (what: string, word: string, known: readonly string[]): void => {
      if (known.includes(word)) return;
      unclassified.add(name);
      const message = `Level ${name} gives the ${what} "${word}", which is not in the vocabulary.`;
      problems.add('mark.vocabulary', record.first, 1, message, `Correct the profile; known are: ${known.join(', ')}.`);
    };
    check('unit kind', unit_kind, context.vocabulary.unit_kinds);
    check('section type', section_type, context.vocabulary.section_types);
  };

  const unit = (record: ContentRecord, status: string, span: Span): UnitSpan | undefined => {
    if (record.level.role !== 'unit') return undefined;
    const { unit_kind, section_type } = record.level;
    const address = addressOf(cut.prefix, record.key);
    classify(record, unit_kind, section_type);
    if (!isAddress(address, cut.prefix)) {
      const hint = 'An address is the prefix, "/", and a key of at most 200 of [A-Z0-9-].';
      problems.add('mark.address', record.first, 1, `"${address}" is not an address.`, hint);
    }
    const earlier = firstLine.get(address);
    if (earlier === undefined) firstLine.set(address, record.first);
    else {
      const message = `The address ${address} stands twice: in line ${earlier} and in line ${record.first}.`;
      problems.add(
        'mark.duplicate_address',
        record.first,
        1,
        message,
        'Number one of the two otherwise, or remove it.',
      );
    }
    if (record.body === undefined) {
      const message = `${address} has no text below its heading.`;
      problems.add(
        'mark.empty_body',
        record.first,
        1,
        message,
        'Write its text, or give it a marker that excludes it.',
      );
    }
    const [from, to] = record.body ?? [record.last, record.last];
    return {
      span: 'unit',
      ...span,
      address,
      key: record.key,
      level: record.level.name,
      status,
      unit_kind,
      section_type,
      title: record.title,
      // The newline of the last line is not part of the body.
      body: [lines.bytes[from] as number, (lines.bytes[to + 1] as number) - 1],
      span_sha256: digest(span),
    };
  };

  for (const record of records) {
    const span = place(record.first, record.last);
    if (record.is === 'non_content') {
      put({ span: 'non_content', ...span, role: record.role } satisfies NonContentSpan);
      continue;
    }
    const { status } = record;
    if (status === undefined) {
      if (!record.doubtful) {
        const message = `${record.key} has no status: neither it nor a group above it carries a marker.`;
        problems.add('mark.structure', record.first, 1, message, 'Give it or its group a status marker.');
      }
      continue;
    }
    if (!takes.includes(status)) put(exclusion(record, status, span));
    else if (record.is === 'unit') {
      const made = unit(record, status, span);
      if (made !== undefined) put(made);
    } else {
      const line = record.body?.[0] ?? record.first;
      const message = `This text stands under the heading of ${record.key}, but in none of its units.`;
      problems.add(
        'mark.structure',
        line,
        1,
        message,
        'Move it into a unit, or begin its lines as the profile asks of a note.',
      );
    }
  }
}
