/**
 * The page of a manifest: the document beside its units, with a strip of what is unit, excluded, no content, and what
 * needs attention. Made in pieces as the manifest is read: head, one entry a span, `middle`, one block a span, tail.
 */
import type { ManifestCounts, ManifestHeader, ManifestSpan, UnitSpan } from '../../core/document/manifest.ts';
import type { Noted } from '../../core/document/noted.ts';
import { counted, grouped } from '../numbers.ts';
import { escaped, shown } from './escape.ts';
import { MANIFEST_SCRIPT } from './manifest-script.ts';
import { MANIFEST_STYLE } from './manifest-style.ts';
import { type Page, pageEnd, pageHead } from './page.ts';

export interface ManifestFacts {
  readonly header: ManifestHeader;
  readonly counts: ManifestCounts;
  readonly digest: string;
  /** SVG. */
  readonly strip: string;
  /** Bytes of each sort of span. */
  readonly bytes: Readonly<Record<ManifestSpan['span'], number>>;
  /** In order of lines. */
  readonly noted: readonly Noted[];
}

export interface ManifestRendering {
  readonly head: () => string;
  readonly entry: (span: ManifestSpan, text: string) => string;
  readonly middle: () => string;
  /** `heading`: how much of the text stands before the body, in UTF-16 units. */
  readonly block: (span: ManifestSpan, text: string, heading: number) => string;
  readonly tail: () => string;
}

/** Spans of one chunk: chunks out of sight cost no layout. */
const CHUNK = 40;
/** Deeper parts are not set in further. */
const DEEPEST = 5;

export function manifestPage(facts: ManifestFacts): ManifestRendering {
  const { header, noted } = facts;
  const page: Page = {
    title: `${header.document.name}: ${header.prefix}`,
    style: MANIFEST_STYLE,
    script: MANIFEST_SCRIPT,
  };
  const entries = depths();
  const blocks = depths();
  let entry = 0;
  let block = 0;
  let note = 0;
  let even = false;

  return {
    head: () => `${pageHead(page)}${intro(facts)}${bar(facts)}<div class="cols">\n${NAV}`,
    entry(span, text) {
      const id = entry++;
      if (span.span === 'non_content') {
        if (span.role !== 'group_heading') return '';
        return `<li class="of-group"><span class="group">${shown(text.trim().replaceAll('\n', ' · '))}</span></li>\n`;
      }
      const excluded = span.span === 'exclusion' ? ' class="x"' : '';
      const depth = span.span === 'unit' ? entries(span) : 0;
      return `<li${excluded}><a href="#s${id}"${depth === 0 ? '' : ` class="d${depth}"`}><span class="key">${escaped(span.key)}</span><span class="name">${shown(span.title)}</span></a></li>\n`;
    },
    middle: () => `</ol></nav>\n<main id="document" data-bytes="${header.region.bytes}">\n`,
    block(span, text, heading) {
      const id = block++;
      const before: string[] = [];
      while (note < noted.length && (noted[note] as Noted).line <= span.lines[1])
        before.push((noted[note++] as Noted).what);
      const opening = id % CHUNK === 0 ? `${id === 0 ? '' : '</div>\n'}<div class="chunk">\n` : '';
      if (span.span === 'unit') even = !even;
      const kind =
        span.span === 'unit' ? (even ? 'u even' : 'u') : span.span === 'exclusion' ? 'x' : `n ${escaped(span.role)}`;
      const depth = span.span === 'unit' ? blocks(span) : 0;
      const heads = span.span === 'unit' && span.body[0] === span.bytes[0] ? ' head' : '';
      const classes = `s ${kind}${heads}${depth === 0 ? '' : ` d${depth}`}${before.length > 0 ? ' f' : ''}`;
      const place = `data-from="${span.bytes[0]}" data-to="${span.bytes[1]}"`;
      const notes = before.map((what) => `<p class="finding">${shown(what)}</p>`).join('');
      return `${opening}<div class="${classes}" ${place}${known(span, id)}>${tag(span, id)}${textOf(span, text, heading, notes)}</div>\n`;
    },
    tail: () => `${block === 0 ? '' : '</div>\n'}</main>\n${PANEL}</div>\n${pageEnd(page)}`,
  };
}

const NAV = `<nav aria-label="Units"><label class="hidden-label" for="filter">Find a unit</label><div class="find"><input id="filter" type="search" placeholder="Find by address or title" autocomplete="off"><button type="button" class="shut-nav">Close</button></div><ol>\n`;

const PANEL = `<aside aria-label="The chosen part" aria-live="polite"><div class="tools"><button type="button" class="before" title="k">← Before</button><button type="button" class="after" title="j">Next →</button><button type="button" class="shut" title="Esc">Close</button></div><h2>Choose a part of the document</h2><dl></dl><div class="body"></div><div class="keys"><p><kbd>j</kbd> next, <kbd>k</kbd> before, <kbd>/</kbd> find, <kbd>Esc</kbd> close. In the list, arrows move and Enter chooses.</p><p>A click on the strip goes to that place.</p></div></aside>
`;

