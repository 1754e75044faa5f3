import type { Template } from '../plan/plan.ts';
import type { Kind } from './kind.ts';

/** A kind's templates as a plan carries them. */
export const templatesOf = (kind: Kind): Readonly<Record<string, Template>> =>
  Object.fromEntries(Object.entries(kind.templates).map(([name, { sql, parameters }]) => [name, { sql, parameters }]));
