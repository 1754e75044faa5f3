/** The steps of a request that is tracked from the start, in their order. */
import type { RequestKind } from '../kind.ts';
import { abandon } from './abandon.ts';
import { trackedCut } from './cut.ts';
import { depend } from './depend.ts';
import { request } from './request.ts';
import { review } from './review.ts';
import { sweep } from './sweep.ts';

export const BACKLOG: Readonly<Record<string, RequestKind>> = {
  [request.name]: request,
  [sweep.name]: sweep,
  [review.name]: review,
  [trackedCut.name]: trackedCut,
  [depend.name]: depend,
  [abandon.name]: abandon,
};
