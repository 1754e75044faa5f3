/** Did you mean: the known word that is a slip of the keyboard away from an unknown one. */

/** The nearest word, if it is near enough to be meant: one change for short words, two from six characters on. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const lower = word.toLowerCase().replaceAll('-', '_');
  let best: string | undefined;
  let least = word.length >= 6 ? 3 : 2;
  for (const candidate of known) {
    const distance = editDistance(lower, candidate.toLowerCase().replaceAll('-', '_'), least);
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** The question as a sentence of its own, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) that turn `a` into `b`;
 * `stop` or more is given as `stop`.
 */
function editDistance(a: string, b: string, stop: number): number {
  if (Math.abs(a.length - b.length) >= stop) return stop;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] as number) + 1);
      }
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return Math.min(above[b.length] as number, stop);
}
