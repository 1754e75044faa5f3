/**
 * The second pass: goes through the candidates in order and decides which are headings. Numbers must go on as the law
 * counts; what breaks the sequence is a finding, and nothing is guessed.
 */
import type { ProblemCode } from '../../problem-codes.ts';
import type { Candidate, Scan } from './candidates.ts';
import type { Decisions } from './decisions.ts';
import type { Match } from './match.ts';
import { compareValues, follows, isFirst } from './number.ts';
import { isCounted, type OutlineLevel, type OutlineProfile } from './profile.ts';
import { addPart, type Counted, emptyTop, nameOf, type Part, partsOf, type Scope, type Top } from './tree.ts';

export interface Found {
  readonly code: ProblemCode;
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

export interface Outline {
  readonly top: Top;
  /** Lines of a table of contents: first and last. */
  readonly contents?: readonly [number, number];
  /** The document stands twice in the file: where it begins again, and whether a decision excludes the rest. */
  readonly again?: { readonly candidate: Candidate; readonly match: Match; readonly reason?: string };
  readonly findings: readonly Found[];
}

/** How a candidate stands to the numbers before it. */
type Standing = 'next' | 'gap' | 'repeats' | 'back';

interface Choice {
  readonly match: Match;
  readonly scope: Scope;
  readonly standing: Standing;
  readonly before?: Counted;
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
  #contents: [number, number] | undefined;
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
    const choices = candidate.matches.map((match) => this.#choice(match)).filter((choice) => choice !== undefined);
    const choice = this.#best(choices, candidate, next);
    if (choice === undefined) {
      this.#homeless(candidate, decision !== undefined);
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

  /** Where the match would stand, and how its number stands to those before it; absent where no parent is open. */
  #choice(match: Match): Choice | undefined {
    const { level, number } = match;
    const scope = this.#scopeFor(level);
    if (scope === undefined) return undefined;
    if (number === undefined) {
      const before = isCounted(level) ? undefined : (scope.counted.get(level) ?? this.#top.counted.get(level));
      return before === undefined ? { match, scope, standing: 'next' } : { match, scope, standing: 'repeats', before };
    }
    const inParent = level.restarts === 'document' ? undefined : scope.counted.get(level);
    const inDocument = level.restarts === 'parent' ? undefined : this.#top.counted.get(level);
    const before = inParent ?? inDocument;
    const first = isFirst(number.from, scope.level === undefined ? [] : scope.number?.to);
    if (before === undefined) {
      const standing = first || level.sequence === 'rising' ? 'next' : 'gap';
      return { match, scope, standing };
    }
    if (inParent === undefined && first && level.restarts === 'either') return { match, scope, standing: 'next' };
    const order = compareValues(number.from, before.last);
    const goesOn = level.sequence === 'rising' ? order > 0 : follows(before.last, number.from, this.#skips);
    const standing = goesOn ? 'next' : order > 0 ? 'gap' : order === 0 ? 'repeats' : 'back';
    return { match, scope, standing, before };
  }

  /** The innermost open part that the level may stand in. */
  #scopeFor(level: OutlineLevel): Scope | undefined {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const part = this.#open[index] as Part;
      if (level.parents.includes(part.level.name)) return part;
    }
    return level.parents.includes('document') ? this.#top : undefined;
  }

  /** What continues a sequence comes first; of two that do, the next line decides: (i) is a letter before (j), a number before (ii). */
  #best(choices: readonly Choice[], candidate: Candidate, next: Candidate | undefined): Choice | undefined {
    const [first, second] = choices;
    if (second === undefined) return first;
    const going = choices.filter(({ standing }) => standing === 'next');
    if (going.length < 2) {
      return going[0] ?? choices.find(({ standing }) => standing !== 'gap' && standing !== 'back') ?? first;
    }
    const told = going.filter(({ match }) =>
      next?.matches.some(
        (after) =>
          after.level === match.level &&
          after.number !== undefined &&
          match.number !== undefined &&
          follows(match.number.to, after.number.from, this.#skips),
      ),
    );
    if (told.length === 1) return told[0];
    // A sequence that is under way goes on before a new one begins.
    const under = going.filter(({ before }) => before !== undefined);
    if (under.length === 1) return under[0];
    const [one, two] = going as [Choice, Choice];
    if (one.match.level.labels.some((label) => label !== '') && two.match.level.labels.includes('')) return one;
    this.#find(
      'mark.ambiguous',
      candidate.line,
      `"${nameOf({ candidate, match: one.match })}" is read by two levels, ${one.match.level.name} and ${two.match.level.name}.`,
      'take (as the first of them) or join (it is text)',
    );
    return one;
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
    for (const { candidate, match } of doubts) {
      const where =
        candidate.doubt === 'sheltered'
          ? `stands in the quotation or block that begins in line ${candidate.shelter}`
          : 'begins in the middle of a sentence or is written otherwise than the headings of its level';
      const message = `"${nameOf({ candidate, match })}" has the next number, but ${where}.`;
      this.#find('mark.doubtful', candidate.line, message, 'take (it is a heading) or join (it is text)');
    }
  }

