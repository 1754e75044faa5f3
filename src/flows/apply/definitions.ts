import { driftOf } from '../../core/gates/drift.ts';
import type { OnlineFacts } from '../../core/gates/facts.ts';
import { Stop } from '../../core/problem.ts';
import type { Files, Session } from '../../ports.ts';
import { pinnedDefinitions } from '../drift.ts';
import type { OpenedPlan } from '../open-plan.ts';
import { askDefinitions } from './live.ts';

/** What the objects that have drifted were and are, for the refusal to show; nothing when nothing has drifted. */
export async function definitionsOfDrift(
  session: Session,
  plan: OpenedPlan,
  catalogue: OnlineFacts['catalogue'],
  files: Files,
): Promise<Pick<OnlineFacts, 'definitions'>> {
  if (driftOf(plan.header.catalogue, catalogue).length === 0) return {};
  try {
    const pinned = await pinnedDefinitions(files, plan);
    return { definitions: { pinned, live: await askDefinitions(session, plan.kind) } };
  } catch (error) {
    // The drift is refused by its fingerprints alone; a snapshot that was changed meanwhile only loses the details.
    if (error instanceof Stop) return {};
    throw error;
  }
}
