/**
 * Assembles a plan from its inputs, streaming: the one road to a plan, whether it is made, checked, rebuilt before an
 * approval, or rebuilt by gate G3. So whatever is applied can be rebuilt from its folder alone.
 */

import type { ManifestSpan } from '../../core/document/manifest.ts';
import { CutPlanner } from '../../core/kinds/cut-direct/planner.ts';
import type { CutSources, ManifestEnd, Pinned, Trust } from '../../core/kinds/cut-direct/sources.ts';
import { unitStatements } from '../../core/kinds/cut-direct/statements.ts';
import { LIMITS } from '../../core/limits.ts';
import type { PlanHeader, Statement } from '../../core/plan/plan.ts';
import { orStop, Stop } from '../../core/problem.ts';
import { readCut } from '../../formats/cut.ts';
import { readManifest } from '../../formats/manifest.ts';
import { spanReader } from '../../formats/region.ts';
import { readSnapshot } from '../../formats/snapshot.ts';
import { tapped } from '../../formats/tap.ts';
import { type PlanInputs, type Source, wholeSource } from './inputs.ts';

export interface Assembled {
  readonly header: PlanHeader;
  /** The statements of one unit at a time, made again from the inputs; none for an empty plan. */
  units(): AsyncGenerator<readonly Statement[], void, undefined>;
}

/** Throws Stop with every reason why there can be no plan. */
export async function assemble(inputs: PlanInputs, trust: Trust, onUnit?: (count: number) => void): Promise<Assembled> {
  const sources = await readSources(inputs, trust);
  const planner = new CutPlanner(sources);
  let seen = 0;
  const { end, region } = await walk(inputs, async (span, body) => {
    if (span.span === 'exclusion') planner.exclude(span);
    if (span.span !== 'unit') return;
    planner.add(span, await body(span.body));
    seen += 1;
    onUnit?.(seen);
  });
  if (region.sha256 !== sources.manifest.region.sha256) throw foreignRegion(inputs.region, sources, region.sha256);
  const header = orStop(planner.finish(end));

  async function* units(): AsyncGenerator<readonly Statement[], void, undefined> {
    if (header.expect.statements > 0) yield* documentUnits(inputs);
  }

  return { header, units };
}

/** The statements that would create each unit of the document, whether or not it is there already. */
export async function* documentUnits(
  inputs: Pick<PlanInputs, 'manifest' | 'region'>,
): AsyncGenerator<readonly Statement[], void, undefined> {
  const manifest = readManifest(inputs.manifest.chunks(), inputs.manifest.file);
  const text = spanReader(inputs.region.chunks(), inputs.region.file);
  try {
    await manifest.header();
    for await (const span of manifest.spans()) {
      if (span.span === 'unit') yield unitStatements(span, await text.take(...span.body));
    }
  } finally {
    await manifest.close();
    await text.close();
  }
}

type Body = (bytes: readonly [number, number]) => Promise<string>;

/** Reads manifest and region once, side by side, and says what both were. */
async function walk(
  inputs: PlanInputs,
  see: (span: ManifestSpan, body: Body) => Promise<void>,
): Promise<{ readonly end: ManifestEnd; readonly region: Pinned }> {
  const manifestBytes = tapped(inputs.manifest.chunks());
  const regionBytes = tapped(inputs.region.chunks());
  const manifest = readManifest(manifestBytes.chunks, inputs.manifest.file);
  const text = spanReader(regionBytes.chunks, inputs.region.file);
  try {
    await manifest.header();
    for await (const span of manifest.spans()) await see(span, ([from, to]) => text.take(from, to));
    const end = await manifest.end();
    await text.drain();
    return { end: { ...end, file: manifestBytes.result() }, region: regionBytes.result() };
  } finally {
    await manifest.close();
    await text.close();
  }
}

async function readSources(inputs: PlanInputs, trust: Trust): Promise<CutSources> {
  const cut = await wholeSource(inputs.cut, LIMITS.cut);
  const snapshot = await wholeSource(inputs.snapshot, LIMITS.snapshot);
  return {
    cut: orStop(readCut(cut.bytes, inputs.cut.file)),
    cutFile: cut.pinned,
    manifest: await headerOf(inputs.manifest),
    snapshot: orStop(readSnapshot(snapshot.bytes, inputs.snapshot.file)),
    snapshotFile: snapshot.pinned,
    trust,
  };
}

async function headerOf(source: Source) {
  const reader = readManifest(source.chunks(), source.file);
  try {
    return await reader.header();
  } finally {
    await reader.close();
  }
}

const foreignRegion = (source: Source, sources: CutSources, found: string): Stop =>
  new Stop([
    {
      code: 'plan.folder',
      message: 'The region is not the one the manifest was made from.',
      place: { file: source.file },
      hint: 'The files of one plan belong together: restore the folder, or plan again from cut.yaml.',
      detail: [`manifest: sha256 ${sources.manifest.region.sha256}`, `found:    sha256 ${found}`],
    },
  ]);