/** How deep a unit lies under others, as their parents say. */
function depths(): (unit: UnitSpan) => number {
  const known = new Map<string, number>();
  return ({ address, parent }) => {
    const depth = parent === undefined ? 0 : Math.min(DEEPEST, (known.get(parent) ?? 0) + 1);
    known.set(address, depth);
    return depth;
  };
}

function intro({ header, counts, digest }: ManifestFacts): string {
  const { document, region, normalisation } = header;
  const levels = Object.entries(counts.levels).filter(([, count]) => count > 0);
  const changed =
    normalisation.unicode_lines + normalisation.line_ending_lines + normalisation.trailing_blank_lines === 0 &&
    !normalisation.final_newline_added
      ? 'nothing had to change'
      : [
          `${counted(normalisation.unicode_lines, 'line')} composed`,
          `${grouped(normalisation.line_ending_lines)} with other line endings`,
          `${grouped(normalisation.trailing_blank_lines)} with trailing blanks`,
        ].join(', ');
  const rows: readonly (readonly [string, string])[] = [
    [
      'region',
      `${grouped(region.bytes)} bytes, ${counted(region.characters, 'character')}, ${counted(region.lines, 'line')}`,
    ],
    ['region sha256', region.sha256],
    ['manifest digest', digest],
    ['document', `${document.name}, ${grouped(document.bytes)} bytes`],
    ['document sha256', document.sha256],
    ['profile', header.profile],
    ['profile sha256', header.profile_sha256],
    ['normalisation', `${normalisation.rule}: ${changed}`],
    ['cut, scope', `${header.cut}, ${header.scope}`],
  ];
  return `<header class="intro"><h1>${shown(document.name)}</h1>
<p>${counted(counts.units, 'unit')} under <code>${escaped(header.prefix)}/</code>: ${levels.map(([level, count]) => `${grouped(count)} ${escaped(level)}`).join(', ')}. Every one of ${grouped(region.bytes)} bytes belongs to exactly one unit, exclusion or stretch without content; region, hashes and digest were checked when this page was made.</p>
<details class="proof"><summary>What it was made from</summary><dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd${/^[0-9a-f]{64}$/.test(value) ? ' class="mono"' : ''}>${shown(value)}</dd>`).join('')}</dl></details></header>
`;
}

function bar({ counts, strip, bytes, noted, header }: ManifestFacts): string {
  const share = (part: number): string => `${((100 * part) / Math.max(1, header.region.bytes)).toFixed(1)} %`;
  const item = (kind: string, count: number, name: string, part?: number): string =>
    `<span class="k-${kind}"><b>${grouped(count)}</b> ${name}${part === undefined ? '' : `, ${share(part)}`}</span>`;
  return `<div class="bar">${strip}<div class="legend">${[
    item('unit', counts.units, counts.units === 1 ? 'unit' : 'units', bytes.unit),
    item('excluded', counts.exclusions, 'excluded', bytes.exclusion),
    item('plain', counts.non_content_spans, 'without content', bytes.non_content),
    noted.length === 0
      ? item('finding', 0, 'findings')
      : `<button type="button" class="k-finding" title="Go to the next"><b>${grouped(noted.length)}</b> ${noted.length === 1 ? 'finding' : 'findings'}</button>`,
  ].join('')}<button type="button" class="open-nav" aria-expanded="false">Units</button></div></div>
`;
}

/** What the panel shows of a part; absent for what is no content. */
function known(span: ManifestSpan, id: number): string {
  if (span.span === 'non_content') return '';
  const facts: (readonly [string, string])[] =
    span.span === 'unit'
      ? [
          ['address', span.address],
          ['level', span.level],
          ['status', span.status],
          ['kind', `${span.unit_kind}, ${span.section_type}`],
          ...(span.parent === undefined ? [] : [['parent', span.parent] as const]),
          ...(span.order === undefined ? [] : [['order', String(span.order)] as const]),
        ]
      : [
          ['excluded', span.key],
          ['level', span.level],
          ['status', span.status],
          ['reason', span.reason],
          ['basis', span.basis],
        ];
  facts.push(['lines', `${span.lines[0]} to ${span.lines[1]}`], ['bytes', `${span.bytes[0]} to ${span.bytes[1]}`]);
  if (span.span === 'unit') facts.push(['body', `bytes ${span.body[0]} to ${span.body[1]}`]);
  facts.push(['sha256', span.span_sha256]);
  return ` id="s${id}" data-title="${escaped(span.title)}" data-facts="${escaped(JSON.stringify(facts))}"`;
}

const tag = (span: ManifestSpan, id: number): string =>
  span.span === 'non_content'
    ? `<span class="tag">${escaped(span.role.replaceAll('_', ' '))}</span>`
    : `<a class="tag" href="#s${id}" tabindex="-1">${escaped(span.key)}</a>`;

function textOf(span: ManifestSpan, text: string, heading: number, notes: string): string {
  if (span.span === 'non_content' && span.role === 'blank' && notes === '') return '';
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  const head = heading > 0 ? `<b>${shown(text.slice(0, heading))}</b>` : '';
  return `<div class="t">${head}${shown(text.slice(heading, end))}</div>${notes}`;
}
