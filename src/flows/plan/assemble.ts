/**
 * Assembles a plan from its inputs: the one road to a plan, whether it is made, checked, rebuilt before an approval, or
 * rebuilt by gate G3. So whatever is applied can be rebuilt from its folder alone.
 */
import type { Trust } from '../../core/kinds/document.ts';
import type { Assembled } from './assembled.ts';
import { assembleDocument } from './document.ts';
import type { PlanInputs } from './inputs.ts';
import { assembleRequest } from './request.ts';

/** Throws Stop with every reason why there can be no plan. */
export const assemble = (inputs: PlanInputs, trust: Trust): Promise<Assembled> =>
  inputs.from === 'document' ? assembleDocument(inputs, trust) : assembleRequest(inputs, trust);
