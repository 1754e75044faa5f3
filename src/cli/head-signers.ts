import type { HeadSigners } from '../flows/ledger/head-file.ts';
import type { Wire } from './wire.ts';

/** Whose signature on a head of the ledger counts here. */
export const headSigners = async (wire: Wire): Promise<HeadSigners> => ({
  lanes: await wire.laneKeys(),
  approvers: await wire.signerFiles(),
});
