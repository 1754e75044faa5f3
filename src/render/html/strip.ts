/**
 * A strip that shows at a glance how a whole is made up: its length is the whole, each column a small stretch of it, each
 * colour what lies there, and a row of ticks above what needs attention. Of bounded size however long the whole is.
 */

/** Columns of a strip. */
const COLUMNS = 1000;
const HEIGHT = 28;
/** Room above for the ticks. */
const TICKS = 10;
/** Least share of a column that what is rare is given. */
const LEAST = 0.35;

export interface Strip {
  /** Stretches in order; `kind` is one of the kinds the strip was made for. */
  add(kind: string, from: number, to: number): void;
  /** A place that needs attention. */
  tick(at: number): void;
  svg(label: string): string;
}

export interface Kind {
  /** `fill-NAME` is its class in the page's style. */
  readonly name: string;
  /** It is seen however little there is of it. */
  readonly rare?: boolean;
}

/** `whole` is the length; the first kind lies lowest in a column. */
export function strip(whole: number, kinds: readonly Kind[]): Strip {
  const width = Math.max(whole, 1) / COLUMNS;
  const filled = new Map(kinds.map(({ name }) => [name, new Float64Array(COLUMNS)]));
  const ticks = new Set<number>();
  const column = (at: number): number => Math.min(COLUMNS - 1, Math.floor(at / width));
  return {
    add(kind, from, to) {
      const cells = filled.get(kind);
      if (cells === undefined || to <= from) return;
      for (let cell = column(from); cell <= column(to - 1e-9); cell++) {
        const part = Math.min(to, (cell + 1) * width) - Math.max(from, cell * width);
        cells[cell] = (cells[cell] as number) + part / width;
      }
    },
    tick: (at) => void ticks.add(column(at)),
    svg(label) {
      const base = new Float64Array(COLUMNS);
      const rare = new Set(kinds.filter((kind) => kind.rare).map(({ name }) => name));
      const shares = raised(filled, rare);
      const drawn = [...shares]
        .map(([kind, cells]) => `<path class="fill-${kind}" d="${pathOf(cells, base)}"/>`)
        .join('');
      const marks = [...ticks]
        .sort((a, b) => a - b)
        .map((at) => `M${at - 1} 0h3v${TICKS - 3}h-3z`)
        .join('');
      return `<svg class="strip" viewBox="0 0 ${COLUMNS} ${TICKS + HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${drawn}<path class="fill-finding" d="${marks}"/><rect class="window" x="0" y="${TICKS - 1}" width="0" height="${HEIGHT + 1}"/></svg>`;
    },
  };
}

/** What is rare gets its least share where there is any of it, and the rest makes room. */
function raised(filled: ReadonlyMap<string, Float64Array>, rare: ReadonlySet<string>): Map<string, Float64Array> {
  const shares = new Map([...filled].map(([kind, cells]) => [kind, Float64Array.from(cells)]));
  for (let at = 0; at < COLUMNS; at++) {
    let seen = 0;
    let rest = 0;
    for (const [kind, cells] of shares) {
      const share = cells[at] as number;
      if (share > 0 && rare.has(kind)) {
        cells[at] = Math.max(share, LEAST);
        seen += cells[at] as number;
      } else rest += share;
    }
    const room = rest === 0 ? 0 : Math.min(1, Math.max(0, 1 - seen) / rest);
    for (const [kind, cells] of shares) if (!rare.has(kind)) cells[at] = (cells[at] as number) * room;
  }
  return shares;
}

/** Rectangles of one kind upon what lies below in each column; neighbours of the same height are one. */
function pathOf(cells: Float64Array, base: Float64Array): string {
  let path = '';
  for (let at = 0; at < COLUMNS; ) {
    const height = round(cells[at] as number);
    const below = round(base[at] as number);
    let end = at + 1;
    while (end < COLUMNS && round(cells[end] as number) === height && round(base[end] as number) === below) end++;
    if (height > 0) path += `M${at} ${TICKS + HEIGHT - below - height}h${end - at}v${height}h${at - end}z`;
    for (let cell = at; cell < end; cell++) base[cell] = (base[cell] as number) + (cells[cell] as number);
    at = end;
  }
  return path;
}

/** A share of a column as a height, in quarters. */
const round = (share: number): number => Math.round(share * HEIGHT * 4) / 4;
