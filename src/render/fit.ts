/**
 * Fits a long list of items into a limited text. Items are shown in full while there is room, then folded to one line,
 * then left out, and the result says how many of which fate: nothing is cut silently.
 */
export interface Item {
  /** Made only when there may be room for it. */
  readonly full: () => string;
  /** One line. */
  readonly brief: string;
}

export interface Fitted {
  readonly texts: readonly string[];
  /** Items shown as their one line, though they have more. */
  readonly folded: number;
  /** Items not shown at all: from this index on, so far as their lines do not fit. */
  readonly left: readonly number[];
}

/** Below this, no item is worth trying in full. */
const SMALLEST_FULL = 200;

/**
 * At most `room` characters (UTF-16 code units) of items, in their order. Every item gets its line before any gets its
 * full text: to know what changed comes before how.
 */
export function fitted(items: readonly Item[], room: number): Fitted {
  let free = room;
  const kept = items.map(({ brief }) => {
    if (brief.length > free) return false;
    free -= brief.length;
    return true;
  });
  const left = kept.flatMap((is, index) => (is ? [] : [index]));
  let folded = 0;
  const texts = items.flatMap((item, index) => {
    if (!kept[index]) return [];
    if (left.length === 0 && free + item.brief.length >= SMALLEST_FULL) {
      const full = item.full();
      if (full.length <= free + item.brief.length) {
        free -= full.length - item.brief.length;
        return [full];
      }
    }
    folded += 1;
    return [item.brief];
  });
  return { texts, folded, left };
}
