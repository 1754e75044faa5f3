/** Makes a plan: marks the document, takes the snapshot, assembles the plan, writes its folder. */
import { join } from 'node:path';
import { canonicalLines, type JsonObject, recordLine } from '../../core/canonical.ts';
import { manifestText } from '../../core/document/encode.ts';
import { sha256Stream } from '../../core/hash.ts';
import type { Trust } from '../../core/kinds/cut-direct/sources.ts';
import { planFrame } from '../../core/plan/encode.ts';
import { FOLDER } from '../../core/plan/folder.ts';
import type { PlanHeader } from '../../core/plan/plan.ts';
import { ordered, type Snapshot } from '../../core/plan/snapshot.ts';
import type { FileWriter } from '../../ports.ts';
import type { MarkedDocument } from '../mark.ts';
import { type Assembled, assemble } from './assemble.ts';
import { memorySource, type PlanInputs } from './inputs.ts';

export interface MadePlan {
  readonly header: PlanHeader;
  /** The plan hash. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The inputs of a plan that has no folder yet. */
export const newInputs = (marked: MarkedDocument, snapshot: Snapshot): PlanInputs => ({
  cut: memorySource(FOLDER.cut, marked.cutBytes),
  manifest: memorySource(FOLDER.manifest, [...manifestText(marked.manifest)].join('')),
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
  for (const name of ['cut', 'manifest', 'region', 'snapshot'] as const) {
    await output.write(join(folder, FOLDER[name]), text(inputs[name].chunks()));
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

async function* text(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
}
