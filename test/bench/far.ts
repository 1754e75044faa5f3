/** Both sides over a line with a long round trip, without TLS. */
import { applyPairs } from './apply.ts';
import { ROUND_TRIP_MS, type Stage } from './stage.ts';
import { type Line, pairsLine } from './table.ts';

export async function farPart(stage: Stage, runs: number): Promise<readonly Line[]> {
  const pairs = await applyPairs(stage, 60, runs, 'far');
  return [pairsLine(`the same, 60 units, ${ROUND_TRIP_MS} ms round trip`, pairs, { ratio: 0.12 })];
}
