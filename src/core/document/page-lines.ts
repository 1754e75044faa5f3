/**
 * Lines that stand again and again at the top or the foot of pages: headers and page numbers of a printed text. A unit is
 * one stretch of its source, so what stands between two pages is part of it; who reviews the cut should know.
 */
export interface PageLine {
  /** As it stands the first time. */
  readonly text: string;
  readonly where: 'top' | 'foot';
  readonly pages: number;
  /** The first line that holds it. */
  readonly line: number;
}

/** Pages on which a line stands before it counts as one of theirs. */
const LEAST = 2;
/** A longer line is text. */
const LONGEST = 120;
const FORM_FEED = '\f';

export class PageLines {
  readonly #found = new Map<string, { text: string; where: 'top' | 'foot'; pages: number; line: number }>();

  /** Some whole lines of a document, and the number of the first; in order. */
  see(text: string, first: number): void {
    if (!text.includes(FORM_FEED)) return;
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      const at = line.lastIndexOf(FORM_FEED);
      if (at === -1) continue;
      if (line.slice(at + 1).trim() !== '') this.#add('top', line.slice(at + 1), first + index);
      else this.#nearest('top', lines, index, 1, first);
      this.#nearest('foot', lines, index, -1, first);
    }
  }

  /** In order of lines. */
  all(): readonly PageLine[] {
    return [...this.#found.values()].filter(({ pages }) => pages >= LEAST).sort((a, b) => a.line - b.line);
  }

  /** The next line with ink in one direction. */
  #nearest(where: 'top' | 'foot', lines: readonly string[], from: number, step: 1 | -1, first: number): void {
    let at = from + step;
    while (lines[at]?.trim() === '') at += step;
    const line = lines[at];
    if (line !== undefined) this.#add(where, line, first + at);
  }

  #add(where: 'top' | 'foot', line: string, number: number): void {
    const text = line.trim();
    if (text.length > LONGEST) return;
    // Page numbers differ.
    const key = `${where} ${text.replace(/\d+/g, '0')}`;
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, { text, where, pages: 1, line: number });
    else known.pages++;
  }
}

export function pageLines(region: string): readonly PageLine[] {
  const found = new PageLines();
  found.see(region, 1);
  return found.all();
}

export const saidOfPageLine = ({ text, where, pages }: PageLine): string =>
  `Stands at the ${where} of ${pages} pages, and is text of the parts it stands in: ${JSON.stringify(text)}.`;
