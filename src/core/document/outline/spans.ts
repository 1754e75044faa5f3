/** From the outline to the spans of a manifest: what becomes a unit, what is excluded and why, and what is no content. */
import { sha256 } from '../../hash.ts';
import { addressOf, isAddress } from '../address.ts';
import type { Findings } from '../findings.ts';
import type { ManifestSpan, Span, UnitSpan } from '../manifest.ts';
import type { SpanContext } from '../spans.ts';
import type { Scan } from './candidates.ts';
import { Classifier } from './classifier.ts';
import type { OutlineProfile } from './profile.ts';
import { byteOf, firstText, repealedBy, textEnd } from './text.ts';
import { type Headed, headOf, isEmpty } from './title.ts';
import { type Part, partsOf } from './tree.ts';
import type { Outline } from './walk.ts';

interface Context extends Omit<SpanContext, 'profile'> {
  readonly profile: OutlineProfile;
  readonly scan: Scan;
  readonly containers: 'units' | 'structure';
}

/** Codes added: `mark.empty_body`, `mark.duplicate_address`, `mark.address`, `mark.vocabulary`. */
export function outlineSpans(outline: Outline, context: Context, problems: Findings): ManifestSpan[] {
  const { lines } = context;
  const writer = new SpanWriter(context, problems);
  const parts = [...partsOf(outline.top)];
  const end = outline.again?.candidate.line ?? lines.count + 1;
  const contents = outline.contents;
  writer.plain('front_matter', parts[0]?.line ?? end, contents);
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1]?.line ?? end;
    // What comes behind a part and before a table of contents is still the part's.
    writer.part(part, contents !== undefined && contents[0] > part.line && contents[0] < next ? contents[0] : next);
    writer.plain('front_matter', next, contents);
  }
  if (outline.again !== undefined)
    writer.rest(outline.again.candidate.line, outline.again.match.level.name, outline.again.reason ?? '');
  writer.plain('back_matter', lines.count + 1, undefined);
  return writer.spans;
}

class SpanWriter {
  readonly spans: ManifestSpan[] = [];
  readonly #context: Context;
  readonly #problems: Findings;
  readonly #takes: readonly string[];
  /** Next line to write. */
  #line = 1;
  /** First line of each address. */
  readonly #addresses = new Map<string, number>();
  /** Units so far in each parent. */
  readonly #orders = new Map<string, number>();
  readonly #unitOf = new Map<Part, string>();
  readonly #vocabulary: Classifier;

  constructor(context: Context, problems: Findings) {
    this.#context = context;
    this.#problems = problems;
    this.#vocabulary = new Classifier(context.vocabulary, problems);
    this.#takes = context.profile.scopes[context.cut.scope] ?? [];
  }

