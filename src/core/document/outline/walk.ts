/**
 * The second pass: goes through the candidates in order and decides which are headings. Numbers must go on as the law
 * counts; what breaks the sequence is a finding, and nothing is guessed.
 */
import type { Candidate, Scan } from './candidates.ts';
import { bestOf, type Choice, choiceIn, isSame } from './choice.ts';
import { contentsBefore } from './contents.ts';
import type { Decisions } from './decisions.ts';
import { Doubts } from './doubts.ts';
import { ambiguous, broken, type Found, homeless, repeated, unread } from './found.ts';
import type { Match } from './match.ts';
import { isFirst } from './number.ts';
import { isCounted, type OutlineLevel, type OutlineProfile } from './profile.ts';
import { addPart, emptyTop, type HeadLine, type Part, type Scope, setLast } from './tree.ts';

export interface Outline {
  /** In document order. */
  readonly parts: readonly Part[];
  /** Lines of a table of contents: first and last. */
  readonly contents?: readonly [number, number];
  /** The document stands twice in the file: where it begins again, and whether a decision excludes the rest. */
  readonly again?: { readonly candidate: Candidate; readonly match: Match; readonly reason?: string };
  readonly findings: readonly Found[];
}

export function walk(scan: Scan, profile: OutlineProfile, prefix: string, decisions: Decisions): Outline {
  return new Walk(scan, profile, prefix, decisions).run();
}

class Walk {
  readonly #scan: Scan;
  readonly #decisions: Decisions;
  readonly #prefix: string;
  readonly #skips: ReadonlySet<number>;
  #top = emptyTop();
  #parts: Part[] = [];
  /** Open parts, outermost first. */
  #open: Part[] = [];
  #findings: Found[] = [];
  readonly #doubts = new Doubts();
  #contents: readonly [number, number] | undefined;
  #again: Outline['again'];

  constructor(scan: Scan, profile: OutlineProfile, prefix: string, decisions: Decisions) {
    this.#scan = scan;
    this.#decisions = decisions;
    this.#prefix = prefix;
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    this.#skips = new Set((profile.skippable ?? []).map((letter) => letters.indexOf(letter) + 1));
  }

