/** Whether a cut differs from its plan because all of it was enacted or retired afterwards, by a plan that lies beside. */
import { dirname, join } from 'node:path';
import { enact } from '../core/kinds/enact/index.ts';
import { revert } from '../core/kinds/revert/index.ts';
import { FOLDER } from '../core/plan/folder.ts';
import { Stop } from '../core/problem.ts';
import type { VerifyFact } from '../core/verify/facts.ts';
import type { Databases, Files } from '../ports.ts';
import { verifyRows } from './verify-rows.ts';

export interface MovedSince {
  readonly became: 'enacted' | 'retired';
  /** Folder of the plan that did it: to verify it is to verify how the units stand now. */
  readonly folder: string;
}

const MOVES = [
  { kind: enact.name, folder: 'enact', became: 'enacted' },
  { kind: revert.name, folder: 'revert', became: 'retired' },
] as const;

/** Facts that every enactment and every retirement changes. */
const MOVED: readonly string[] = ['drafts', 'rows'];
/** Facts that change as well where what is retired is not counted. */
const UNCOUNTED: readonly string[] = ['units', 'versions', 'addresses', 'hashes', 'section_types'];

/**
 * Undefined where anything else differs, and unless the database holds exactly what that plan left behind. `sha256` is
 * the plan hash of the cut.
 */
export async function movedSince(
  cut: { readonly planFile: string; readonly sha256: string; readonly facts: readonly VerifyFact[] },
  run: string,
  ports: { readonly files: Files; readonly databases: Databases },
): Promise<MovedSince | undefined> {
  const failed = cut.facts.filter(({ ok }) => !ok);
  const noneLeft = failed.some(({ id, found }) => id === 'units' && found === '0');
  const expected = noneLeft ? [...MOVED, ...UNCOUNTED] : MOVED;
  if (failed.length === 0 || failed.some(({ id }) => !expected.includes(id))) return undefined;
  for (const { kind, folder: name, became } of MOVES) {
    const folder = join(dirname(cut.planFile), name);
    const file = join(folder, FOLDER.plan);
    if (!(await ports.files.exists(file))) continue;
    try {
      const { header, facts } = await verifyRows(file, run, ports);
      const ofThisCut = header.kind === kind && header.parent?.sha256 === cut.sha256;
      if (ofThisCut && facts.every(({ ok }) => ok)) return { became, folder };
    } catch (error) {
      // A plan that cannot be read explains nothing.
      if (!(error instanceof Stop)) throw error;
    }
  }
  return undefined;
}
