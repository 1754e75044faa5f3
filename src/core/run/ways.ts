/** For each state of a run, the legal ways on: no state is a dead end, unless the run is over. */
import { familyOf, isOver, type Standing, stationRow } from './states.ts';

export type Way = 'approve' | 'resume' | 'close' | 'cancel' | 'decide';

export function waysOn(standing: Standing): readonly Way[] {
  const { state, station } = standing;
  if (isOver(state)) return [];
  const { pause, close, written } = stationRow(station);
  const family = familyOf(state);
  if (family === 'failed') return ['decide'];
  return [
    ...(pause === undefined ? [] : (['approve'] as const)),
    'resume',
    ...(close === 'before_enactment' ? (['close'] as const) : []),
    ...(written === 'nothing' ? (['cancel'] as const) : []),
    ...(written !== 'nothing' && family === 'stopped' ? (['decide'] as const) : []),
  ];
}

/** PASS: finished. FAIL: over or failed. BLOCKED: waits for somebody or something. */
export type RunVerdict = 'PASS' | 'FAIL' | 'BLOCKED';

export function verdictOf({ state }: Standing): RunVerdict {
  const family = familyOf(state);
  if (family === 'failed' || family === 'voided') return 'FAIL';
  return isOver(state) ? 'PASS' : 'BLOCKED';
}
