/** The table of phases. */
import type { PhaseName } from '../../../core/run/states.ts';
import type { Phase } from '../phase.ts';
import { cutLegA, structuralVerify } from './cut.ts';
import { askSg2, closeout, lifecycleEnact } from './enact.ts';
import { legBRecord, writeVerifyPhase } from './govern.ts';
import { cutplan, mark, sourcePin } from './prepare.ts';
import { grantProbe, preWriteBackup } from './ready.ts';

/** To wait is no work: the run is at the pause as soon as it asks. */
const ask: Phase = async () => ({ end: 'done', facts: {} });

export const PHASES: Readonly<Record<PhaseName, Phase>> = {
  source_pin: sourcePin,
  mark,
  cutplan,
  pre_write_backup: preWriteBackup,
  grant_probe: grantProbe,
  ask_sg_1: ask,
  cut_leg_a: cutLegA,
  structural_verify: structuralVerify,
  leg_b_record: legBRecord,
  write_verify: writeVerifyPhase,
  ask_sg_2: askSg2,
  lifecycle_enact: lifecycleEnact,
  closeout,
};