  /** Lines up to `until` that are no content; those of the contents are called so. */
  plain(role: string, until: number, contents: readonly [number, number] | undefined): void {
    while (this.#line < until) {
      const first = this.#line;
      const roleOf = (line: number): string =>
        isEmpty(this.#context.lines, line)
          ? 'blank'
          : contents !== undefined && line >= contents[0] && line <= contents[1]
            ? 'contents'
            : role;
      const named = roleOf(first);
      let last = first;
      while (last + 1 < until && roleOf(last + 1) === named) last++;
      this.spans.push({ span: 'non_content', ...this.#place(first, last), role: named });
      this.#line = last + 1;
    }
  }

  part(part: Part, until: number): void {
    const { lines, scan, profile } = this.#context;
    const head = headOf(part, until, lines, scan);
    const [last, tail] = textEnd(head.last, until, lines, profile);
    const first = part.line;
    this.#write(part, head, first, last);
    this.#line = last + 1;
    for (const line of tail) {
      this.plain('blank', line.line, undefined);
      this.plain(line.role, line.line + 1, undefined);
    }
    this.plain('blank', until, undefined);
  }

  /** The rest of a document that stands twice in its file. */
  rest(from: number, level: string, reason: string): void {
    const { lines } = this.#context;
    let last = lines.count;
    while (last > from && isEmpty(lines, last)) last--;
    this.#exclude(`AGAIN-${from}`, level, 'Second copy of the document', 'excluded', reason, 'decision', from, last);
    this.#line = last + 1;
  }

  #write(part: Part, head: Headed, first: number, last: number): void {
    const { level, key } = part;
    const span = this.#place(first, last);
    const hasText = head.inline !== undefined || last > head.last;
    const isContainer = part.children.some((child) => child.level.role !== 'aside');
    if (level.role === 'aside') {
      this.spans.push({ span: 'non_content', ...span, role: level.name });
      return;
    }
    const excluded = reasonFor(part);
    if (excluded !== undefined) {
      this.#exclude(key, level.name, head.title, 'excluded', excluded, 'decision', first, last);
      return;
    }
    if (!isContainer) {
      const sign = repealedBy(part, head, last, this.#context.lines, this.#context.profile);
      if (sign !== undefined) {
        const reason = `${sign}: it is no longer law; the scope ${this.#context.cut.scope} takes ${this.#takes.join(' and ')} text alone.`;
        this.#exclude(key, level.name, head.title, 'repealed', reason, 'own_marker', first, last);
        return;
      }
    }
    if (!hasText && (isContainer || level.role === 'container') && this.#context.containers === 'structure') {
      this.spans.push({ span: 'non_content', ...span, role: 'group_heading' });
      return;
    }
    this.#unit(part, head, first, last, span, hasText, isContainer);
  }

  #unit(
    part: Part,
    head: Headed,
    first: number,
    last: number,
    span: Span,
    hasText: boolean,
    isContainer: boolean,
  ): void {
    const { cut, profile, lines } = this.#context;
    const { level, key } = part;
    const address = addressOf(profile.address, cut.prefix, key);
    if (!isAddress(address, cut.prefix)) {
      const hint = 'An address is the prefix, "/", and a key of at most 200 of [A-Z0-9-].';
      this.#problems.add('mark.address', first, 1, `"${address}" is not an address.`, hint);
    }
    const earlier = this.#addresses.get(address);
    if (earlier === undefined) this.#addresses.set(address, first);
    else {
      const message = `The address ${address} stands twice: in line ${earlier} and in line ${first}.`;
      const hint = `Decide in cut.yaml, under decisions, for line ${first}: take with another \`as\`, join, or exclude.`;
      this.#problems.add('mark.duplicate_address', first, 1, message, hint);
    }
    let title = head.title;
    let body: readonly [number, number];
    const end = (lines.bytes[last + 1] as number) - 1;
    if (head.inline !== undefined) body = [byteOf(lines, first, head.inline), end];
    else if (last > head.last) body = [lines.bytes[firstText(head.last + 1, lines)] as number, end];
    else if (isContainer || level.role === 'container') body = [span.bytes[0], end];
    else if (head.titled && head.last === first && level.title !== 'block') {
      // All it says stands behind its number: that is its text, and it has no title.
      const { candidate, match } = part;
      const at = candidate.peeled.at?.[match.rest] ?? match.rest;
      body = [byteOf(lines, first, (lines.starts[first] as number) + at), end];
      title = headOf(
        { ...part, match: { ...match, rest: candidate.peeled.text.length } },
        first + 1,
        lines,
        this.#context.scan,
      ).title;
    } else {
      if (!hasText) {
        const hint = `Write its text, or decide in cut.yaml, under decisions, for line ${first}: join or exclude.`;
        this.#problems.add('mark.empty_body', first, 1, `${address} has no text below its heading.`, hint);
      }
      body = [span.bytes[0], end];
    }
    this.#vocabulary.check(level.name, first, level.unit_kind ?? '', level.section_type ?? '');
    const parent = this.#parentOf(part);
    const order = (this.#orders.get(parent ?? '') ?? 0) + 1;
    this.#orders.set(parent ?? '', order);
    this.#unitOf.set(part, address);
    this.spans.push({
      span: 'unit',
      ...span,
      address,
      key,
      level: level.name,
      status: profile.status,
      unit_kind: level.unit_kind ?? '',
      section_type: level.section_type ?? '',
      title,
      body,
      ...(parent === undefined ? {} : { parent }),
      order,
      span_sha256: this.#digest(span),
    } satisfies UnitSpan);
  }

  #parentOf(part: Part): string | undefined {
    for (let scope = part.parent; scope.level !== undefined; scope = scope.parent) {
      const address = this.#unitOf.get(scope);
      if (address !== undefined) return address;
    }
    return undefined;
  }

  #exclude(
    key: string,
    level: string,
    title: string,
    status: string,
    reason: string,
    basis: 'own_marker' | 'decision',
    first: number,
    last: number,
  ): void {
    const span = this.#place(first, last);
    this.spans.push({
      span: 'exclusion',
      ...span,
      key,
      level,
      status,
      title,
      reason,
      basis,
      span_sha256: this.#digest(span),
    });
  }

  #place(first: number, last: number): Span {
    const { bytes } = this.#context.lines;
    return { bytes: [bytes[first] as number, bytes[last + 1] as number], lines: [first, last] };
  }

  #digest({ bytes: [from, to] }: Span): string {
    return sha256(this.#context.bytes.subarray(from, to));
  }
}

/** The reason of the nearest part that a decision excludes. */
function reasonFor(part: Part): string | undefined {
  if (part.excluded !== undefined) return part.excluded;
  return part.parent.level === undefined ? undefined : reasonFor(part.parent);
}
