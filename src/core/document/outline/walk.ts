/**
 * The second pass: goes through the candidates in order and decides which are headings. Numbers must go on as the law
 * counts; what breaks the sequence is a finding, and nothing is guessed.
 */
import type { Candidate, Scan } from './candidates.ts';
import { bestOf, type Choice, choiceIn, isSame, isSameNumber } from './choice.ts';
import { contentsBefore } from './contents.ts';
import type { Decisions } from './decisions.ts';
import { ambiguous, broken, doubtful, type Found, homeless, repeated } from './found.ts';
import type { Match } from './match.ts';
import { isFirst } from './number.ts';
import { isCounted, type OutlineLevel, type OutlineProfile } from './profile.ts';
import { addPart, emptyTop, type Part, partsOf, type Scope, type Top } from './tree.ts';

export interface Outline {
  readonly top: Top;
  /** Lines of a table of contents: first and last. */
  readonly contents?: readonly [number, number];
  /** The document stands twice in the file: where it begins again, and whether a decision excludes the rest. */
  readonly again?: { readonly candidate: Candidate; readonly match: Match; readonly reason?: string };
  readonly findings: readonly Found[];
}

interface Doubt {
  readonly candidate: Candidate;
  readonly match: Match;
  readonly scope: Scope;
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
  /** Open parts, outermost first. */
  #open: Part[] = [];
  #findings: Found[] = [];
  /** In sequence, but in a place that casts doubt; settled by a heading of the same number in a better place. */
  #doubts: Doubt[] = [];
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
    const { candidates } = this.#scan;
    for (let index = 0; index < candidates.length && this.#again === undefined; index++) {
      this.#see(candidates[index] as Candidate, candidates[index + 1]);
    }
    this.#settle(this.#doubts);
    return {
      top: this.#top,
      ...(this.#contents === undefined ? {} : { contents: this.#contents }),
      ...(this.#again === undefined ? {} : { again: this.#again }),
      findings: this.#findings,
    };
  }

  #see(candidate: Candidate, next: Candidate | undefined): void {
    const decision = this.#decisions.forLine(candidate.line);
    if (decision?.do === 'join') return;
    const choices = candidate.matches.flatMap((match) => {
      const scope = this.#scopeFor(match.level);
      return scope === undefined ? [] : [choiceIn(scope, this.#top, match, this.#skips)];
    });
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
      else if (choice.match.number !== undefined) this.#doubt({ candidate, match: choice.match, scope: choice.scope });
      return;
    }
    if (!this.#placed(candidate, choice)) return;
    this.#broken(choice, candidate);
  }

  /** One doubt a number is enough. */
  #doubt(doubt: Doubt): void {
    const known = this.#doubts.some(({ match, scope }) => scope === doubt.scope && isSameNumber(match, doubt.match));
    if (!known) this.#doubts.push(doubt);
  }

  /** The innermost open part that the level may stand in. */
  #scopeFor(level: OutlineLevel): Scope | undefined {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const part = this.#open[index] as Part;
      if (level.parents.includes(part.level.name)) return part;
    }
    return level.parents.includes('document') ? this.#top : undefined;
  }

  /** Whether its place casts no doubt on a candidate. */
  #placed(candidate: Candidate, { scope }: Choice): boolean {
    if (candidate.doubt === undefined) return true;
    if (candidate.doubt === 'sheltered') return false;
    // Right below a heading there is no paragraph that could be wrapped.
    const above = this.#open.at(-1) ?? scope;
    if (above.level === undefined) return false;
    const dressed = candidate.matches.some(({ level }) => level === above.level);
    // Behind a number may stand text, which could go on in the next line.
    if (above.level.title === 'none' && above.match.rest < above.candidate.peeled.text.length) return false;
    const between = (this.#scan.inked[candidate.line] as number) - (this.#scan.inked[above.line + 1] as number);
    return between === 0 || (!dressed && above.level.title === 'block' && between <= 3 && above.children.length === 0);
  }

  #accept(choice: Choice, candidate: Candidate, as?: string): Part {
    const { match, scope } = choice;
    while (this.#open.length > 0 && this.#open.at(-1) !== scope) {
      const closed = this.#open.pop() as Part;
      if (this.#doubts.length > 0) this.#close(closed, match);
    }
    if (this.#doubts.length > 0) {
      this.#doubts = this.#doubts.filter((doubt) => !isSameNumber(doubt.match, match));
    }
    const part = addPart(scope, candidate, match, as);
    const last = match.number?.to ?? [1];
    if (!isCounted(match.level)) {
      const counted = { last, line: candidate.line };
      scope.counted.set(match.level, counted);
      this.#top.counted.set(match.level, counted);
    }
    this.#open.push(part);
    if (this.#decisions.byAddress) this.#byAddress(part);
    return part;
  }

  #byAddress(part: Part): void {
    const decision = this.#decisions.forAddress(`${this.#prefix}/${part.key}`);
    if (decision?.do === 'exclude') part.excluded = decision.reason ?? '';
  }

  /** Doubts about parts in a part that closes can no longer be settled. */
  #close(closed: Part, by: Match): void {
    const lost = this.#doubts.filter(({ scope, match }) => scope === closed && match.level !== by.level);
    if (lost.length === 0) return;
    this.#doubts = this.#doubts.filter((doubt) => !lost.includes(doubt));
    this.#settle(lost);
  }

  #settle(doubts: readonly Doubt[]): void {
    for (const { candidate, match } of doubts) this.#findings.push(doubtful(candidate, match));
  }

  /** A heading whose number does not follow. */
  #broken(choice: Choice, candidate: Candidate): void {
    const { match, standing } = choice;
    if (standing === 'repeats' || standing === 'back') {
      // A page header repeats the part that is open.
      if (candidate.pageTop && this.#open.some((part) => isSame(part, match))) return;
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
    const probe: Scope = { ...scope, children: [], counted: new Map(scope.counted) } as Scope;
    return `${this.#prefix}/${addPart(probe, { line: 0 } as Candidate, match).key}`;
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
    for (const part of partsOf(this.#top)) if (isSame(part, match)) return part;
    return undefined;
  }

  /** A table of contents is forgotten when the document itself begins. */
  #wasContents(match: Match, candidate: Candidate): boolean {
    const contents = contentsBefore([...partsOf(this.#top)], match, candidate.line, this.#scan);
    if (contents === undefined) return false;
    const [from, last] = contents.lines;
    this.#contents = contents.lines;
    this.#findings = this.#findings.filter(({ line }) => line < from || line > last);
    this.#doubts = [];
    this.#open = [];
    this.#top = emptyTop();
    for (const part of contents.kept) {
      const scope = this.#scopeFor(part.level) ?? this.#top;
      this.#accept({ match: part.match, scope, standing: 'next' }, part.candidate);
    }
    return true;
  }

  /** A heading that has no place: with a label it is a finding, a mere number is text. */
  #homeless(candidate: Candidate): void {
    const match = candidate.matches.find(({ level }) => level.labels.some((label) => label.length > 1));
    if (match !== undefined && candidate.doubt === undefined) this.#findings.push(homeless(candidate, match));
  }
}
