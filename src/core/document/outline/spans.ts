/** From the outline to the spans of a manifest: what becomes a unit, what is excluded and why, and what is no content. */
import { sha256 } from '../../hash.ts';
import { addressOf, isKeyUnder, isPrefix } from '../address.ts';
import type { Findings } from '../findings.ts';
import type { ManifestSpan, Span, UnitSpan } from '../manifest.ts';
import type { SpanContext } from '../spans.ts';
import { bodyOf, hasText, holdsOthers } from './body.ts';
import type { Scan } from './candidates.ts';
import { Classifier } from './classifier.ts';
import type { OutlineProfile } from './profile.ts';
import { repealedBy, textEnd } from './text.ts';
import { type Headed, headOf, isEmpty } from './title.ts';
import type { Part } from './tree.ts';
import type { Outline } from './walk.ts';

interface Context extends Omit<SpanContext, 'profile'> {
  readonly profile: OutlineProfile;
  readonly scan: Scan;
  readonly containers: 'units' | 'structure';
}

/** Codes added: `mark.empty_body`, `mark.duplicate_address`, `mark.address`, `mark.vocabulary`. */
export function outlineSpans(
  outline: Outline,
  context: Context,
  problems: Findings,
  put: (span: ManifestSpan) => void,
): void {
  const { lines } = context;
  const writer = new SpanWriter(context, problems, put);
  const { parts } = outline;
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
}

class SpanWriter {
  readonly #context: Context;
  readonly #problems: Findings;
  readonly #put: (span: ManifestSpan) => void;
  readonly #takes: readonly string[];
  readonly #prefixed: boolean;
  /** Next line to write. */
  #line = 1;
  /** First line of each key, and so of each address. */
  readonly #keys = new Map<string, number>();
  /** Units so far that have no parent. */
  #outermost = 0;
  readonly #vocabulary: Classifier;

  constructor(context: Context, problems: Findings, put: (span: ManifestSpan) => void) {
    this.#context = context;
    this.#problems = problems;
    this.#put = put;
    this.#vocabulary = new Classifier(context.vocabulary, problems);
    this.#prefixed = isPrefix(context.cut.prefix);
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
      this.#put({ span: 'non_content', ...this.#place(first, last), role: named });
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
    if (level.role === 'aside') {
      this.#put({ span: 'non_content', ...span, role: level.name });
      return;
    }
    const excluded = reasonFor(part);
    if (excluded !== undefined) {
      this.#exclude(key, level.name, head.title, 'excluded', excluded, 'decision', first, last);
      return;
    }
    if (part.content === 0) {
      const sign = repealedBy(part, head, last, this.#context.lines, this.#context.profile);
      if (sign !== undefined) {
        const reason = `${sign}: it is no longer law; the scope ${this.#context.cut.scope} takes ${this.#takes.join(' and ')} text alone.`;
        this.#exclude(key, level.name, head.title, 'repealed', reason, 'own_marker', first, last);
        return;
      }
    }
    if (!hasText(head, last) && holdsOthers(part) && this.#context.containers === 'structure') {
      this.#put({ span: 'non_content', ...span, role: 'group_heading' });
      return;
    }
    this.#unit(part, head, first, last, span);
  }

  #unit(part: Part, head: Headed, first: number, last: number, span: Span): void {
    const { cut, profile, lines } = this.#context;
    const { level, key } = part;
    const address = addressOf(cut.prefix, key);
    if (!this.#prefixed || !isKeyUnder(cut.prefix, key)) {
      const hint = 'An address is the prefix, "/", and a key of at most 200 of [A-Z0-9-].';
      this.#problems.add('mark.address', first, 1, `"${address}" is not an address.`, hint);
    }
    const earlier = this.#keys.get(key);
    if (earlier === undefined) this.#keys.set(key, first);
    else {
      const message = `The address ${address} stands twice: in line ${earlier} and in line ${first}.`;
      const hint = `Decide in cut.yaml, under decisions, for line ${first}: take with another \`as\`, join, or exclude.`;
      this.#problems.add('mark.duplicate_address', first, 1, message, hint);
    }
    const { title, body, missing } = bodyOf(part, head, last, span, lines, this.#context.scan);
    if (missing) {
      const hint = `Write its text, or decide in cut.yaml, under decisions, for line ${first}: join or exclude.`;
      this.#problems.add('mark.empty_body', first, 1, `${address} has no text below its heading.`, hint);
    }
    this.#vocabulary.check(level.name, first, level.unit_kind ?? '', level.section_type ?? '');
    const parent = unitAbove(part);
    const order = parent === undefined ? ++this.#outermost : parent.units + 1;
    if (parent !== undefined) parent.units = order;
    if (part.children > 0) part.unit = address;
    // Written out: spreading objects here takes as long as all the rest of marking.
    const made: UnitSpan = {
      span: 'unit',
      bytes: span.bytes,
      lines: span.lines,
      address,
      key,
      level: level.name,
      status: profile.status,
      unit_kind: level.unit_kind ?? '',
      section_type: level.section_type ?? '',
      title,
      body,
      parent: parent?.unit,
      order,
      span_sha256: this.#digest(span),
    };
    this.#put(made);
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
    this.#put({
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

/** The nearest part above that is a unit. */
function unitAbove(part: Part): Part | undefined {
  let scope = part.parent;
  while (scope.level !== undefined && scope.unit === undefined) scope = scope.parent;
  return scope.level === undefined ? undefined : scope;
}

/** The reason of the nearest part that a decision excludes. */
function reasonFor(part: Part): string | undefined {
  if (part.excluded !== undefined) return part.excluded;
  return part.parent.level === undefined ? undefined : reasonFor(part.parent);
}
