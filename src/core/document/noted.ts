/**
 * What a reader of a manifest should look at: decisions of its operator, rare signs that look like others, and lines
 * that pages repeat.
 */
import type { Cut, Decision } from '../cut.ts';
import { lookAlikes } from './lookalikes.ts';
import type { ManifestSpan } from './manifest.ts';
import { PageLines, saidOfPageLine } from './page-lines.ts';

export interface Noted {
  /** In the region. */
  readonly line: number;
  readonly what: string;
}

export interface Notes {
  /** Every span in order, with its text. */
  see(span: ManifestSpan, text: string): void;
  /** In order of lines. */
  all(): readonly Noted[];
}

/** A sign that stands more often is how the document is written. */
const RARE = 10;
const ASCII = /^[\n\x20-\x7e]*$/;

/** `cut` is the cut of the manifest, where it is known. */
export function notes(cut?: Pick<Cut, 'decisions'>): Notes {
  const decisions = cut?.decisions ?? [];
  const byAddress = new Map(
    decisions.flatMap((one) => (one.address === undefined ? [] : [[one.address, one] as const])),
  );
  const found: Noted[] = decisions.flatMap((one) =>
    one.line === undefined ? [] : [{ line: one.line, what: said(one) }],
  );
  const byLine = new Set(decisions.map(({ line }) => line));
  const signs = new Map<string, number[]>();
  const pages = new PageLines();
  let excluded: string | undefined;

  const see = (span: ManifestSpan, text: string): void => {
    const first = span.lines[0];
    if (span.span === 'unit') {
      pages.see(text, first);
      const decision = byAddress.get(span.address);
      if (decision !== undefined) found.push({ line: first, what: said(decision) });
    }
    if (span.span === 'exclusion' && span.basis === 'decision') {
      // What stands in an excluded part is excluded with it, for the same reason.
      if (span.reason !== excluded && !byLine.has(first)) {
        found.push({ line: first, what: `Decided: exclude. ${span.reason}` });
      }
      excluded = span.reason;
    } else if (span.span !== 'non_content') excluded = undefined;
    if (ASCII.test(text)) return;
    for (const { name, count, lines } of lookAlikes(text)) {
      const known = signs.get(name) ?? [];
      // Past the limit only the number counts, and that no further.
      for (let at = 0; at < count && known.length <= RARE; at++)
        known.push(first + (lines[at] ?? lines.at(-1) ?? 1) - 1);
      signs.set(name, known);
    }
  };

  const all = (): readonly Noted[] => {
    const rare = [...signs].filter(([, lines]) => lines.length <= RARE);
    const named = rare.flatMap(([name, lines]) =>
      [...new Set(lines)].map((line) => ({ line, what: `Rare in this document: ${name}.` })),
    );
    const repeated = pages.all().map((one) => ({ line: one.line, what: saidOfPageLine(one) }));
    return [...found, ...named, ...repeated].sort((a, b) => a.line - b.line);
  };
  return { see, all };
}

const said = ({ do: what, as, reason }: Decision): string =>
  `Decided: ${what}${as === undefined ? '' : ` as ${as}`}.${reason === undefined ? '' : ` ${reason}`}`;
