/** Kinds of plans by name. The code of a kind is loaded when a plan names it: no command needs them all. */
import { FACTS, type KindName } from '../core/kinds/facts.ts';
import type { Kind, RequestKind } from '../core/kinds/kind.ts';

const KINDS: Readonly<Record<KindName, () => Promise<Kind>>> = {
  'cut.direct': async () => (await import('../core/kinds/cut-direct/index.ts')).cutDirect,
  'cut.canonical': async () => (await import('../core/kinds/cut-canonical/index.ts')).cutCanonical,
  'cut.reissue': async () => (await import('../core/kinds/cut-reissue/index.ts')).cutReissue,
  record: async () => (await import('../core/kinds/record/index.ts')).record,
  recorded_cut: async () => (await import('../core/kinds/recorded-cut/index.ts')).recordedCut,
  write_verify: async () => (await import('../core/kinds/write-verify/index.ts')).writeVerify,
  enact: async () => (await import('../core/kinds/enact/index.ts')).enact,
  revert: async () => (await import('../core/kinds/revert/index.ts')).revert,
  request: async () => (await import('../core/kinds/backlog/request.ts')).request,
  sweep: async () => (await import('../core/kinds/backlog/sweep.ts')).sweep,
  review: async () => (await import('../core/kinds/backlog/review.ts')).review,
  tracked_cut: async () => (await import('../core/kinds/backlog/cut.ts')).trackedCut,
  depend: async () => (await import('../core/kinds/backlog/depend.ts')).depend,
  abandon: async () => (await import('../core/kinds/backlog/abandon.ts')).abandon,
};

/** Undefined for a kind that this release does not know. */
export const kindOf = async (name: string): Promise<Kind | undefined> =>
  Object.hasOwn(FACTS, name) ? KINDS[name as KindName]() : undefined;

/** The same for a kind that plans from a request. */
export async function requestKindOf(name: string): Promise<RequestKind | undefined> {
  const kind = await kindOf(name);
  return kind?.from === 'request' ? kind : undefined;
}
