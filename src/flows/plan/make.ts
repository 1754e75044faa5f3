/** Makes a plan: marks the document, takes the snapshot, assembles the plan, writes its folder. */
import { join } from 'node:path';
import { canonicalLines, type JsonObject, recordLine } from '../../core/canonical.ts';
import { manifestBytes } from '../../core/document/encode.ts';
import { sha256Stream } from '../../core/hash.ts';
import type { Trust } from '../../core/kinds/document.ts';
import { planFrame } from '../../core/plan/encode.ts';
import { FOLDER, type FolderFile } from '../../core/plan/folder.ts';
import type { PlanHeader } from '../../core/plan/plan.ts';
import { ordered, type Snapshot } from '../../core/plan/snapshot.ts';
import type { FileWriter } from '../../ports.ts';
import type { MarkedDocument } from '../mark.ts';
import { assemble } from './assemble.ts';
import type { Assembled } from './assembled.ts';
import { type DocumentInputs, memorySource, type PlanInputs, piecesSource, type Source } from './inputs.ts';

export interface MadePlan {
  readonly header: PlanHeader;
  /** The plan hash. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The inputs of a plan that has no folder yet. */
export const newInputs = (marked: MarkedDocument, snapshot: Snapshot): DocumentInputs => ({
  from: 'document',
  cut: memorySource(FOLDER.cut, marked.cutBytes),
  manifest: piecesSource(FOLDER.manifest, () => manifestBytes(marked.manifest)),
  region: memorySource(FOLDER.region, marked.region),
  snapshot: memorySource(FOLDER.snapshot, [...snapshotLines(snapshot)].join('')),
});

export const snapshotLines = (snapshot: Snapshot): Iterable<string> =>
  canonicalLines(ordered(snapshot) as unknown as JsonObject);

/** The bytes of a plan, in pieces; `done` is called with what they were. */
export async function* planText(plan: Assembled, done: (made: MadePlan) => void): AsyncGenerator<string> {
  const digest = sha256Stream();
  let bytes = 0;
  const seen = (piece: string): string => {
    digest.update(piece);
    bytes += Buffer.byteLength(piece);
    return piece;
  };
  const frame = planFrame(plan.header);
  let count = 0;
  let buffer = frame.head;
  for await (const unit of plan.units()) {
    for (const statement of unit) {
      buffer += recordLine(statement, count);
      count += 1;
    }
    if (buffer.length > 65536) {
      yield seen(buffer);
      buffer = '';
    }
  }
  yield seen(buffer + frame.tail(count));
  done({ header: plan.header, sha256: digest.hex(), bytes });
}

/** Assembles a plan and only measures it. */
export async function measurePlan(inputs: PlanInputs, trust: Trust): Promise<MadePlan> {
  let made: MadePlan | undefined;
  for await (const _ of planText(await assemble(inputs, trust), (result) => {
    made = result;
  }));
  return made as MadePlan;
}

/** Writes the folder of a plan; the plan itself last, so that a folder with a plan is whole. */
export async function writePlan(
  folder: string,
  inputs: PlanInputs,
  trust: Trust,
  output: FileWriter,
): Promise<MadePlan> {
  const plan = await assemble(inputs, trust);
  for (const [name, source] of sourcesOf(inputs)) {
    await output.write(join(folder, FOLDER[name]), source.chunks());
  }
  let made: MadePlan | undefined;
  await output.write(
    join(folder, FOLDER.plan),
    planText(plan, (result) => {
      made = result;
    }),
  );
  return made as MadePlan;
}

const sourcesOf = ({ from: _from, ...sources }: PlanInputs): readonly (readonly [FolderFile, Source])[] =>
  Object.entries(sources) as [FolderFile, Source][];
