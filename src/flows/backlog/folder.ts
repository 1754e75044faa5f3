/** The folder of a step's plan, within that of the cut. A request can be swept and reviewed more than once. */
import { entryPart, type Standing, standingOfRow } from '../../core/kinds/backlog/entry.ts';
import type { KindName } from '../../core/kinds/facts.ts';
import type { RequestKind } from '../../core/kinds/kind.ts';
import { entryId } from '../../core/ledger/ids.ts';
import { partRows } from '../../core/sql/survey.ts';
import type { Databases, Files } from '../../ports.ts';
import { checksum } from '../apply/checksum.ts';
import { reading } from '../reading.ts';
import { TRACKED_CUT_FOLDER } from '../receipts.ts';

export interface StepQuestion {
  readonly kind: RequestKind;
  /** plan.json of the cut. */
  readonly parent: string;
  readonly given: Readonly<Record<string, string>>;
  readonly run: string;
}

interface Ports {
  readonly files: Files;
  readonly databases: Databases;
}

/** Where a step is made again that was made already, its folder is that of then: the plan in it changes nothing. */
export async function stepFolder({ kind, parent, given, run }: StepQuestion, ports: Ports): Promise<string> {
  switch (kind.name as KindName) {
    case 'tracked_cut':
      return TRACKED_CUT_FOLDER;
    case 'depend':
      return `depend-${(given.on ?? '').slice(0, 8)}`;
    case 'sweep': {
      const standing = await standingOfPlan(parent, run, ports);
      const made = standing?.sweeps ?? 0;
      return numbered('sweep', opens(standing, ['marked', 'reviewed_deferred']) ? made + 1 : made);
    }
    case 'review': {
      const standing = await standingOfPlan(parent, run, ports);
      const made = standing?.reviews ?? 0;
      return numbered('review', opens(standing, ['review_pending']) ? made + 1 : made);
    }
    default:
      return kind.name;
  }
}

const opens = (standing: Standing | undefined, from: readonly string[]): boolean =>
  standing === undefined || from.includes(standing.status);

export const numbered = (name: string, number: number): string => (number <= 1 ? name : `${name}-${number}`);

async function standingOfPlan(parent: string, run: string, { files, databases }: Ports): Promise<Standing | undefined> {
  const sha256 = await checksum(files, parent);
  const part = entryPart({ parent: { sha256, kind: '' } });
  const { sql, parameters } = partRows(part);
  return reading(databases, `backlog/${run}`, async (session) => {
    const [row] = await session.rows(sql, parameters);
    return standingOfRow(
      row === undefined
        ? undefined
        : Object.fromEntries(part.columns.map(([name], at) => [name, row[`c${at}`] ?? null])),
    );
  });
}

/** Id of the request of a cut. */
export const requestOfCut = async (parent: string, files: Files): Promise<string> =>
  entryId(await checksum(files, parent));
