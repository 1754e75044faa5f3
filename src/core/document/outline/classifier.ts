import type { Findings } from '../findings.ts';
import type { Vocabulary } from '../vocabulary.ts';

/** Checks the words that classify units, each level once. Code: `mark.vocabulary`. */
export class Classifier {
  readonly #vocabulary: Vocabulary;
  readonly #problems: Findings;
  readonly #seen = new Set<string>();

  constructor(vocabulary: Vocabulary, problems: Findings) {
    this.#vocabulary = vocabulary;
    this.#problems = problems;
  }

  /** `line` is that of the first unit of the level. */
  check(level: string, line: number, unitKind: string, sectionType: string): void {
    if (this.#seen.has(level)) return;
    this.#seen.add(level);
    const { unit_kinds, section_types } = this.#vocabulary;
    const wanted = [
      ['unit kind', unitKind, unit_kinds],
      ['section type', sectionType, section_types],
    ] as const;
    for (const [what, word, known] of wanted) {
      if (known.includes(word)) continue;
      const message = `Level ${level} gives the ${what} "${word}", which is not in the vocabulary.`;
      this.#problems.add('mark.vocabulary', line, 1, message, `Correct the profile; known are: ${known.join(', ')}.`);
    }
  }
}
