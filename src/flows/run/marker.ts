/** The note in a plan's folder which run the plan was made in, so that an approval names the run without being told. */
import { dirname, join } from 'node:path';
import { LIMITS } from '../../core/limits.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import { Stop } from '../../core/problem.ts';
import type { Files, FileWriter } from '../../ports.ts';

export interface Marker {
  /** Undefined: the run is over, and the plan is anybody's. */
  readonly run: string | undefined;
  readonly plan_sha256: string;
}

const NONE = '-';

export const writeMarker = (planFile: string, { run, plan_sha256 }: Marker, ports: { readonly output: FileWriter }) =>
  ports.output.write(join(dirname(planFile), FOLDER.run), [`${run ?? NONE} ${plan_sha256}\n`]);

/** The run that this very plan belongs to; undefined = none. Throws Stop `plan.folder` for a note that cannot be read. */
export async function markedRun(planFile: string, planSha256: string, files: Files): Promise<string | undefined> {
  const file = join(dirname(planFile), FOLDER.run);
  if (!(await files.exists(file))) return undefined;
  const text = Buffer.from(await files.read(file, LIMITS.env)).toString('latin1');
  const said = /^(-|ictr-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}) ([0-9a-f]{64})\n$/.exec(text);
  if (said === null) {
    throw new Stop([
      {
        code: 'plan.folder',
        message: 'The note which run the plan belongs to cannot be read.',
        place: { file },
        hint: 'Restore it, or remove it if the plan belongs to no run.',
      },
    ]);
  }
  return said[1] === NONE || said[2] !== planSha256 ? undefined : said[1];
}