  /** A heading whose number does not follow. */
  #broken(choice: Choice, candidate: Candidate): void {
    const { match, standing, before } = choice;
    const name = nameOf({ candidate, match });
    if (standing === 'repeats' || standing === 'back') {
      // A page header repeats the part that is open.
      if (candidate.pageTop && this.#open.some((part) => isSame(part, match))) return;
      if (this.#beginsAgain(choice)) {
        if (this.#wasContents(match, candidate)) {
          this.#see(candidate, undefined);
          return;
        }
        this.#again = { candidate, match };
        const first = this.#firstOf(match);
        const message = `The document begins again with "${name}", which stands in line ${first?.line} already.`;
        this.#find(
          'mark.repeated',
          candidate.line,
          message,
          'exclude (all from here on, with a reason) or join (this line is text)',
        );
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
    const last = before === undefined ? 'is the first of its level here' : `follows ${show(before)}`;
    const message = `"${name}" breaks the sequence of ${match.level.name}: it ${last}.`;
    const as = standing === 'gap' ? '' : ', with `as` for its number in the address';
    this.#find('mark.sequence', candidate.line, message, `take (it is a heading${as}), join (it is text), or exclude`);
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

  /** Headings without any text between them that come again later are a table of contents; they are forgotten. */
  #wasContents(match: Match, candidate: Candidate): boolean {
    const parts = [...partsOf(this.#top)];
    const first = parts.findIndex((part) => isSame(part, match));
    let end = first;
    while (end < parts.length && !this.#hasText(parts[end] as Part, parts[end + 1]?.line ?? candidate.line)) end++;
    // What comes behind the table is on its own, such as a preamble.
    const kept = parts.slice(end);
    if (end - first < 2 || kept.some(({ level, number }) => number !== undefined || level.role === 'container'))
      return false;
    let begin = first;
    while (begin > 0 && !this.#hasText(parts[begin - 1] as Part, (parts[begin] as Part).line)) begin--;
    const head = parts.slice(0, begin);
    const last = (kept[0]?.line ?? candidate.line) - 1;
    this.#contents = [(parts[begin] as Part).line, last];
    const from = (parts[begin] as Part).line;
    this.#findings = this.#findings.filter(({ line }) => line < from || line > last);
    this.#doubts = [];
    this.#open = [];
    this.#top = emptyTop();
    for (const part of [...head, ...kept]) {
      const scope = this.#scopeFor(part.level) ?? this.#top;
      this.#accept({ match: part.match, scope, standing: 'next' }, part.candidate);
    }
    return true;
  }

  #hasText(part: Part, until: number): boolean {
    const { inked, lines } = this.#scan;
    const count = (inked[until] as number) - (inked[part.line + 1] as number);
    const { level, match, candidate } = part;
    const titleBelow =
      (level.title === 'next' || level.title === 'block') && match.rest >= candidate.peeled.text.length;
    if (count !== 1 || !titleBelow) return count > 0;
    // One line below may be the title, unless it is a sentence.
    let line = until - 1;
    while (inked[line] === inked[line + 1]) line--;
    return '.;:'.includes(lines.region[(lines.starts[line + 1] as number) - 2] ?? '');
  }

  /** A heading that has no place: with a label it is a finding, a mere number is text. */
  #homeless(candidate: Candidate, decided: boolean): void {
    const match = candidate.matches.find(({ level }) => level.labels.some((label) => label.length > 1));
    if (match === undefined || candidate.doubt !== undefined || decided) return;
    const message = `"${nameOf({ candidate, match })}" stands in no ${match.level.parents.join(' or ')}.`;
    this.#find('mark.sequence', candidate.line, message, 'join (it is text); a heading needs its place in the outline');
  }

  #find(code: ProblemCode, line: number, message: string, choices: string): void {
    const hint = `Decide in cut.yaml, under decisions, for line ${line}: ${choices}.`;
    this.#findings.push({ code, line, message, hint });
  }
}

const isSameNumber = (a: Match, b: Match): boolean =>
  a.level === b.level && compareValues(a.number?.from ?? [], b.number?.from ?? []) === 0;

const isSame = (part: Part, match: Match): boolean =>
  part.level === match.level &&
  compareValues(part.number?.from ?? [], match.number?.from ?? []) === 0 &&
  (part.number !== undefined || part.level.whole === true);

const show = ({ last, line }: Counted): string => `${last.join('.')} in line ${line}`;
