/** The figures of a benchmark as a table in Markdown. */

/** What two sides took, pair by pair. */
export interface Pair {
  readonly ours: Measured;
  readonly theirs: Measured;
}

export interface Measured {
  readonly milliseconds: number;
  /** Most memory resident at one time; 0 = not measured. */
  readonly peakMib: number;
}

export interface Line {
  readonly what: string;
  readonly cells: readonly string[];
}

export interface Target {
  readonly ratio: number;
  readonly mib?: number;
}

const HEAD = [
  'what',
  'ours: min / median / max',
  'theirs: min / median / max',
  'ratio: min / median / max',
  'target',
  'peak MiB: ours, theirs',
];

export function pairsLine(what: string, pairs: readonly Pair[], target: Target): Line {
  const ours = pairs.map((pair) => pair.ours.milliseconds);
  const theirs = pairs.map((pair) => pair.theirs.milliseconds);
  const ratios = pairs.map((pair) => pair.ours.milliseconds / pair.theirs.milliseconds);
  const peak = (side: 'ours' | 'theirs'): number => Math.max(...pairs.map((pair) => pair[side].peakMib));
  const met = median(ratios) <= target.ratio && (target.mib === undefined || peak('ours') < target.mib);
  const wanted = `≤ ${target.ratio}${target.mib === undefined ? '' : `, < ${target.mib} MiB`}`;
  const memory = peak('ours') === 0 ? '' : `${peak('ours').toFixed(0)}, ${peak('theirs').toFixed(0)}`;
  return {
    what,
    cells: [
      spread(ours, duration),
      spread(theirs, duration),
      spread(ratios, ratio),
      `${wanted} ${met ? 'met' : 'MISSED'}`,
      memory,
    ],
  };
}

/** A measurement without another side; `mib`: the most memory it may hold. */
export function soloLine(what: string, runs: readonly Measured[], mib?: number): Line {
  const times = runs.map((run) => run.milliseconds);
  const memory = Math.max(...runs.map((run) => run.peakMib));
  const target = mib === undefined ? '' : `< ${mib} MiB ${memory < mib ? 'met' : 'MISSED'}`;
  return { what, cells: [spread(times, duration), '', '', target, memory.toFixed(0)] };
}

export function table(lines: readonly Line[]): string {
  const rows = [HEAD, HEAD.map(() => '---'), ...lines.map(({ what, cells }) => [what, ...cells])];
  return rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
}

const spread = (values: readonly number[], say: (value: number) => string): string =>
  [Math.min(...values), median(values), Math.max(...values)].map(say).join(' / ');

const duration = (milliseconds: number): string =>
  milliseconds < 10_000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

const ratio = (value: number): string => value.toFixed(3);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}
