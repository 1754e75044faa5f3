/** From the source to a plan that can be approved. Nothing is written to the database. */

import { dirname, isAbsolute, join } from 'node:path';
import { LIMITS } from '../../../core/limits.ts';
import { orStop, type Problem, Stop } from '../../../core/problem.ts';
import { readCut } from '../../../formats/cut.ts';
import { checksum } from '../../apply/checksum.ts';
import { markDocument } from '../../mark.ts';
import { newInputs, writePlan } from '../../plan/make.ts';
import { takeSnapshot } from '../../plan/snapshot.ts';
import { takenBy } from '../../plan/taken.ts';
import { trustOf } from '../../trust.ts';
import { factOf, planFileOf } from '../known.ts';
import { writeMarker } from '../marker.ts';
import type { Phase } from '../phase.ts';

export const sourcePin: Phase = async ({ run, ports: { files } }) => {
  const cutFile = factOf(run, 'cut_file');
  const cut = orStop(readCut(await files.read(cutFile, LIMITS.cut), cutFile));
  const document = isAbsolute(cut.document) ? cut.document : join(dirname(cutFile), cut.document);
  return {
    end: 'done',
    facts: {
      document_file: document,
      cut_sha256: await checksum(files, cutFile),
      document_sha256: await checksum(files, document),
    },
  };
};

export const mark: Phase = async ({ run, memory, ports }) => {
  await assertSource(run.facts, ports.files);
  memory.marked = await markDocument(factOf(run, 'cut_file'), ports);
  const { header, counts } = memory.marked.manifest;
  return {
    end: 'done',
    facts: {
      region_sha256: header.region.sha256,
      units: String(counts.units),
      exclusions: String(counts.exclusions),
    },
  };
};

export const cutplan: Phase = async ({ run, memory, settings, ports }) => {
  await assertSource(run.facts, ports.files);
  const planFile = planFileOf(run);
  const marked = memory.marked ?? (await markDocument(factOf(run, 'cut_file'), ports));
  const taken = await takenBy(planFile, marked, ports.files);
  if (taken.length > 0) return { end: 'stopped', problems: taken };
  const snapshot = await takeSnapshot(ports.databases, marked.cut, run.id);
  const trust = trustOf(settings.policy, settings.signers);
  const made = await writePlan(dirname(planFile), newInputs(marked, snapshot), trust, ports.output);
  const { expect, target } = made.header;
  await writeMarker(planFile, { run: run.id, plan_sha256: made.sha256 }, ports);
  return {
    end: 'done',
    facts: {
      plan_sha256: made.sha256,
      statements: String(expect.statements),
      ...rowFacts('inserted', expect.inserted),
      ...rowFacts('updated', expect.updated),
      database: target.database,
      system_identifier: target.system_identifier,
    },
  };
};

const rowFacts = (verb: string, counts: Readonly<Record<string, number>>): Record<string, string> => ({
  [verb]: Object.entries(counts)
    .map(([table, count]) => `${table} ${count}`)
    .join(', '),
});

/** What was pinned is what is there; a source that changed under way is another document. */
async function assertSource(
  facts: Readonly<Record<string, string>>,
  files: Parameters<typeof checksum>[0],
): Promise<void> {
  const problems: Problem[] = [];
  for (const [name, file] of [
    ['cut_sha256', facts.cut_file ?? ''],
    ['document_sha256', facts.document_file ?? ''],
  ] as const) {
    if ((await checksum(files, file)) !== facts[name]) problems.push(changed(file));
  }
  if (problems.length > 0) throw new Stop(problems);
}

const changed = (file: string): Problem => ({
  code: 'run.changed',
  message: 'This file has changed since the run pinned it.',
  place: { file },
  hint: 'Restore it and resume the run; or cancel the run and start anew.',
});