  run(): Outline {
    let candidate: Candidate | undefined;
    for (const next of this.#scan.candidates()) {
      if (candidate !== undefined) this.#see(candidate, next);
      if (this.#again !== undefined) break;
      candidate = next;
    }
    if (candidate !== undefined && this.#again === undefined) this.#see(candidate, undefined);
    this.#findings.push(...this.#doubts.left());
    return {
      parts: this.#parts,
      ...(this.#contents === undefined ? {} : { contents: this.#contents }),
      ...(this.#again === undefined ? {} : { again: this.#again }),
      findings: this.#findings,
    };
  }

  #see(candidate: Candidate, next: Candidate | undefined): void {
    const decision = this.#decisions.forLine(candidate.line);
    if (decision?.do === 'join') return;
    if (candidate.near !== undefined) {
      if (candidate.doubt === undefined) this.#findings.push(unread(candidate, candidate.near));
      return;
    }
    const choices: Choice[] = [];
    for (const match of candidate.matches) {
      const scope = this.#scopeFor(match.level);
      if (scope !== undefined) choices.push(choiceIn(scope, this.#top, match, this.#skips));
    }
    const { choice, rival } = bestOf(choices, next, this.#skips);
    if (choice !== undefined && rival !== undefined && decision === undefined) {
      this.#findings.push(ambiguous(candidate, choice, rival));
    }
    if (choice === undefined) {
      this.#homeless(candidate);
      return;
    }
    if (decision !== undefined) {
      // The document may begin again under a decision: everything from here on is what the decision is about.
      if (decision.do === 'exclude' && this.#beginsAgain(choice)) {
        this.#again = { candidate, match: choice.match, reason: decision.reason ?? '' };
        return;
      }
      const part = this.#accept(choice, candidate, decision.as);
      if (decision.do === 'exclude') part.excluded = decision.reason ?? '';
      return;
    }
    if (choice.standing === 'next') {
      if (this.#placed(candidate, choice)) this.#accept(choice, candidate);
      else if (choice.match.number !== undefined)
        this.#doubts.add({ candidate, match: choice.match, scope: choice.scope });
      return;
    }
    if (!this.#placed(candidate, choice)) return;
    this.#broken(choice, candidate);
  }

  /** The innermost open part that the level may stand in. */
  #scopeFor(level: OutlineLevel): Scope | undefined {
    // No level stands in itself: the next one of an open level closes it.
    const before = this.#open.find((part) => part.level === level);
    if (before !== undefined) return before.parent;
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const part = this.#open[index] as Part;
      if (level.parents.includes(part.level.name)) return part;
    }
    return level.parents.includes('document') ? this.#top : undefined;
  }

  /** Whether its place casts no doubt on a candidate. */
  #placed(candidate: Candidate, { scope }: Choice): boolean {
    if (candidate.doubt === undefined) return true;
    if (candidate.doubt !== 'wrapped') return false;
    // Right below a heading there is no paragraph that could be wrapped.
    const above = this.#open.at(-1) ?? scope;
    if (above.level === undefined) return false;
    const dressed = candidate.matches.some(({ level }) => level === above.level);
    // Behind a number may stand text, which could go on in the next line.
    if (above.level.title === 'none' && above.match.rest < above.peeled.text.length) return false;
    const between = (this.#scan.inked[candidate.line] as number) - (this.#scan.inked[above.line + 1] as number);
    return between === 0 || (!dressed && above.level.title === 'block' && between <= 3 && above.children === 0);
  }

  #accept(choice: Choice, at: HeadLine, as?: string): Part {
    const { match, scope } = choice;
    while (this.#open.length > 0 && this.#open.at(-1) !== scope) {
      const closed = this.#open.pop() as Part;
      this.#findings.push(...this.#doubts.close(closed, match));
    }
    this.#doubts.settle(match);
    const part = addPart(scope, at, match, as);
    this.#parts.push(part);
    if (!isCounted(match.level)) {
      setLast(scope, part);
      if (scope !== this.#top) setLast(this.#top, part);
    }
    this.#open.push(part);
    if (this.#decisions.byAddress) this.#byAddress(part);
    return part;
  }

  #byAddress(part: Part): void {
    const decision = this.#decisions.forAddress(`${this.#prefix}/${part.key}`);
    if (decision?.do === 'exclude') part.excluded = decision.reason ?? '';
  }

  /** A heading whose number does not follow. */
  #broken(choice: Choice, candidate: Candidate): void {
    const { match, standing } = choice;
    if (standing === 'repeats' || standing === 'back') {
      // A page header repeats the part that is open.
      if (this.#open.some((part) => part.line < candidate.pageTop && isSame(part, match))) return;
      if (this.#beginsAgain(choice)) {
        if (this.#wasContents(match, candidate)) {
          this.#see(candidate, undefined);
          return;
        }
        this.#again = { candidate, match };
        this.#findings.push(repeated(candidate, match, this.#firstOf(match)?.line ?? 0));
        return;
      }
    }
    const address = standing === 'gap' ? this.#addressIf(choice) : undefined;
    const byAddress = address === undefined ? undefined : this.#decisions.forAddress(address);
    if (byAddress !== undefined) {
      if (byAddress.do === 'join') return;
      const part = this.#accept(choice, candidate, byAddress.as);
      if (byAddress.do === 'exclude') part.excluded = byAddress.reason ?? '';
      return;
    }
    this.#findings.push(broken(candidate, choice));
    // Going on behind a gap keeps one finding from causing many; what goes back is text until it is decided.
    if (standing === 'gap') this.#accept(choice, candidate);
  }

  #addressIf({ match, scope }: Choice): string | undefined {
    if (!this.#decisions.byAddress) return undefined;
    const probe: Scope = { ...scope, lasts: [...(scope.lasts ?? [])] };
    return `${this.#prefix}/${addPart(probe, { line: 0, peeled: { text: '', signs: 0 } }, match).key}`;
  }

  /** A number that begins a sequence for the whole document, where it began before. */
  #beginsAgain({ match, standing, scope }: Choice): boolean {
    const { level, number } = match;
    if (standing !== 'repeats' && standing !== 'back') return false;
    const whole =
      level.restarts === 'document' || (scope === this.#top && level.restarts === 'either') || scope === this.#top;
    return (
      whole &&
      level.role !== 'aside' &&
      (number === undefined || isFirst(number.from)) &&
      this.#firstOf(match) !== undefined
    );
  }

  #firstOf(match: Match): Part | undefined {
    return this.#parts.find((part) => isSame(part, match));
  }

  /** A table of contents is forgotten when the document itself begins. */
  #wasContents(match: Match, candidate: Candidate): boolean {
    const contents = contentsBefore(this.#parts, match, candidate.line, this.#scan);
    if (contents === undefined) return false;
    const [from, last] = contents.lines;
    this.#contents = contents.lines;
    this.#findings = this.#findings.filter(({ line }) => line < from || line > last);
    this.#doubts.forget();
    this.#open = [];
    this.#top = emptyTop();
    this.#parts = [];
    for (const part of contents.kept) {
      const scope = this.#scopeFor(part.level) ?? this.#top;
      this.#accept({ match: part.match, scope, standing: 'next' }, part);
    }
    return true;
  }

  /** A heading that has no place: with a label it is a finding, a mere number is text. */
  #homeless(candidate: Candidate): void {
    const match = candidate.matches.find(({ level }) => level.labels.some((label) => label.length > 1));
    if (match !== undefined && candidate.doubt === undefined) this.#findings.push(homeless(candidate, match));
  }
}
