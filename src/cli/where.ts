/** Where a target is, for people: the name of an embedded database says nothing, its folder does. */
import { within } from './server-settings.ts';
import type { Wire } from './wire.ts';

/** Undefined for a server, whose database has a name. */
export async function whereOf(wire: Wire, wanted?: string): Promise<string | undefined> {
  const { target, folder } = await wire.target(wanted);
  return target.kind === 'embedded' ? `the embedded database ${within(folder, target.directory)}` : undefined;
}
