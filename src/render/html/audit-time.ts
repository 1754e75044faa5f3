/** Pictures of the time of a run: to scale, phase by phase, and lane by lane. */
import type { Stretch } from '../../core/audit/evidence.ts';
import { LANE_WORDS, phaseWords } from '../audit-words.ts';
import { duration } from '../duration.ts';
import { shown } from './escape.ts';

/** What is there is seen, however short it was, in thousandths of the whole. */
const LEAST = 3;
const WHOLE = 1000;

/** The whole time, to scale. */
export function timeStrip(stretches: readonly Stretch[]): string {
  const total = Math.max(
    1,
    stretches.reduce((sum, { ms }) => sum + ms, 0),
  );
  const raw = stretches.map(({ ms }) => Math.max(LEAST, (ms / total) * WHOLE));
  const width = raw.reduce((sum, one) => sum + one, 0);
  let at = 0;
  const bars = stretches.map(({ kind }, index) => {
    const x = at;
    at += raw[index] as number;
    return `<rect class="fill-${kind}" x="${x.toFixed(2)}" y="0" width="${Math.max(0.5, (raw[index] as number) - 0.6).toFixed(2)}" height="20"/>`;
  });
  return `<svg class="scale" viewBox="0 0 ${width.toFixed(2)} 20" preserveAspectRatio="none" role="img" aria-label="The time of the run to scale: work and waiting in turn">${bars.join('')}</svg>`;
}

/** A row for each stretch. Work is drawn against the longest work, waiting against the longest waiting. */
export function phaseRows(stretches: readonly Stretch[]): string {
  const longest = (pause: boolean): number =>
    Math.max(1, ...stretches.filter(({ kind }) => (kind === 'pause') === pause).map(({ ms }) => ms));
  const [work, waiting] = [longest(false), longest(true)];
  const rows = stretches.map((stretch, index) => {
    const { kind, ms, problems } = stretch;
    const share = Math.max(0.4, (ms / (kind === 'pause' ? waiting : work)) * 100).toFixed(2);
    const bar = `<svg preserveAspectRatio="none" viewBox="0 0 100 14" aria-hidden="true"><rect class="fill-${kind}" y="2" width="${share}" height="10" rx="1"/></svg>`;
    const why = problems.map(({ code, message }) => `<p class="why">${shown(code)}: ${shown(message)}</p>`).join('');
    return `<li><span class="no">${index + 1}</span><span class="${kind}">${shown(phaseWords(stretch))}</span>${bar}<span class="ms">${duration(ms)}</span>${why}</li>`;
  });
  return `<ol class="phases">\n${rows.join('\n')}\n</ol>\n`;
}

const ORDER = ['planner', 'executor', 'verifier', 'sovereign'] as const;
const LEFT = 130;
const ROW = 34;
const MOST = 60;

/** Who had the run in hand, stretch by stretch. */
export function laneChart(stretches: readonly Stretch[]): string {
  const drawn = stretches.slice(0, MOST);
  const step = Math.max(30, 560 / Math.max(1, drawn.length));
  const width = LEFT + drawn.length * step + 10;
  const height = ORDER.length * ROW + 10;
  const y = (lane: Stretch['lane']): number => ORDER.indexOf(lane) * ROW + ROW / 2 + 5;
  const x = (index: number): number => LEFT + index * step + step / 2;
  const lines = ORDER.map(
    (lane) =>
      `<line x1="${LEFT}" y1="${y(lane)}" x2="${width}" y2="${y(lane)}"/><text x="4" y="${y(lane) + 4}">${LANE_WORDS[lane]}</text>`,
  );
  const path = `<polyline points="${drawn.map(({ lane }, index) => `${x(index).toFixed(1)},${y(lane)}`).join(' ')}"/>`;
  const dots = drawn.map((stretch, index) => {
    const { lane, kind } = stretch;
    const dark = kind === 'pause' ? ' dark' : '';
    return `<g><title>${shown(phaseWords(stretch))}</title><circle class="fill-${kind}" cx="${x(index).toFixed(1)}" cy="${y(lane)}" r="11"/><text class="no${dark}" x="${x(index).toFixed(1)}" y="${y(lane) + 4}">${index + 1}</text></g>`;
  });
  return `<svg class="lanes" viewBox="0 0 ${width.toFixed(0)} ${height}" role="img" aria-label="Who had the run in hand: each numbered phase in its lane">${lines.join('')}${path}${dots.join('')}</svg>`;
}
