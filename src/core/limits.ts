import type { Problem } from './problem.ts';

/**
 * Largest sizes, in bytes, of the files that are read whole. Plans and manifests are streamed and have no limit. YAML
 * has the smallest, for the worst text of that size must be refused within a second.
 */
const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS = {
  document: 256 * MIB,
  cut: 64 * KIB,
  config: 64 * KIB,
  queue: 16 * MIB,
  profile: 64 * KIB,
  env: 16 * KIB,
  approval: 64 * KIB,
  receipt: 4 * MIB,
  backup: 1 * MIB,
  snapshot: 64 * MIB,
  request: 64 * MIB,
  sql: 16 * MIB,
} as const;

/** Deepest nesting of a YAML or JSON document. No shape of ours needs more than eight levels. */
export const MAX_DEPTH = 64;

/** Problems listed of one file; a last one says how many more there are. */
export const MAX_PROBLEMS = 50;

export const moreProblems = (more: number, file: string): Problem => ({
  code: 'input.more_problems',
  message: `${more} more problem${more === 1 ? ' is' : 's are'} not listed.`,
  place: { file },
  hint: 'Correct those above first, then run the command again.',
});

/** Most tokens of a YAML text. A cut has some two hundred; each can cost the builder an error with its stack trace. */
export const MAX_YAML_TOKENS = 20_000;
