/**
 * The ids of what the ledger says about a cut. Each derives from its subject, so that the same thing cannot be recorded
 * twice, and whoever knows the plan hash finds every row. `plan` is the plan hash of the cut.
 */
import { uuid5 } from '../hash.ts';

export const entryId = (plan: string): string => uuid5('backlog entry', plan);
/** The step that leads to this version of the entry. */
export const historyId = (entry: string, version: number): string => uuid5('backlog history', entry, String(version));
export const envelopeId = (plan: string): string => uuid5('manifest envelope', plan);
/** `event` is the governance event: cut, enact, compensate ... */
export const decisionId = (plan: string, event: string): string => uuid5('review decision', plan, event);
/** `round` counts the reviews of a request from 1; only the one that approves leads to a cut. */
export const reviewEnvelopeId = (plan: string, round: number): string =>
  uuid5('manifest envelope', plan, `round ${round}`);
/** `number` counts the sweeps of an entry from 1. */
export const sweepId = (entry: string, number: number): string => uuid5('sweep', entry, String(number));
/** The one entry waits for the other. */
export const dependencyId = (from: string, to: string): string => uuid5('dependency', from, to);
export const changeSetId = (plan: string): string => uuid5('change set', plan);
export const affectedRowId = (changeSet: string, row: string): string => uuid5('affected row', changeSet, row);
/** `number` counts the results of a change set from 1: after a failure it is verified again. */
export const verifyResultId = (changeSet: string, number: number): string =>
  uuid5('verify result', changeSet, String(number));
/** `subject` is the change set that the executor signs, or the verify result that the verifier signs. */
export const signatureId = (subject: string): string => uuid5('signature', subject);
