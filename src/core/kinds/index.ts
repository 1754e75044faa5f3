import { cutDirect } from './cut-direct/index.ts';
import type { Kind } from './kind.ts';

/** Every kind this release knows, by name. A plan of any other kind is refused. */
export const KINDS: Readonly<Record<string, Kind>> = { [cutDirect.name]: cutDirect };
