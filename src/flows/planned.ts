/** What a cut leaves behind, from its folder alone: the rows of its plan, and what was known when it was made. */
import { dirname, join } from 'node:path';
import { sha256 } from '../core/hash.ts';
import { CUTS } from '../core/kinds/cuts.ts';
import type { DocumentKind } from '../core/kinds/kind.ts';
import { rowReader } from '../core/kinds/rows-left.ts';
import { LIMITS } from '../core/limits.ts';
import { FOLDER } from '../core/plan/folder.ts';
import type { PlanHeader, Statement } from '../core/plan/plan.ts';
import { RowCollector } from '../core/plan/rows.ts';
import { namesByTemplate, unitValues } from '../core/plan/units.ts';
import { orStop, Stop } from '../core/problem.ts';
import type { Outside, PlannedFacts } from '../core/verify/facts.ts';
import { type PlanEnd, readPlan } from '../formats/plan.ts';
import { readSnapshot } from '../formats/snapshot.ts';
import type { Files } from '../ports.ts';
import { documentUnits } from './plan/document.ts';
import { documentInputs } from './plan/inputs.ts';
import { assertRebuilds } from './rebuild.ts';

export interface PlannedCut {
  readonly file: string;
  readonly header: PlanHeader;
  readonly kind: DocumentKind;
  readonly end: PlanEnd;
  readonly planned: PlannedFacts;
  /** Rows outside the cut, as the snapshot saw them. */
  readonly outside: Outside;
}

/** `onRow` is told each row's key and the SHA-256 of its text. Throws Stop for what is not the plan of a cut. */
export async function readPlannedCut(
  planFile: string,
  files: Files,
  onRow?: (key: string, digest: string) => void,
): Promise<PlannedCut> {
  const folder = dirname(planFile);
  const reader = readPlan(files.stream(planFile), planFile);
  const header = await reader.header();
  const kind = CUTS[header.kind];
  if (kind === undefined) {
    await reader.close();
    throw new Stop([notACut(planFile, header.kind)]);
  }
  const rowOf = rowReader(kind, header.shared);
  const names = namesByTemplate(header.templates);
  const hashes = new Set<string>();
  const types = new Map<string, number>();
  const collector = new RowCollector();
  const see = (unit: readonly Statement[]): void => {
    const row = rowOf(unit);
    if (row === undefined) return;
    collector.add(row.key, row.text);
    onRow?.(row.key, sha256(row.text));
    const values = unitValues(names, unit);
    const hash = values.get('content_hash');
    if (!values.has('section_type') || hash == null) return;
    const type = values.get('section_type') ?? 'none';
    hashes.add(hash);
    types.set(type, (types.get(type) ?? 0) + 1);
  };
  for await (const unit of reader.units()) see(unit);
  const end = await reader.end();
  const snapshotFile = join(folder, FOLDER.snapshot);
  const snapshot = orStop(readSnapshot(await files.read(snapshotFile, LIMITS.snapshot), snapshotFile));
  // A plan that writes nothing was made where every unit was there already: its folder says what is to be there.
  if (header.expect.statements === 0) {
    await assertRebuilds({ file: planFile, header, kind, end }, files);
    for await (const unit of documentUnits(kind, snapshot, documentInputs(files, folder))) see(unit);
  }
  return {
    file: planFile,
    header,
    kind,
    end,
    planned: {
      rows: collector.result(),
      distinctHashes: hashes.size,
      sectionTypes: [...types]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([type, count]) => `${type} ${count}`)
        .join(', '),
    },
    outside: snapshot.outside,
  };
}

const notACut = (file: string, kind: string) =>
  ({
    code: 'input.usage',
    message: `This is a plan of the kind ${kind}; the plan of a cut is expected.`,
    place: { file },
    hint: 'Name the folder of the cut, for example plans/constitution.',
  }) as const;
