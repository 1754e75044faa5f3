/** Assembles a cut from cut.yaml, manifest, region and snapshot, streaming. */

import type { ManifestSpan } from '../../core/document/manifest.ts';
import { sha256 } from '../../core/hash.ts';
import { writerOf } from '../../core/kinds/cuts.ts';
import type { CutSources, ManifestEnd, Trust } from '../../core/kinds/document.ts';
import type { DocumentKind } from '../../core/kinds/kind.ts';
import { type PlannedUnit, plannedUnit } from '../../core/kinds/planner.ts';
import { LIMITS } from '../../core/limits.ts';
import { Comparer, type Comparison } from '../../core/plan/compare.ts';
import type { Pinned } from '../../core/plan/folder.ts';
import type { Statement } from '../../core/plan/plan.ts';
import type { LiveUnit, Snapshot } from '../../core/plan/snapshot.ts';
import { orStop, Stop } from '../../core/problem.ts';
import { readCut } from '../../formats/cut.ts';
import { readManifest } from '../../formats/manifest.ts';
import { spanReader } from '../../formats/region.ts';
import { readSnapshot } from '../../formats/snapshot.ts';
import { tapped } from '../../formats/tap.ts';
import type { Assembled } from './assembled.ts';
import { type DocumentInputs, type Source, wholeSource } from './inputs.ts';

/** Hears of one unit of the plan at a time, in their order. */
export type OnUnit = (unit: PlannedUnit) => void | Promise<void>;

/** Throws Stop with every reason why there can be no plan; what `onUnit` has heard of by then holds for nothing. */
export async function assembleDocument(inputs: DocumentInputs, trust: Trust, onUnit?: OnUnit): Promise<Assembled> {
  const sources = await readSources(inputs, trust);
  const { kind } = writerOf(sources.cut, sources.snapshot);
  const planner = kind.planner(sources);
  let lead = planner.lead ?? [];
  const { end, region } = await walk(inputs, async (span, body) => {
    if (span.span === 'exclusion') planner.exclude(span);
    if (span.span !== 'unit') return;
    const planned = planner.add(span, await body(span.body));
    if (onUnit === undefined || planned === undefined) return;
    for (const unit of lead) await onUnit(plannedUnit(unit));
    lead = [];
    await onUnit(planned);
  });
  if (region.sha256 !== sources.manifest.region.sha256) throw foreignRegion(inputs.region, sources, region.sha256);
  const header = orStop(planner.finish(end));

  async function* units(): AsyncGenerator<readonly Statement[], void, undefined> {
    if (header.expect.statements === 0) return;
    yield* planner.lead ?? [];
    yield* documentUnits(kind, sources.snapshot, inputs);
  }

  return { header, units };
}

/** The units of the document, compared with those that are there. */
export async function compareDocument(
  inputs: Pick<DocumentInputs, 'manifest' | 'region'>,
  live: readonly LiveUnit[],
): Promise<Comparison> {
  const comparer = new Comparer(live);
  await walk(inputs, async (span, body) => {
    if (span.span === 'unit') comparer.see(span, sha256(await body(span.body)));
  });
  return comparer.result();
}

/** The statements that would create each unit of the document, whether or not it is there already. */
export async function* documentUnits(
  kind: DocumentKind,
  snapshot: Snapshot,
  document: Pick<DocumentInputs, 'manifest' | 'region'>,
): AsyncGenerator<readonly Statement[], void, undefined> {
  const make = kind.unitStatements(snapshot);
  const manifest = readManifest(document.manifest.chunks(), document.manifest.file);
  const text = spanReader(document.region.chunks(), document.region.file);
  let order = 0;
  try {
    await manifest.header();
    for await (const span of manifest.spans()) {
      if (span.span !== 'unit') continue;
      order += 1;
      yield make(span, await text.take(...span.body), order);
    }
  } finally {
    await manifest.close();
    await text.close();
  }
}

type Body = (bytes: readonly [number, number]) => Promise<string>;

/** Reads manifest and region once, side by side, and says what both were. */
async function walk(
  inputs: Pick<DocumentInputs, 'manifest' | 'region'>,
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

async function readSources(inputs: DocumentInputs, trust: Trust): Promise<CutSources> {
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
