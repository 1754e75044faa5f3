/** The time of a run: what was worked on, and what was waited for. */
import type { Run } from '../run/replay.ts';
import { familyOf, isStation, type Station, stationRow } from '../run/states.ts';
import type { Stretch } from './evidence.ts';

const LANES: Readonly<Record<string, Stretch['lane']>> = {
  cut_leg_a: 'executor',
  leg_b_record: 'executor',
  lifecycle_enact: 'executor',
  structural_verify: 'verifier',
  write_verify: 'verifier',
};

/** Between two lines of one command passes the time it takes to write them; what is longer was idle time. */
const LEAST_IDLE_MS = 2000;

export function stretchesOf({ transitions }: Pick<Run, 'transitions'>): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let station: Station = 'pending';
  for (const [index, line] of transitions.entries()) {
    const before = transitions[index - 1];
    if (before !== undefined) {
      const { phase = 'end', pause } = stationRow(station);
      const end = Date.parse(line.at);
      const began = Math.max(Date.parse(before.at), end - line.ms);
      const waited = began - Date.parse(before.at);
      const went = new Date(began).toISOString();
      if (pause !== undefined ? waited > 0 : waited >= LEAST_IDLE_MS) {
        stretches.push({
          name: pause === undefined ? 'idle' : `waiting for ${pause}`,
          kind: 'pause',
          lane: pause === undefined ? 'planner' : 'sovereign',
          from: before.at,
          to: went,
          ms: waited,
          state: before.state,
          facts: {},
          problems: [],
        });
      }
      stretches.push({
        name: phase,
        kind: familyOf(line.state) === 'station' ? 'work' : 'trouble',
        lane: LANES[phase] ?? 'planner',
        from: went,
        to: line.at,
        ms: line.ms,
        state: line.state,
        facts: line.facts,
        problems: line.problems.map(({ code, message }) => ({ code, message })),
      });
    }
    if (isStation(line.state)) station = line.state;
  }
  return stretches;
}
