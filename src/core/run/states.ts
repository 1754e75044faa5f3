/**
 * The states of an orchestrated run, as data. A station is reached when the work that leads to it is done, and has one
 * edge forward. Beside the stations there are three families:
 *
 * - `stopped_<reason>`: something outside stood in the way; the run goes on from its station when it is resumed.
 * - `failed_<gate>`: what was written is not as it must be; the owner decides (SG_3).
 * - `voided_<reason>`: over, without success; the document may be started anew.
 */

export type Pause = 'SG_1' | 'SG_2';

export interface StationRow {
  readonly station: string;
  /** The work that leads to the next station; absent at the last one. */
  readonly phase?: string;
  /** Whose approval the run waits for here. */
  readonly pause?: Pause;
  /** What stands in the database by now. */
  readonly written: 'nothing' | 'content' | 'recorded' | 'enacted';
  /** The run may end here, before what would come next, and that is a success; the reason it gives. */
  readonly close?: 'already_there' | 'planned' | 'before_enactment' | 'enacted';
}

/** In order: the edge forward leads to the next row. */
export const STATIONS = [
  { station: 'pending', phase: 'source_pin', written: 'nothing' },
  { station: 'source_pinned', phase: 'mark', written: 'nothing' },
  { station: 'marked', phase: 'cutplan', written: 'nothing' },
  { station: 'cutplan_ok', phase: 'pre_write_backup', written: 'nothing', close: 'already_there' },
  { station: 'pre_write_backup_taken', phase: 'grant_probe', written: 'nothing' },
  { station: 'grants_probed', phase: 'ask_sg_1', written: 'nothing', close: 'planned' },
  { station: 'awaiting_cut_authorization', phase: 'cut_leg_a', pause: 'SG_1', written: 'nothing' },
  { station: 'cut_leg_a_committed', phase: 'structural_verify', written: 'content' },
  { station: 'structural_verified', phase: 'leg_b_record', written: 'content' },
  { station: 'leg_b_recorded', phase: 'write_verify', written: 'recorded' },
  { station: 'write_verified', phase: 'ask_sg_2', written: 'recorded', close: 'before_enactment' },
  {
    station: 'awaiting_lifecycle_authorization',
    phase: 'lifecycle_enact',
    pause: 'SG_2',
    written: 'recorded',
    close: 'before_enactment',
  },
  { station: 'lifecycle_enacted', phase: 'closeout', written: 'enacted' },
  { station: 'closeout_reported', written: 'recorded' },
] as const satisfies readonly StationRow[];

export type Station = (typeof STATIONS)[number]['station'];
export type PhaseName = Extract<(typeof STATIONS)[number], { readonly phase: string }>['phase'];
/** `reverted`: closed before enactment, after the cut had been taken back. */
export type CloseReason = NonNullable<StationRow['close']> | 'reverted';
export const isCloseReason = (reason: string): reason is CloseReason =>
  reason === 'enacted' || reason === 'reverted' || STATIONS.some((row) => 'close' in row && row.close === reason);

export type RunState = Station | `stopped_${string}` | `failed_${string}` | `voided_${string}`;

export const FIRST: Station = 'pending';
export const LAST: Station = 'closeout_reported';

export const stationRow = (station: Station): StationRow & { readonly phase?: PhaseName } =>
  STATIONS.find((row) => row.station === station) as StationRow & { readonly phase?: PhaseName };

/** Where the edge forward leads; undefined at the last station. */
export const nextStation = (station: Station): Station | undefined =>
  STATIONS[STATIONS.findIndex((row) => row.station === station) + 1]?.station;

export const isStation = (state: string): state is Station => STATIONS.some(({ station }) => station === state);

export type Family = 'station' | 'stopped' | 'failed' | 'voided';

/** Undefined for what is no state. */
export function familyOf(state: string): Family | undefined {
  if (isStation(state)) return 'station';
  return /^(stopped|failed|voided)_[a-z][a-z0-9_]{0,62}$/.exec(state)?.[1] as Family | undefined;
}

/** No edge leads on. */
export const isOver = (state: RunState): boolean => state === LAST || familyOf(state) === 'voided';

/** The last station reached, and the state the run is in now. */
export interface Standing {
  readonly station: Station;
  readonly state: RunState;
}

/**
 * Whether a run may go from where it stands to `to`. The edges:
 *
 * - forward, from the station or from a stop at it;
 * - to a stop or a failure, while the run is not over; from a failure, back to its station (the owner said: go on);
 * - to the last station where it may close;
 * - to void, while nothing is written, or from a stop or a failure.
 */
export function mayGo({ station, state }: Standing, to: RunState): boolean {
  if (isOver(state)) return false;
  const [from, family] = [familyOf(state), familyOf(to)];
  const { close, written } = stationRow(station);
  switch (family) {
    case 'stopped':
    case 'failed':
      return from !== 'failed';
    case 'voided':
      return written === 'nothing' || from === 'stopped' || from === 'failed';
    case 'station':
      if (from === 'failed') return to === station;
      return to === nextStation(station) || (to === LAST && close !== undefined);
    default:
      return false;
  }
}

/** Where a run stands after a transition that may be made. */
export const standingAfter = ({ station }: Standing, to: RunState): Standing => ({
  station: isStation(to) ? to : station,
  state: to,
});
