import { driftOf } from '../../core/gates/drift.ts';
import type { OnlineFacts } from '../../core/gates/facts.ts';
import { Stop } from '../../core/problem.ts';
import type { Files } from '../../ports.ts';
import { pinnedDefinitions } from '../drift.ts';
import type { OpenedPlan } from '../open-plan.ts';
import type { SeenCatalogue } from './live.ts';

/** What the objects that have drifted were and are, for the refusal to show; nothing when nothing has drifted. */
export async function definitionsOfDrift(
  plan: OpenedPlan,
  { definitions, fingerprints }: SeenCatalogue,
  files: Files,
): Promise<Pick<OnlineFacts, 'definitions'>> {
  if (driftOf(plan.header.catalogue, fingerprints).length === 0) return {};
  try {
    return { definitions: { pinned: await pinnedDefinitions(files, plan), live: definitions } };
  } catch (error) {
    // The drift is refused by its fingerprints alone; a snapshot that was changed meanwhile only loses the details.
    if (error instanceof Stop) return {};
    throw error;
  }
}
