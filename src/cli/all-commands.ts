/** All commands, loaded: oclif makes its manifest of them when cutter is built. */
import { COMMANDS as LOADERS } from './commands.ts';

export const COMMANDS = Object.fromEntries(
  await Promise.all(Object.entries(LOADERS).map(async ([id, load]) => [id, await load()] as const)),
);
