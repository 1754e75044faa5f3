import { BACKLOG } from './backlog/index.ts';
import { CUTS } from './cuts.ts';
import { enact } from './enact/index.ts';
import type { Kind, RequestKind } from './kind.ts';
import { record } from './record/index.ts';
import { recordedCut } from './recorded-cut/index.ts';
import { revert } from './revert/index.ts';
import { writeVerify } from './write-verify/index.ts';

/** The kinds that plan from a request, by name. */
export const REQUESTS: Readonly<Record<string, RequestKind>> = {
  [record.name]: record,
  [recordedCut.name]: recordedCut,
  [writeVerify.name]: writeVerify,
  [enact.name]: enact,
  [revert.name]: revert,
  ...BACKLOG,
};

/** Every kind this release knows, by name. A plan of any other kind is refused. */
export const KINDS: Readonly<Record<string, Kind>> = { ...CUTS, ...REQUESTS };
